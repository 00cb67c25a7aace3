// An administrator at work, in a real browser with axe: procedures installed, set and taken away,
// and the end of retention, which comes a year later.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { check } from './check.mjs';
import { checkWide, hire, proveTwice, signIn } from './staff.mjs';
import { ANSWERS, GUICHET, Town, begin, browser, fillAll, pictured, press, visit } from './town.mjs';

const COPIES = 'fr.guichet.civil-status-copy';
const TERRACE = 'fr.guichet.terrace-permit';
let town;
let chrome;
before(async () => {
  town = await Town.trusting();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await town?.end();
});

const LOCALES = ['fr-FR', 'en-GB'];

// An administrator of their own, on a server that lives as many days later.
const administrator = async (locale, days = 0) => {
  const page = await visit(chrome, town, { locale, viewport: { width: 320, height: 640 } });
  const name = `chief-${locale.slice(0, 2)}-${days}`;
  await signIn(page, name, await hire(town, name, '--role', 'administrator'));
  await proveTwice(page, days);
  return page;
};

for (const locale of LOCALES) {
  test(`a procedure is installed, set and removed, in ${locale}`, async () => {
    const page = await administrator(locale);
    await pictured(page, `admin-${locale}`, async () => {
      await page.goto('/desk');
      await press(page, '.who a[href="/desk/admin"]');
      assert.equal(await page.locator(`main a[href$="/${COPIES}"]`).count(), 1);
      assert.ok(await page.locator('main dl').count(), 'how each fares');
      await checkWide(page, 'procedures');
      await page.setInputFiles('#file', { name: 'x.wasm', mimeType: 'application/wasm', buffer: Buffer.from('no') });
      await press(page, 'form[action="/desk/admin/install"] button');
      await check(page, 'not a package');

      await page.setInputFiles('#file', join(town.folder, 'terrace-permit.wasm'));
      await press(page, 'form[action="/desk/admin/install"] button');
      assert.ok((await page.locator('[name=grant]').count()) > 1, 'what it asks for');
      const asked = await page.locator('main').innerText();
      assert.match(asked, /Éditeur d’Exemple/);
      assert.match(asked, locale === 'fr-FR' ? /Écrire au demandeur/ : /Write to the applicant/);
      await checkWide(page, 'what it asks for');
      await press(page, 'form[action^="/desk/admin/install/"] button');
      assert.equal(new URL(page.url()).pathname, `/desk/admin/procedures/${TERRACE}`);
      await checkWide(page, 'installed');

      const setting = page.locator('[name="completion-days"]');
      const form = 'form[action$="/settings"]:has([name="completion-days"])';
      await setting.fill('soon');
      await press(page, `${form} button`);
      assert.equal(await page.locator('[role=alert]').count(), 1);
      await check(page, 'a setting that is none');
      await page.goto(`/desk/admin/procedures/${TERRACE}`);
      await setting.fill('20');
      await press(page, `${form} button`);
      assert.equal(await setting.inputValue(), '20');
      await check(page, 'set');
      for (const summary of await page.locator('main details > summary').all()) await summary.click();
      await checkWide(page, 'unfolded');

      // The same once more is another version of nothing; then it is taken away.
      await page.goto('/desk/admin');
      await page.setInputFiles('#file', join(town.folder, 'terrace-permit.wasm'));
      await press(page, 'form[action="/desk/admin/install"] button');
      await check(page, 'what serves already');
      await page.goto(`/desk/admin/procedures/${TERRACE}`);
      await page.click('form[action$="/remove"] summary');
      await press(page, 'form[action$="/remove"] button');
      assert.equal(await page.locator(`main a[href$="/${TERRACE}"]`).count(), 0);

      await press(page, 'main a[href="/desk/admin/doctor"]');
      const backup = page.locator('section', { hasText: 'Sauvegarde' });
      assert.match(await backup.innerText(), locale === 'fr-FR' ? /à faire[^]*guichet backup/ : /to do[^]*guichet backup/);
      await checkWide(page, 'how the server does');
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });
}

// What comes to the end of its retention, as the command line says.
const due = async () => {
  const list = ['dossier', 'disposal', 'list', '--json', '--config', town.config];
  return JSON.parse((await promisify(execFile)(GUICHET, list)).stdout).due;
};

test('what is kept no longer is listed, shown to the archives, and destroyed', async () => {
  const resident = await visit(chrome, town);
  await begin(resident, COPIES);
  await fillAll(resident, ANSWERS[COPIES]);
  await press(resident, 'form[action$="/submit"] button');
  const number = /dossiers\/([\d-]+)/.exec(resident.url())[1];
  await resident.goto(resident.url().replace('&new=1', ''));
  await resident.click('form[action*="/withdraw"] summary');
  await press(resident, 'form[action*="/withdraw"] button');
  await resident.context().close();
  // Notice is given two weeks before the year is over.
  await town.later(355);
  while (!(await due()).some((dossier) => dossier.from)) await new Promise((later) => setTimeout(later, 200));
  await town.later(375);
  const pages = await Promise.all(LOCALES.map((locale) => administrator(locale, 375)));
  const [page] = pages;
  const both = async (state) => {
    for (const each of pages) {
      await each.goto('/desk/disposal');
      await checkWide(each, state);
    }
  };
  await pictured(page, 'disposal', async () => {
    await both('due');
    assert.match(await page.locator('main').innerText(), new RegExp(number));
    await press(page, 'form[action="/desk/disposal"] button');
    await both('a list');
    const [exported] = await Promise.all([page.waitForEvent('download'), page.click('main a[download]')]);
    const bytes = await readFile(await exported.path());
    assert.equal(bytes.subarray(0, 2).toString(), 'PK', 'one archive');
    const today = new Date(Date.now() + 375 * 86_400_000).toISOString().slice(0, 10);
    const sign = async (day) => {
      await page.locator('[name=director]').fill('Ada Archivista');
      await page.locator('[name=signed]').fill(day);
      await page.locator('[name=reference]').fill('AD-2027-1');
      await press(page, 'form[action$="/visa"] button');
    };
    await sign('2020-01-01');
    await check(page, 'a visa from before');
    await page.goto('/desk/disposal');
    await sign(today);
    await both('with the visa');
    await page.goto('/desk/disposal');
    await page.click('form[action$="/purge"] summary');
    await check(page, 'about to be destroyed');
    await press(page, 'form[action$="/purge"] button');
    await both('destroyed');
    assert.ok(!(await page.locator('main').innerText()).includes(number));
    for (const each of pages) assert.deepEqual(each.complaints, []);
  });
  for (const each of pages) await each.context().close();
});
