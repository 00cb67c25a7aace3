// The counter and paper, in a real browser with axe: an agent fills a form in from a letter that
// somebody wrote, prints what the town answers, and records that it was posted.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { check } from './check.mjs';
import { checkWide, hire, signIn } from './staff.mjs';
import { ANSWERS, PIXEL, Town, browser, file, fillAll, pictured, press, visit } from './town.mjs';

const ID = 'fr.guichet.civil-status-copy';
const DAY = 86_400_000;
// Who writes a letter has no e-mail.
const { 'requester.email': _, ...LETTER } = ANSWERS[ID];
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

const arrived = (days) => new Date(Date.now() - days * DAY).toISOString().slice(0, 10);

for (const locale of ['fr-FR', 'en-GB']) {
  test(`from a letter that came to the answer that is posted, in ${locale}`, async () => {
    const page = await visit(chrome, town, { locale, viewport: { width: 320, height: 640 } });
    await pictured(page, `counter-${locale}`, async () => {
      const name = `counter-${locale.slice(0, 2)}`;
      await signIn(page, name, await hire(town, name));
      await press(page, '.who a[href="/desk/counter"]');
      await checkWide(page, 'the counter');
      await page.selectOption('#procedure', ID);
      await page.fill('#reason', ' ');
      await press(page, 'main form button');
      await check(page, 'without a reason');
      assert.equal(await page.inputValue('#procedure'), ID, 'what was chosen stays');
      await page.fill('#reason', 'Lettre du 2, ne se déplace plus');
      await page.fill('#arrived', arrived(3));
      await page.setInputFiles('#scans', file('lettre.png', 'image/png', Buffer.from(PIXEL, 'base64')));
      await press(page, 'main form button');
      await fillAll(page, LETTER, (state) => check(page, state));
      await check(page, 'review');
      await page.goto('/desk/counter');
      assert.equal(await page.locator('main ul a').count(), 1);
      await checkWide(page, 'one that was begun');
      await press(page, 'main ul a');
      await page.goto(page.url().replace(/[^/]*$/, 'review'));
      await press(page, 'form[action$="/submit"] button');
      const number = /desk\/dossiers\/([\d-]+)/.exec(page.url())[1];
      const said = await page.locator('main').innerText();
      assert.ok(said.includes('lettre.png') && said.includes('ne se déplace plus'), said);
      await checkWide(page, 'the dossier');

      await page.goto('/desk/post');
      const letter = page.locator(`input[name=letter][value^="${number}/"]`);
      assert.equal(await letter.count(), 1, 'the receipt goes by post');
      await checkWide(page, 'letters to post');
      await press(page, 'main form button:not([formaction])');
      await check(page, 'none is chosen');
      await page.goto('/desk/post');
      await letter.check();
      const [printed] = await Promise.all([page.waitForEvent('download'), page.click('button[formaction]')]);
      const bytes = await readFile(await printed.path());
      assert.equal(bytes.subarray(0, 2).toString(), 'PK', 'one archive');
      await press(page, 'main form button:not([formaction])');
      assert.equal(await letter.count(), 0, 'it is posted');
      await checkWide(page, 'posted');
      await page.goto(`/desk/dossiers/${number}`);
      await check(page, 'a dossier with a letter that was posted');
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });
}
