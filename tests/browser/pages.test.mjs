// Every page and state, in both languages and both colour schemes: WCAG 2.2 AA by axe, nothing
// wider than a small phone, light enough, silent in the console.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { check, violations } from './check.mjs';
import { ANSWERS, NEXT, Town, begin, browser, fill, fillAll, pictured, press, saved, visit } from './town.mjs';

const WEIGHT = 100 * 1024;

let town;
let chrome;
before(async () => {
  town = await Town.start();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await town?.end();
});

test('the check finds what is wrong', async () => {
  const page = await visit(chrome, town);
  await page.goto('/');
  await page.evaluate(() => document.querySelector('h1').insertAdjacentHTML('afterend', '<img src="/assets/icon.svg"><input>'));
  const found = await violations(page);
  assert.ok(found.some((v) => v.startsWith('image-alt')) && found.some((v) => v.startsWith('label')), found);
  await page.context().close();
});

// 320 px is also what 1280 px are at 400 %.
for (const lang of ['fr', 'en']) {
  for (const [id, answers] of Object.entries(ANSWERS)) {
    test(`${id} in ${lang}`, async () => {
      const viewport = { width: 320, height: 640 };
      const page = await visit(chrome, town, { locale: lang === 'fr' ? 'fr-FR' : 'en-GB', viewport });
      await pictured(page, `${id}-${lang}`, async () => {
        for (const path of ['/', `/procedures/${id}`, '/procedures/fr.guichet.terrace-permit/rules', '/terms', '/legal', '/accessibility', '/lost', '/nothing', '/dossiers', '/desk/sign-in']) {
          await page.goto(path);
          assert.equal(await page.locator('html').getAttribute('lang'), lang, path);
          await check(page, path);
        }
        await begin(page, id);
        const draft = page.url().replace(/\/[^/]*$/, '');
        await press(page, NEXT);
        await check(page, 'with errors');
        assert.equal(await page.evaluate(() => document.activeElement.id), 'problems', 'it has the focus');
        await fillAll(page, answers, (state) => check(page, state));
        await check(page, 'review');
        await page.goto(`${draft}/leave`);
        await check(page, 'leave');
        await page.goto(`/procedures/${id}`);
        await check(page, 'an offer to go on');
        await page.goto(`${draft}/review`);
        await press(page, 'form[action$="/submit"] button');
        await check(page, 'receipt');
        await page.goto(page.url().replace('&new=1', ''));
        await check(page, 'tracking');
        const tracking = page.url();
        await press(page, '.receipt a[href*="/receipt?"]');
        await page.waitForFunction(() => document.querySelector('.code img').naturalWidth > 0);
        await check(page, 'receipt to print');
        await page.emulateMedia({ media: 'print' });
        const printed = (selector) => page.locator(selector).first().isVisible();
        assert.ok((await printed('.code img')) && (await printed('.key')) && (await printed('footer')));
        assert.equal((await printed('nav')) || (await printed('.skip:not(:focus)')) || (await printed('footer .unprinted')), false);
        await page.emulateMedia({ media: 'screen' });
        await page.goto(tracking);
        await page.goto(`${draft}/review`);
        await check(page, 'submitted before');
        assert.deepEqual(page.complaints, []);
      });
      await page.context().close();
    });
  }

  test(`addresses in ${lang}`, async () => {
    const viewport = { width: 320, height: 640 };
    const page = await visit(chrome, town, { locale: lang === 'fr' ? 'fr-FR' : 'en-GB', viewport });
    await pictured(page, `addresses-${lang}`, async () => {
      await begin(page, 'fr.guichet.terrace-permit');
      const lines = page.locator('[name="applicant.address:lines"]');
      await lines.focus();
      await page.keyboard.type('rue');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await check(page, 'suggested while typing');
      assert.equal(await page.getByRole('option').count(), 8, 'still open');
      // What is shown after the button, which stands there without JavaScript only.
      await saved(page);
      await page.goto(`${page.url()}?found=applicant.address`);
      assert.equal(await page.locator('[name=_choose]').count(), 8);
      await check(page, 'looked up');
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });

  test(`the desk in ${lang}`, async () => {
    const page = await visit(chrome, town, { locale: lang === 'fr' ? 'fr-FR' : 'en-GB', viewport: { width: 320, height: 640 } });
    await pictured(page, `desk-${lang}`, async () => {
      const id = 'fr.guichet.civil-status-copy';
      await begin(page, id);
      await fillAll(page, ANSWERS[id]);
      await press(page, 'form[action$="/submit"] button');
      const number = /dossiers\/([\d-]+)/.exec(page.url())[1];
      await page.goto('/desk/sign-in');
      await page.fill('[name=name]', 'agent');
      await page.fill('[name=password]', 'wrong');
      await press(page, 'main form button');
      await check(page, 'refused');
      await page.fill('[name=name]', 'agent');
      await page.fill('[name=password]', town.password);
      await press(page, 'main form button');
      await check(page, 'queue');
      await page.goto('/desk/letters');
      await check(page, 'letters');
      await page.goto('/desk/counter');
      await check(page, 'counter');
      await page.goto('/desk/post');
      await check(page, 'post');
      await page.goto('/verify');
      await check(page, 'verify');
      await page.goto(`/desk/dossiers/${number}`);
      await check(page, 'dossier');
      for (const action of await page.locator('form[action*="/actions/"][method=get]').evaluateAll((forms) => forms.map((f) => f.action))) {
        await page.goto(action);
        await check(page, 'action');
      }
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });
}

test('every page is light on first view', async () => {
  const page = await visit(chrome, town);
  const id = 'fr.guichet.terrace-permit';
  await begin(page, id);
  const form = page.url();
  await fillAll(page, ANSWERS[id]);
  // The longest form, filled in, and what follows another.
  const draft = form.replace(/[^/]*$/, '');
  const copy = await visit(chrome, town);
  await begin(copy, 'fr.guichet.civil-status-copy');
  await fillAll(copy, ANSWERS['fr.guichet.civil-status-copy']);
  await press(copy, 'form[action$="/submit"] button');
  const tracking = copy.url().replace('&new=1', '');
  await copy.context().close();
  const fixed = ['/', '/terms', '/legal', '/accessibility', '/lost', '/published', '/sign-in', '/desk/sign-in'];
  const ofProcedure = ['', '/rules', '/privacy'].map((below) => `/procedures/${id}${below}`);
  const followed = [tracking, tracking.replace('?', '/receipt?')];
  for (const path of [...fixed, ...ofProcedure, form, `${draft}review`, `${draft}leave`, ...followed]) {
    const fresh = await visit(chrome, town);
    const client = await fresh.context().newCDPSession(fresh);
    await client.send('Network.enable');
    let bytes = 0;
    client.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
    await fresh.goto(path, { waitUntil: 'networkidle' });
    assert.ok(bytes > 1000 && bytes < WEIGHT, `${path}: ${bytes} bytes`);
    await fresh.context().close();
  }
  await page.context().close();
});
