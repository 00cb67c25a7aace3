// Agents at work, in a real browser with axe: a second proof, the queue, who does what, and two
// at once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { check } from './check.mjs';
import { code, hire, signIn } from './staff.mjs';
import { ANSWERS, Town, begin, browser, fillAll, pictured, press, visit } from './town.mjs';

const ID = 'fr.guichet.civil-status-copy';
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

const small = (locale) => visit(chrome, town, { locale, viewport: { width: 320, height: 640 } });

const submitted = async () => {
  const page = await small('fr-FR');
  await begin(page, ID);
  await fillAll(page, ANSWERS[ID]);
  await press(page, 'form[action$="/submit"] button');
  const number = /dossiers\/([\d-]+)/.exec(page.url())[1];
  await page.context().close();
  return number;
};

for (const locale of ['fr-FR', 'en-GB']) {
  test(`an administrator proves twice who they are, in ${locale}`, async () => {
    const name = `chief-${locale.slice(0, 2)}`;
    const password = await hire(town, name, '--role', 'administrator', '--role', 'auditor');
    const page = await small(locale);
    await pictured(page, `second-${locale}`, async () => {
      await signIn(page, name, password);
      assert.equal(new URL(page.url()).pathname, '/desk/me/second');
      await check(page, 'must set up');
      await press(page, 'form[action="/desk/me/second"] button');
      await check(page, 'set up');
      assert.equal(await page.locator('img').evaluate((img) => img.naturalWidth > 0), true);
      const key = await page.locator('main span.key').innerText();
      await page.fill('[name=code]', code(key, 0));
      await press(page, 'form[action$="/confirm"] button');
      assert.equal(await page.locator('li.key').count(), 8);
      await check(page, 'codes on paper');
      for (const path of ['/desk/people', `/desk/people/${name}`, '/desk/me', '/desk/reads', '/desk']) {
        await page.goto(path);
        await check(page, path);
      }
      await press(page, 'form[action="/desk/sign-out"] button');
      await signIn(page, name, password);
      await check(page, 'second step');
      await page.fill('[name=code]', code(key, 1));
      await press(page, 'main form button');
      assert.equal(new URL(page.url()).pathname, '/desk');
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });

  test(`the queue, a note, whose work it is, and two at once, in ${locale}`, async () => {
    const number = await submitted();
    const names = [`zoe-${locale.slice(0, 2)}`, `ali-${locale.slice(0, 2)}`];
    const [zoe, ali] = await Promise.all(names.map(async (name) => {
      const page = await small(locale);
      await signIn(page, name, await hire(town, name, '--role', 'supervisor', '--role', 'agent'));
      return page;
    }));
    await pictured(zoe, `work-${locale}`, async () => {
      await zoe.fill('[name=text]', number);
      await press(zoe, 'form[action="/desk"] button');
      assert.equal(await zoe.locator('tbody tr').count(), 1);
      await check(zoe, 'found');
      await zoe.fill('#keep', 'A number');
      await press(zoe, 'form[action="/desk/me/filters"]:has(#keep) button');
      await check(zoe, 'a filter is kept');
      await zoe.check(`input[name=number][value="${number}"]`);
      await zoe.selectOption('#what', 'take');
      await press(zoe, 'form[action="/desk/bulk"] button');
      await check(zoe, 'several at once');
      await zoe.goto('/desk?whose=mine');
      await press(zoe, `tbody a[href^="/desk/dossiers/${number}"]`);
      await zoe.fill('#note', 'Appelée ce matin.');
      await press(zoe, 'form[action$="/notes"] button');
      await zoe.fill('#tag', 'urgent');
      await press(zoe, 'form[action$="/tags"]:has(#tag) button');
      await check(zoe, 'a note and a tag');

      // Both open the same action; the second to send it is told, with what was typed.
      const path = `/desk/dossiers/${number}`;
      await Promise.all([zoe, ali].map((page) => page.goto(path)));
      for (const page of [zoe, ali]) await press(page, 'form[action$="/actions/refuse"] button');
      for (const page of [zoe, ali]) {
        await page.locator('main input[type=radio]').first().check();
        await page.locator('main textarea').fill('Ce que j’ai constaté, de ma main.');
      }
      const send = 'form[method=post] .buttons button:not([name])';
      await press(zoe, send);
      assert.equal(new URL(zoe.url()).pathname, path, await zoe.locator('main').innerText());
      await press(ali, send);
      assert.match(await ali.locator('#problems').innerText(), new RegExp(names[0]));
      await check(ali, 'too late');
      assert.deepEqual([...zoe.complaints, ...ali.complaints], []);
    });
    await zoe.context().close();
    await ali.context().close();
  });
}

for (const locale of ['fr-FR', 'en-GB']) {
  test(`every other page of the desk, and an opinion from outside, in ${locale}`, async () => {
    const number = await submitted();
    const name = `all-${locale.slice(0, 2)}`;
    const page = await small(locale);
    await pictured(page, `desk-${locale}`, async () => {
      await signIn(page, name, await hire(town, name, '--role', 'supervisor', '--role', 'agent', '--role', 'signatory'));
      const dossier = `/desk/dossiers/${number}`;
      const paths = ['/desk/deadlines', '/desk/letters', '/desk/pools', '/desk/commissions', '/desk/numbers',
        '/desk/processing', '/desk/search', `${dossier}/law`, `${dossier}/answers`];
      for (const path of paths) {
        await page.goto(path);
        assert.equal(new URL(page.url()).pathname, path);
        await check(page, path);
      }
      await page.goto('/desk/numbers');
      await page.click('main details summary');
      await check(page, 'numbers as a table');
      await page.goto('/desk/search');
      await page.fill('[name=email]', 'nobody@example.org');
      await press(page, 'main form[action^="/desk/search"] button');
      await check(page, 'nothing found');

      await page.goto(dossier);
      await page.click('details:has(form[action$="/opinions"]) > summary');
      await page.fill('#adviser', 'Voirie du département');
      await page.fill('#question', 'Le trottoir reste-t-il libre ?');
      const day = new Date(Date.now() + 5 * 86_400_000).toISOString().slice(0, 10);
      await page.fill('#opinion-until', day);
      await page.locator('form[action$="/opinions"] input[type=checkbox]').first().check();
      await check(page, 'asking for an opinion');
      await press(page, 'form[action$="/opinions"] button');
      const link = new URL(await page.locator('article .key', { hasText: '/opinions/' }).innerText());
      const adviser = await small(locale);
      await adviser.goto(link.pathname + link.search);
      await check(adviser, 'an opinion is asked');
      await adviser.locator('[name=stance]').first().check();
      await adviser.fill('#text', 'Oui, avec deux mètres.');
      await press(adviser, 'main form button');
      await check(adviser, 'the opinion is given');
      await adviser.context().close();
      await page.goto(dossier);
      assert.match(await page.locator('main').innerText(), /deux mètres/);
      await check(page, 'with an opinion');
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });
}

test('new dossiers are told of while the queue is open', async () => {
  const page = await small('fr-FR');
  await page.clock.install();
  await signIn(page, 'watcher', await hire(town, 'watcher'));
  await submitted();
  await page.clock.runFor(21_000);
  const link = page.locator('#news a');
  await link.waitFor();
  assert.match(await link.innerText(), /nouveau/);
  await press(page, '#news a');
  assert.equal(await page.locator('#news a').count(), 0);
  assert.deepEqual(page.complaints, []);
  await page.context().close();
});
