// States that a person meets more rarely: data asked for elsewhere, places that are held, charges
// paid online, requests that are published, erasure and what stands against it. In both languages, with JavaScript and
// without.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { check } from './check.mjs';
import { NEXT, Town, begin, browser, fill, pictured, press, visit } from './town.mjs';

const ASKING = 'org.example.shed';
const FREE = 'org.example.free';
const BOOKING = 'org.example.booking';
const CHARGING = 'org.example.charging';
const CHANGING = 'org.example.changing';
const SUBMIT = 'form[action$="/submit"] button';

// What API Particulier answers.
const FOUND = [200, { data: {
  quotient_familial: { fournisseur: 'CNAF', valeur: 850, annee: 2026, mois: 11, annee_calcul: 2026, mois_calcul: 11 },
  allocataires: [], enfants: [], adresse: {},
} }];
const NOBODY = [404, { errors: [{ code: '35003', title: 'Dossier absent', detail: 'Rien', source: null, meta: { provider: 'CNAF' } }] }];
const BROKEN = [500, {}];

let town;
let chrome;
before(async () => {
  town = await Town.asking();
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await town?.end();
});

// A small telephone in each language, with JavaScript and without.
const TELEPHONES = ['fr-FR', 'en-GB'].flatMap((locale) =>
  [true, false].map((javaScriptEnabled) => ({ locale, javaScriptEnabled, viewport: { width: 320, height: 640 } })));
const named = ({ locale, javaScriptEnabled }) => `in ${locale}${javaScriptEnabled ? '' : ' without JavaScript'}`;

const everywhere = (name, work) => {
  for (const telephone of TELEPHONES) {
    const title = `${name}, ${named(telephone)}`;
    test(title, async () => {
      const page = await visit(chrome, town, telephone);
      await pictured(page, title.replaceAll(' ', '-'), () => work(page, telephone.locale === 'fr-FR'));
      assert.deepEqual(page.complaints, []);
      await page.context().close();
    });
  }
};

// The same page once more, at the same place of it: that is no navigation to what drives the browser.
const reload = (page, selector) => Promise.all([page.waitForEvent('load'), page.locator(selector).click()]);

// Fills in the two pages that every shed has.
const shed = async (page, id) => {
  await begin(page, id);
  await fill(page, { 'who.name': 'Camille Exemple', 'who.email': 'camille@example.org' });
  await press(page, NEXT);
  await fill(page, { 'what.size': 'small' });
  await press(page, NEXT);
};

// Everything on a page, with what is folded away.
const checkOpen = async (page, state) => {
  await check(page, state);
  await page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));
  await check(page, `${state}, unfolded`);
};

everywhere('a source is asked, refused and of no help', async (page) => {
  const field = page.locator('#f-quotient');
  const byHand = page.locator('[name=declared]');
  await shed(page, ASKING);
  await check(page, 'not asked yet');
  await press(page, NEXT);
  await check(page, 'neither asked nor refused');
  await page.locator('#problems a[href="#f-quotient"]').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'f-quotient');
  await reload(page, '[name=_decline][value=quotient]');
  assert.equal(await byHand.count(), 1);
  await check(page, 'refused');
  await press(page, NEXT);
  await check(page, 'refused, and not given by hand');
  await page.locator('#problems a[href="#f-declared"]').click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'f-declared');
  for (const [says, state] of [[NOBODY, 'nothing found'], [BROKEN, 'no answer']]) {
    town.source.says = says;
    await reload(page, '[name=_ask][value=quotient]');
    assert.equal(await field.locator('[role=status]').count(), 1, state);
    assert.equal(await byHand.count(), 1, state);
    await check(page, state);
  }
  town.source.says = FOUND;
  await reload(page, '[name=_ask][value=quotient]');
  assert.match(await field.textContent(), /850/);
  assert.equal(await byHand.count(), 0);
  await check(page, 'answered');
  await press(page, NEXT);
  await check(page, 'review');
  await press(page, SUBMIT);
  const tracking = page.url().replace('&new=1', '');
  await page.goto(tracking);
  assert.ok(await page.locator('#sources').isVisible());
  await checkOpen(page, 'what was asked');

  // Something is asked for once more.
  await town.acts(/dossiers\/([\d-]+)/.exec(tracking)[1], 'grant');
  await page.goto(tracking);
  await check(page, 'something is asked for');
  await press(page, 'main a.button[href*="/complete"]');
  await check(page, 'to be completed');
  await page.fill('[name="who.name"]', '');
  await press(page, 'main form .buttons button:not([name])');
  await check(page, 'to be completed, with errors');

  // The request is published, and cannot be erased.
  await page.goto('/');
  await press(page, 'main a[href="/published"]');
  assert.ok((await page.locator('main article').count()) >= 1);
  await check(page, 'published');
  await page.goto(tracking);
  assert.equal(await page.locator('form[action*="/asks/erasure"]').count(), 0);
  // As from a page of before the law said so.
  const form = page.locator('form[action*="/consent"]');
  await form.evaluate((form) => (form.action = form.action.replace('/consent', '/asks/erasure')));
  const [answer] = await Promise.all([page.waitForNavigation(), page.click('form[action*="/asks/erasure"] button')]);
  assert.equal(answer.status(), 409);
  await check(page, 'the obligation that stands against it');
});

everywhere('a dossier is erased', async (page) => {
  await shed(page, FREE);
  await press(page, SUBMIT);
  await page.goto(page.url().replace('&new=1', ''));
  const tracking = page.url();
  await checkOpen(page, 'it can be erased');
  await press(page, 'form[action*="/asks/erasure"] button');
  assert.match(page.url(), /\/erased/);
  await check(page, 'erased');
  await page.goto(tracking);
  await check(page, 'it is gone');
});

let evenings = 0;
everywhere('a place is held, and another finds none', async (page, french) => {
  const evening = `2030-12-${String((evenings += 1) + 1).padStart(2, '0')}`;
  const answers = { pool: 'town/halls/great', from: `${evening}T18:00`, until: `${evening}T20:00`, asks: 'true' };
  const book = async () => {
    await begin(page, BOOKING);
    await fill(page, answers);
    await press(page, NEXT);
    await press(page, NEXT);
    await press(page, SUBMIT);
  };
  await book();
  await page.goto(page.url().replace('&new=1', ''));
  const held = await page.locator('main').textContent();
  assert.ok(held.includes(french ? 'Réservé pour vous' : 'Booked for you'), held);
  await checkOpen(page, 'with a booking');
  await book();
  assert.match(await page.locator('#problems').textContent(), french ? /plus de place/ : /no room/);
  await check(page, 'no room left');
});

everywhere('a charge is paid online', async (page, french) => {
  const pay = 'form[action*="/payments"] button';
  const dossier = async () => {
    await shed(page, CHARGING);
    await press(page, SUBMIT);
    await page.goto(page.url().replace('&new=1', ''));
    await check(page, 'something is due');
  };
  const away = async () => {
    await press(page, pay);
    const go = page.locator('main a.button');
    assert.match(await go.getAttribute('href'), /idop=an-operation$/);
    await check(page, 'about to pay');
    return /payments\/(\w+)/.exec(page.url())[1];
  };
  const charges = () => page.locator('#charges + dl').textContent();
  town.bank.says = 'Z';
  await dossier();
  let reference = await away();
  await page.locator('main p:last-of-type a').click();
  await page.waitForURL(/dossiers/);
  assert.equal(await page.locator('#charges + dl a.button').count(), 1);
  await check(page, 'it can be gone on with');
  await page.goto(`/payments/${reference}/return`);
  assert.match(await charges(), french ? /a refusé/ : /refused/);
  assert.equal(await page.locator(pay).count(), 0);
  await check(page, 'refused');
  town.bank.says = 'P';
  await dossier();
  reference = await away();
  await page.goto(`/payments/${reference}/return`);
  assert.match(await charges(), /12[.,]50.*12[.,]50/);
  assert.equal(await page.locator(pay).count(), 0);
  await checkOpen(page, 'paid');
  await page.context().clearCookies();
  await page.goto(`/payments/${reference}/return`);
  await check(page, 'back on a device that is not known');
});

test('a draft outlives a new version', async () => {
  const pages = await Promise.all(TELEPHONES.map((telephone) => visit(chrome, town, telephone)));
  for (const page of pages) {
    await begin(page, CHANGING);
    await fill(page, { 'who.name': 'Camille Exemple', 'who.email': 'camille@example.org' });
    await press(page, NEXT);
    await fill(page, { 'what.size': 'small' });
    await press(page, NEXT);
  }
  await town.upgrade('changing', 'changed');
  for (const [at, page] of pages.entries()) {
    await pictured(page, `changed-${at}`, async () => {
      await page.goto(page.url().replace(/[^/]*$/, 'who'));
      assert.ok((await page.locator('#set-aside ~ dl').textContent()).includes('camille@example.org'));
      assert.equal(await page.inputValue('[name="who.name"]'), 'Camille Exemple');
      await check(page, `answers without a place, ${named(TELEPHONES[at])}`);
      await press(page, '[name=_read]');
      assert.equal(await page.locator('#set-aside').count(), 0);
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  }
});
