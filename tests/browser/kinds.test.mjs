// Every kind of field of the contract, empty, wrong, filled in and locked: each with label, hint,
// autofill token, error beside it and in the summary; by finger on a telephone; and script, whatever
// the field.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { check } from './check.mjs';
import { NEXT, PIXEL, Town, begin, browser, file, fill, pictured, press, saved, visit } from './town.mjs';

const ID = 'org.example.generated';
const FORM = `page all
note
field line line required min=2 max=80 autofill=family-name
field paragraph paragraph required max=500 autofill=street-address
field email email required autofill=email
field phone phone required autofill=tel
field integer integer required min=1 max=9
field decimal decimal required
field money money required min=100
field flag flag required
field date date required first=2026-01-01 last=2026-12-31
field birth date required autofill=bday
field time time required
field choice choice required options=a,b live
field more line required if=choice=b
field list choice required options=a,b,c,d,e,f,g,h autofill=country
field choices choices required options=a,b,c
field address address required autofill=street-address
field files files required types=application/pdf,image/jpeg,image/png max=2
field iban iban required
field siret siret required
field rna rna required
field position position required
field known line prefill=Exemple locked
repeat rows 1 3
field name line required
field born date required
end
`;
const day = (path, day, month, year) => ({ [`${path}:day`]: day, [`${path}:month`]: month, [`${path}:year`]: year });
const ANSWERS = {
  line: 'Exemple',
  paragraph: 'Deux lignes\nd’exemple',
  email: 'Camille@example.org',
  phone: '06 12 34 56 78',
  integer: '3',
  decimal: '12,5',
  money: '12,50',
  flag: 'true',
  ...day('date', '1', '3', '2026'),
  ...day('birth', '29', '2', '1984'),
  time: '14:30',
  choice: 'b',
  more: 'Encore',
  list: 'c',
  choices: 'b',
  'address:lines': '1 place du Marché',
  'address:postcode': '99999',
  'address:city': 'Saint-Exemple',
  files: file('plan.png', 'image/png', Buffer.from(PIXEL, 'base64')),
  iban: 'FR14 2004 1010 0505 0001 3M02 606',
  siret: '732 829 320 00074',
  rna: 'w751004076',
  'position:lat': '48,8566',
  'position:lon': '2.3522',
  'rows[0].name': 'Un',
  ...day('rows[0].born', '1', '1', '2020'),
};
// What no kind takes.
const WRONG = {
  line: 'x', email: 'personne', phone: '12', integer: '10', decimal: 'douze', money: '0,50',
  ...day('date', '30', '2', '2026'), time: '25:00', iban: 'FR14 2004', siret: '732 829 320 00075',
  rna: '751004076', 'position:lat': '91', 'position:lon': '0', 'address:lines': '1 place du Marché',
};
const LOCALES = { fr: 'fr-FR', en: 'en-GB', ar: 'ar-MA' };

let town;
let chrome;
before(async () => {
  town = await Town.described(FORM);
  chrome = await browser();
});
after(async () => {
  await chrome?.close();
  await town?.end();
});

const telephone = (lang, more = {}) =>
  visit(chrome, town, { locale: LOCALES[lang], viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, ...more });

// The fields of the page that have to be answered, by path.
const required = (page) =>
  page.$$eval('form[data-draft] > [data-block]', (blocks) =>
    blocks.filter((b) => b.querySelector('.field:not(:has(.optional)):not(:has(.fixed))')).map((b) => b.dataset.block));

// Each of these has its error beside it, tied to it, and a link in the summary that leads there.
const told = async (page, paths) => {
  assert.equal(await page.evaluate(() => document.activeElement.id), 'problems', 'the summary has the focus');
  for (const path of paths) {
    const block = page.locator(`[data-block="${path}"]`);
    const error = block.locator('.error');
    assert.equal(await error.count(), 1, `${path} has its error`);
    const id = await error.getAttribute('id');
    const described = block.locator(`[aria-describedby~="${id}"][aria-invalid=true]`);
    assert.equal(await described.count(), 1, `${path}: the error belongs to the field`);
    const field = await described.getAttribute('id');
    const link = page.locator(`#problems a[href="#${field}"]`);
    assert.equal(await link.count(), 1, `${path} is in the summary`);
    await link.click();
    assert.equal(await page.evaluate(() => document.activeElement.id), field, `${path}: the link leads to the field`);
  }
};

for (const lang of Object.keys(LOCALES)) {
  test(`every kind of field in ${lang}`, async () => {
    const page = await telephone(lang);
    await pictured(page, `kinds-${lang}`, async () => {
      await begin(page, ID);
      await check(page, 'empty');
      const paths = await required(page);
      assert.equal(paths.length, 22, paths);
      for (const path of paths) {
        const block = page.locator(`[data-block="${path}"]`);
        assert.match(await block.locator('label, legend').first().textContent(), new RegExp(path.replace(/[[\].]/g, '\\$&')));
        assert.equal(await block.locator('.hint').first().textContent(), 'Une aide');
      }
      const tokens = await page.$$eval('[autocomplete]', (inputs) => inputs.map((input) => input.autocomplete));
      for (const token of ['family-name', 'street-address', 'email', 'tel', 'bday-day', 'bday-month', 'bday-year', 'country', 'postal-code']) {
        assert.ok(tokens.includes(token), `${token} in ${tokens}`);
      }
      await press(page, NEXT);
      await check(page, 'nothing answered');
      await told(page, paths);
      await fill(page, WRONG);
      await press(page, NEXT);
      await check(page, 'everything wrong');
      await told(page, paths);
      assert.equal(await page.inputValue('[name=iban]'), WRONG.iban, 'what was typed stays');
      await fill(page, ANSWERS);
      await press(page, '[name=_add]');
      assert.equal(await page.locator('[name="rows[1].name"]').count(), 1);
      assert.equal(await page.evaluate(() => document.activeElement.id), 'f-rows', 'the focus is where the group was added');
      await check(page, 'two groups');
      await page.fill('[name="rows[1].name"]', 'Deux');
      await press(page, '[name=_remove][value="rows[0]"]');
      assert.equal(await page.inputValue('[name="rows[0].name"]'), 'Deux');
      await fill(page, { 'rows[0].name': 'Un', ...day('rows[0].born', '1', '1', '2020') });
      await press(page, NEXT);
      assert.match(page.url(), /\/review$/, await page.locator('#problems').allInnerTexts());
      await check(page, 'review');
      const shown = await page.textContent('main');
      for (const words of ['Exemple', 'camille@example.org', 'plan.png', '732 829 320 00074', 'W751004076', 'Encore']) {
        const bare = (text) => text.toLowerCase().replace(/\s/g, '');
        assert.ok(bare(shown).includes(bare(words)), `${words} in ${shown}`);
      }
      // Every answer has a link that leads back to it.
      for (const link of await page.locator('.change a').evaluateAll((links) => links.map((a) => a.href))) {
        await page.goto(link);
        const id = new URL(link).hash.slice(1);
        assert.ok(await page.evaluate((id) => document.activeElement.id === id, id), link);
      }
      await page.goto(page.url().replace(/\/[^/]*$/, '/review'));
      await press(page, 'form[action$="/submit"] button');
      assert.match(page.url(), /new=1$/);
      assert.deepEqual(page.complaints, []);
    });
    await page.context().close();
  });
}

test('script in every field is text', async () => {
  const page = await telephone('fr');
  const evil = '<script>window.evil=1</script>"\'><img src=x onerror="window.evil=1">{{7*7}}';
  await pictured(page, 'kinds-script', async () => {
    await begin(page, ID);
    await page.locator('[name=choice][value=b]').check();
    await saved(page);
    const typed = await page.$$eval('form[data-draft] :is(input:not([type]), [type=text], [type=email], [type=tel], textarea)', (inputs, evil) =>
      inputs.map((input) => {
        input.value = evil;
        return input.name;
      }), evil);
    assert.ok(typed.length >= 25, typed);
    // As somebody does who posts what they like: keys that are none, files named so.
    await page.evaluate((evil) => {
      document.querySelector('[name=choice]').value = evil;
      document.querySelector('[name=choice]').checked = true;
      document.querySelector('[name=choices]').value = evil;
      document.querySelector('[name=choices]').checked = true;
      document.querySelector('[name=list]').options[1].value = evil;
      document.querySelector('[name=list]').selectedIndex = 1;
    }, evil);
    await page.locator('[name=files]').first().setInputFiles(file(`${evil.replaceAll('/', '')}.png`, 'image/png', '<script>'));
    await press(page, NEXT);
    assert.equal(await page.evaluate(() => window.evil), undefined);
    assert.equal(await page.locator('main script, main img').count(), 0);
    // What takes any text took it; all others are told, and show what was typed.
    assert.equal(await page.inputValue('[name=line]'), evil);
    assert.equal(await page.inputValue('[name=iban]'), evil);
    assert.ok((await page.locator('#problems li').count()) >= 14);
    await page.goto(page.url().replace(/\/[^/]*$/, '/review'));
    assert.ok((await page.textContent('main')).includes(evil));
    assert.equal(await page.evaluate(() => window.evil), undefined);
    assert.deepEqual(page.complaints, []);
  });
  await page.context().close();
});

test('a place is filled in by the device, where somebody lets it', async () => {
  for (const allowed of [true, false]) {
    const geolocation = { latitude: 48.8566, longitude: 2.3522, accuracy: 10 };
    const page = await telephone('fr', { geolocation, permissions: allowed ? ['geolocation'] : [] });
    await pictured(page, `place-${allowed}`, async () => {
      await begin(page, ID);
      await page.getByRole('button', { name: 'Remplir avec l’endroit où je suis' }).click();
      const status = page.locator('[data-locate] [role=status]');
      await page.waitForFunction(() => document.querySelector('[data-locate] [role=status]').textContent);
      if (!allowed) return assert.match(await status.textContent(), /réglages/);
      assert.equal(await page.inputValue('[name="position:lat"]'), '48.856600');
      await saved(page);
      await page.reload();
      assert.match(await page.inputValue('[name="position:lon"]'), /^2,3522/);
    });
    await page.context().close();
  }
});

test('a photo is taken on a telephone, and no camera is offered elsewhere', async () => {
  const page = await telephone('fr');
  await begin(page, ID);
  const camera = page.getByLabel('Prendre une photo');
  assert.ok(await camera.isVisible());
  assert.equal(await camera.getAttribute('capture'), 'environment');
  assert.equal(await camera.getAttribute('accept'), 'image/jpeg,image/png');
  await camera.setInputFiles(file('photo.png', 'image/png', Buffer.from(PIXEL, 'base64')));
  await page.locator('[data-block=files] .files li').waitFor();
  assert.equal(await camera.evaluate((input) => input.files.length), 0, 'sent, and ready for the next');
  await page.context().close();
  const desk = await visit(chrome, town);
  await begin(desk, ID);
  assert.equal(await desk.getByLabel('Prendre une photo').isVisible(), false);
  assert.ok(await desk.locator('[name=files]').first().isVisible());
  await desk.context().close();
});
