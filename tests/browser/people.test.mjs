// Signing in, and what follows a request, in every language of the town: French, English, and one
// from a file, written from right to left.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { check } from './check.mjs';
import { ANSWERS, NEXT, Town, begin, browser, fillAll, pictured, press, visit } from './town.mjs';

const ID = 'fr.guichet.civil-status-copy';
const TERRACE = 'fr.guichet.terrace-permit';
let town;
let chrome;
before(async () => {
  town = await Town.connected();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await town?.end();
});

const LOCALES = { fr: 'fr-FR', en: 'en-GB', ar: 'ar-MA' };
const small = (lang) => visit(chrome, town, { locale: LOCALES[lang], viewport: { width: 320, height: 640 } });

// Goes to the provider, is somebody there, and comes back.
const signIn = async (page, next, who, level) => {
  await page.goto(`/sign-in/provider?next=${encodeURIComponent(next)}`);
  await Promise.all([page.waitForURL(`${town.url}/**`), page.getByText(`${who} ${level}`, { exact: true }).click()]);
  page.complaints.length = 0;
};

for (const lang of Object.keys(LOCALES)) {
  test(`signing in, in ${lang}`, async () => {
    const page = await small(lang);
    await pictured(page, `sign-in-${lang}`, async () => {
      await page.goto('/sign-in');
      const html = page.locator('html');
      assert.equal(await html.getAttribute('lang'), lang);
      assert.equal(await html.getAttribute('dir'), lang === 'ar' ? 'rtl' : 'ltr');
      await check(page, 'sign in');
      await page.fill('[name=email]', 'camille@example.org');
      await press(page, 'main form button');
      await check(page, 'sent');
      await page.goto(`/sign-in/mail/${'0'.repeat(64)}`);
      await check(page, 'a link');
      await press(page, 'main form button');
      await check(page, 'a link that was used');
      await signIn(page, `/procedures/${ID}`, 'camille', 'eidas1');
      await check(page, 'signed in');
      await begin(page, ID);
      await fillAll(page, ANSWERS[ID], (state) => check(page, state));
      await check(page, 'review');
      await press(page, 'form[action$="/submit"] button');
      await page.goto('/me');
      await check(page, 'my requests');
      await press(page, 'form[action="/sign-out"] button');
      await check(page, 'signed out');
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });

  test(`what follows a request, in ${lang}`, async () => {
    const page = await small(lang);
    await pictured(page, `follows-${lang}`, async () => {
      for (const path of ['/', `/procedures/${TERRACE}`, `/procedures/${TERRACE}/privacy`, `/procedures/${TERRACE}/rules`, '/terms', '/legal', '/lost']) {
        await page.goto(path);
        await check(page, path);
      }
      await begin(page, TERRACE);
      await press(page, NEXT);
      await check(page, 'with errors');
      await fillAll(page, ANSWERS[TERRACE]);
      await press(page, 'form[action$="/submit"] button');
      const tracking = page.url().replace('&new=1', '');
      const number = /dossiers\/([\d-]+)/.exec(tracking)[1];
      await page.fill('form[action*="/messages"] textarea', 'Une question <b>simple</b>');
      await page.setInputFiles('[name=pieces]', { name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') });
      await press(page, 'form[action*="/messages"] button');
      await press(page, 'form[action*="/consent"] button');
      await page.locator('[name=mark]').nth(3).check();
      await press(page, 'form[action*="/rating"] button');
      await page.goto(tracking);
      await check(page, 'after a message');
      await press(page, 'a[href*="exchange=1&"]');
      await check(page, 'receipt of a message');

      // The desk answers and decides, in French.
      const desk = await visit(chrome, town, { viewport: { width: 320, height: 640 } });
      await desk.goto('/desk/sign-in');
      await desk.fill('[name=name]', 'agent');
      await desk.fill('[name=password]', town.password);
      await press(desk, 'main form button');
      await check(desk, 'queue with a message');
      await desk.goto(`/desk/dossiers/${number}`);
      await check(desk, 'dossier with a message');
      await desk.fill('form[action$="/messages"] textarea', 'Oui.');
      await press(desk, 'form[action$="/messages"] button');
      await press(desk, 'form[action$="/actions/accept"] button');
      await press(desk, 'form[method=post] .buttons button:not([name]), form[method=post] .buttons button');
      assert.equal(desk.url().split('#')[0], `${town.url}/desk/dossiers/${number}`, await desk.locator('main').innerText());
      await desk.context().close();

      await page.goto(tracking);
      await check(page, 'a notice');
      await press(page, 'form[action*="/open"] button');
      await check(page, 'decided');
      await press(page, 'a[href*="/documents/1"]');
      await check(page, 'a document');
      await page.goto(tracking);
      await press(page, 'form[action*="/asks/explanation"] button');
      await check(page, 'explanation asked for');
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });
}
