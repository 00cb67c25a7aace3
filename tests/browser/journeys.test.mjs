// What people do: fill in, leave, come back on another device, finish; without JavaScript, by
// keyboard, over a bad network, on a server that dies.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ANSWERS, NEXT, Town, begin, browser, fill, fillAll, pictured, press, saved, visit } from './town.mjs';

const ID = 'fr.guichet.civil-status-copy';
const SUBMIT = 'form[action$="/submit"] button';
const TEXT = '[name="requester.family-name"]';

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

// What a page still sends is nobody's any more.
const leave = async (page) => {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
};

// A test with a town in which other tests are disturbed by nothing: it may be killed.
const alone = (name, work) =>
  test(name, async () => {
    const own = await Town.start();
    const page = await visit(chrome, own);
    try {
      await pictured(page, name.replaceAll(' ', '-'), () => work(page, own));
    } finally {
      await leave(page);
      await own.end();
    }
  });

const shared = (name, options, work) =>
  test(name, async () => {
    const page = await visit(chrome, town, options);
    await pictured(page, name.replaceAll(' ', '-'), () => work(page));
    assert.deepEqual(page.complaints, []);
    await leave(page);
  });

// Goes on until the page with this field is there.
const reach = async (page, selector) => {
  while (!(await page.locator(selector).count())) {
    await fill(page, ANSWERS[ID]);
    await press(page, NEXT);
  }
};

// Waits for what the browser sends after a page was left.
const until = async (holds) => {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await holds()) return;
    await new Promise((later) => setTimeout(later, 500));
  }
  throw new Error(`never: ${holds}`);
};

const received = (page) => assert.match(page.url(), /\/dossiers\/[\d-]+\?key=[0-9a-f]{32}&new=1$/);

shared('leave and go on with another device', {}, async (page) => {
  await begin(page, ID);
  await fill(page, ANSWERS[ID]);
  await press(page, NEXT);
  await press(page, 'a[href$="/leave"]');
  const link = await page.locator('.key').textContent();
  const other = await visit(chrome, town);
  await other.goto(link);
  await fillAll(other, ANSWERS[ID]);
  await press(other, SUBMIT);
  received(other);
  await other.context().close();
});

shared('without JavaScript', { javaScriptEnabled: false }, async (page) => {
  await begin(page, ID);
  while (!page.url().endsWith('/review')) {
    // What depends on an answer appears after Update, or after Next says what is missing.
    for (const [name, value] of Object.entries(ANSWERS[ID])) {
      const input = page.locator(`[name="${name}"]`);
      const type = (await input.count()) ? await input.first().getAttribute('type') : null;
      if (!(await input.count())) continue;
      if (type === 'radio') await page.locator(`[name="${name}"][value="${value}"]`).check();
      else if (type === 'checkbox') await input.check();
      else if ((await input.evaluate((i) => i.localName)) === 'select') await input.selectOption(value);
      else await input.fill(value);
    }
    const update = page.locator('[name=_update]');
    if ((await update.count()) && !page.updated) {
      page.updated = true;
      await press(page, '[name=_update]');
    } else {
      page.updated = false;
      await press(page, NEXT);
    }
  }
  await press(page, SUBMIT);
  received(page);
});

shared('by keyboard alone', {}, async (page) => {
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      const box = at.getBoundingClientRect();
      const shown = box.bottom > 0 && box.top < innerHeight;
      return {
        name: at.name ?? '', value: at.value ?? '', type: at.type ?? at.localName, href: at.getAttribute('href'),
        text: at.textContent.trim(), checked: at.checked === true,
        visible: at === document.body || (shown && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
      };
    });
  const tabTo = async (wanted) => {
    for (let steps = 0; steps < 80; steps += 1) {
      await page.keyboard.press('Tab');
      const at = await focused();
      assert.ok(at.visible, `the focus is seen: ${JSON.stringify(at)} on ${page.url()}`);
      if (wanted(at)) return at;
    }
    throw new Error(`not reached by Tab: ${wanted} on ${page.url()}`);
  };
  const enter = () => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await page.goto('/');
  await tabTo((at) => at.href === '#main');
  await tabTo((at) => at.href === `/procedures/${ID}`);
  await enter();
  await tabTo((at) => at.type === 'submit');
  await enter();
  while (!page.url().endsWith('/review')) {
    const done = new Set();
    for (;;) {
      const at = await tabTo(() => true);
      if (at.type === 'submit' && at.name === '') break;
      if (!(at.name in ANSWERS[ID]) || done.has(at.name)) continue;
      done.add(at.name);
      const value = ANSWERS[ID][at.name];
      if (at.type === 'radio') {
        // Space takes the one that Tab reached, arrows go to the others.
        await page.keyboard.press('Space');
        for (let steps = 0; steps < 20 && (await focused()).value !== value; steps += 1) {
          await page.keyboard.press('ArrowDown');
        }
        assert.equal((await focused()).value, value);
        await saved(page).catch(() => {});
        await page.locator(`[name="${at.name}"]:checked`).focus();
      } else if (at.type === 'checkbox') {
        if (!at.checked) await page.keyboard.press('Space');
      } else if (at.type === 'select-one') {
        await page.keyboard.type(value);
      } else {
        await page.keyboard.press('Control+A');
        await page.keyboard.type(value);
      }
    }
    const before = page.url();
    await enter();
    assert.notEqual(page.url(), before, await page.locator('#problems').allTextContents());
  }
  await tabTo((at) => at.type === 'submit');
  await enter();
  received(page);
});

// 1280 by 1024 at 400 % are 320 by 256.
shared('at 400 % zoom, with nothing over what has the focus', { viewport: { width: 320, height: 256 } }, async (page) => {
  await begin(page, ID);
  for (;;) {
    await fill(page, ANSWERS[ID]);
    await page.evaluate(() => document.activeElement.blur());
    for (let last = false; !last; ) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        const box = element.getBoundingClientRect();
        const shown = (y) => element.contains(document.elementFromPoint(box.left + box.width / 2, y));
        const middles = [0.25, 0.5, 0.75].map((part) => box.top + part * box.height);
        return {
          name: element.name || element.textContent.trim().slice(0, 40),
          last: element === document.body || !!element.closest('footer'),
          seen: element.classList.contains('skip') || middles.some(shown),
          wide: document.documentElement.scrollWidth,
        };
      });
      last = at.last;
      assert.ok(last || at.seen, `${at.name} is seen on ${page.url()}`);
      assert.equal(at.wide, 320, page.url());
    }
    if (page.url().endsWith('/review')) break;
    await press(page, NEXT);
  }
  await press(page, SUBMIT);
  received(page);
});

shared('the form follows answers in place', {}, async (page) => {
  await begin(page, ID);
  await page.evaluate(() => (window.stays = true));
  await page.locator('[name="act.event"][value="birth"]').check();
  await page.locator('[name="act.place"][value="elsewhere"]').check();
  await page.locator('[data-block="act.town"]').waitFor();
  await page.locator('[name="act.place"][value="here"]').check();
  await page.locator('[data-block="act.town"]').waitFor({ state: 'detached' });
  assert.ok(await page.evaluate(() => window.stays), 'no page was loaded');
  assert.ok(await page.locator('[name="act.event"][value="birth"]').isChecked());
  assert.equal(await page.locator('[name=_update]').isVisible(), false);
});

shared('a pause saves, and typing goes on undisturbed', {}, async (page) => {
  await begin(page, ID);
  await reach(page, TEXT);
  await page.locator(TEXT).pressSequentially('Exem', { delay: 30 });
  assert.equal(await page.locator('[data-save-state]').getAttribute('data-state'), 'unsaved');
  await page.waitForFunction(() => document.querySelector('[data-save-state]').dataset.state === 'saved');
  await page.keyboard.type('ple');
  assert.equal(await page.inputValue(TEXT), 'Exemple');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'requester.family-name');
  await saved(page);
  const other = await visit(chrome, town);
  await other.goto(page.url());
  assert.equal(await other.inputValue(TEXT), 'Exemple');
  await other.context().close();
});

alone('the server dies while somebody types', async (page, own) => {
  await begin(page, ID);
  await reach(page, TEXT);
  await page.fill(TEXT, 'Avant');
  await saved(page);
  await own.kill();
  await page.fill(TEXT, 'Pendant');
  await page.locator('[role=alert]:not([hidden])').waitFor();
  assert.equal(await page.locator('[data-save-state]').getAttribute('data-state'), 'unsaved');
  assert.match(await page.evaluate(() => JSON.stringify(localStorage)), /Pendant/);
  await own.back();
  await page.waitForFunction(() => document.querySelector('[data-save-state]').dataset.state === 'saved');
  assert.equal(await page.locator('[role=alert]:not([hidden])').count(), 0);
  assert.equal(await page.evaluate(() => localStorage.length), 0, 'nothing stays in the browser');
  await own.kill();
  await own.back();
  await page.reload();
  assert.equal(await page.inputValue(TEXT), 'Pendant');
});

shared('the network fails when a page is sent', {}, async (page) => {
  await begin(page, ID);
  await reach(page, TEXT);
  const at = page.url();
  await fill(page, ANSWERS[ID]);
  await page.context().setOffline(true);
  await page.fill(TEXT, 'Hors-ligne');
  await page.locator(NEXT).click();
  await page.waitForURL('chrome-error://**');
  await page.context().setOffline(false);
  await page.goto(at);
  await page.waitForFunction((name) => document.querySelector(name).value === 'Hors-ligne', TEXT);
  await page.waitForFunction(() => document.querySelector('[data-save-state]').dataset.state === 'saved');
  await fillAll(page, { ...ANSWERS[ID], 'requester.family-name': 'Hors-ligne' });
  assert.ok((await page.textContent('main')).includes('Hors-ligne'));
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  page.complaints.length = 0;
});

const LINES = '[name="requester.address:lines"]';
const boxes = (page) =>
  Promise.all(['lines', 'postcode', 'city'].map((part) => page.inputValue(`[name="requester.address:${part}"]`)));
const CHOSEN = ['3 Avenue de la Gare', '99999', 'Saint-Exemple'];

shared('an address is chosen by keyboard', {}, async (page) => {
  await begin(page, ID);
  await reach(page, LINES);
  const line = page.getByRole('combobox', { name: 'Numéro et rue' });
  const options = page.getByRole('option');
  const status = page.locator('[data-look-up] [role=status]');
  assert.equal(await page.locator('[name=_look-up]').count(), 0);
  await line.focus();
  await page.keyboard.type('3 av gare');
  await options.first().waitFor();
  assert.equal(await line.getAttribute('aria-expanded'), 'true');
  assert.equal(await status.textContent(), `${await options.count()} adresse${(await options.count()) > 1 ? 's proposées' : ' proposée'}`);
  const list = page.getByRole('listbox', { name: 'Adresses proposées' });
  assert.equal(await list.getAttribute('id'), await line.getAttribute('aria-controls'));

  // Down to the first, once more to none, back up: what is typed stays meanwhile.
  const active = async () => page.locator(`[id="${await line.getAttribute('aria-activedescendant')}"][aria-selected=true]`).count();
  assert.equal(await active(), 0);
  await page.keyboard.press('ArrowDown');
  assert.equal(await active(), 1);
  for (let steps = await options.count(); steps > 0; steps -= 1) await page.keyboard.press('ArrowDown');
  assert.equal(await active(), 0);
  assert.equal(await line.inputValue(), '3 av gare');

  // Escape closes, an arrow opens again.
  await page.keyboard.press('Escape');
  assert.equal(await line.getAttribute('aria-expanded'), 'false');
  assert.deepEqual(await boxes(page), ['3 av gare', '', '']);
  await page.keyboard.press('ArrowDown');
  await options.first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.deepEqual(await boxes(page), CHOSEN);
  assert.equal(await list.isHidden(), true);
  assert.match(await status.textContent(), /remplie/);
  assert.ok(await line.evaluate((line) => line === document.activeElement), 'the focus stays');
  await saved(page);
  await page.reload();
  assert.deepEqual(await boxes(page), CHOSEN);
  await fillAll(page, { ...ANSWERS[ID], 'requester.address:lines': CHOSEN[0] });
  await press(page, SUBMIT);
  received(page);
});

shared('an address is chosen by pointer, or written freely', {}, async (page) => {
  await begin(page, ID);
  await reach(page, LINES);
  await page.fill(LINES, 'place du marché 1');
  await page.getByRole('option').first().click();
  assert.deepEqual(await boxes(page), ['1 Place du Marché', '99999', 'Saint-Exemple']);
  await page.fill(LINES, '1 place du marché, ferme');
  await page.fill('[name="requester.address:city"]', 'Ailleurs');
  assert.equal(await page.getByRole('option').count(), 0, 'the list is gone with the focus');
  await saved(page);
  await page.reload();
  assert.deepEqual(await boxes(page), ['1 place du marché, ferme', '99999', 'Ailleurs']);
});

shared('an address is looked up without JavaScript', { javaScriptEnabled: false }, async (page) => {
  await begin(page, ID);
  await reach(page, LINES);
  await page.fill(LINES, '3 av de la gare');
  await press(page, '[name=_look-up]');
  assert.equal(await page.inputValue(LINES), '3 av de la gare');
  assert.equal(await page.locator('.wrong').count(), 0, 'nothing is wrong yet');
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: /^3 Avenue de la Gare/ }).click()]);
  assert.deepEqual(await boxes(page), CHOSEN);
  // Enter goes on, as in every other box.
  await page.focus(LINES);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.equal(await page.locator(LINES).count() && (await page.locator('[name=_choose]').count()), 0);
});

shared('over a slow network', {}, async (page) => {
  await begin(page, ID);
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  // What remains of the second generation at the edge of a village.
  await client.send('Network.emulateNetworkConditions', {
    offline: false, latency: 600, downloadThroughput: 30_000, uploadThroughput: 15_000,
  });
  await fillAll(page, ANSWERS[ID]);
  await press(page, SUBMIT);
  received(page);
});

shared('a double click submits once', {}, async (page) => {
  await begin(page, ID);
  await fillAll(page, ANSWERS[ID]);
  const review = page.url();
  await Promise.all([page.waitForURL('**/dossiers/**'), page.locator(SUBMIT).dblclick({ noWaitAfter: true })]);
  await page.waitForLoadState();
  received(page);
  const first = page.url();
  await page.goto(review);
  assert.ok((await page.textContent('main')).includes(/dossiers\/([\d-]+)/.exec(first)[1]));
});

shared('a shared device forgets', {}, async (page) => {
  await begin(page, ID);
  await reach(page, TEXT);
  await page.fill(TEXT, 'Secret');
  await saved(page);
  const draft = page.url();
  await page.goto(draft.replace(/[^/]*$/, 'leave'));
  await press(page, '[value=forget]');
  assert.ok(await page.locator('[data-forget]').isVisible());
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await page.goto('/');
  assert.equal(await page.locator(`a[href^="/drafts/"]`).count(), 0);
});

shared('script in every field is text', {}, async (page) => {
  const evil = '<script>window.evil=1</script>"\'><img src=x onerror="window.evil=1">';
  const answers = Object.fromEntries(Object.entries(ANSWERS[ID]).map(([name, value]) =>
    [name, /name|lines|city|email/.test(name) ? evil : value]));
  await begin(page, ID);
  for (let pages = 0; pages < 12 && !page.url().endsWith('/review'); pages += 1) {
    await fill(page, answers);
    const at = page.url();
    await press(page, NEXT);
    assert.equal(await page.evaluate(() => window.evil), undefined, page.url());
    if (page.url() === at) {
      // What is no address is refused, shown as it was typed, and put right.
      await fill(page, { 'requester.email': 'camille@example.org' });
      await press(page, NEXT);
    }
  }
  assert.ok((await page.textContent('main')).includes(evil), 'it is shown as it was typed');
  await press(page, SUBMIT);
  received(page);
  assert.equal(await page.evaluate(() => window.evil), undefined);
});

// Holds what is posted to drafts back until the given function is called.
const held = async (page, wanted) => {
  let go;
  const gone = new Promise((resolve) => (go = resolve));
  await page.route('**/drafts/**', async (route) => {
    const request = route.request();
    if (request.method() !== 'POST' || wanted(request.postData() ?? '') === false) return route.continue();
    const response = await route.fetch({ maxRedirects: 0 });
    await gone;
    return route.fulfill({ response });
  });
  return go;
};
const saves = (body) => body.includes('_save=1');
// Long enough for a page to move, if it is going to.
const MOMENT = 500;

// Presses Next halfway, lets `meanwhile` happen, and lets go.
const pressSlowly = async (page, by, meanwhile) => {
  // Not every browser makes up for what moves above.
  await page.evaluate(() => (document.documentElement.style.overflowAnchor = 'none'));
  const next = page.locator(NEXT);
  await next.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await next.boundingBox();
  await page.mouse.move(x + width / 2, y + height / 2);
  if (by === 'keyboard') await next.focus();
  await (by === 'keyboard' ? page.keyboard.down('Space') : page.mouse.down());
  await meanwhile();
  await page.waitForTimeout(MOMENT);
  if (by === 'mouse') assert.deepEqual(await next.boundingBox(), { x, y, width, height }, 'nothing moves');
  await Promise.all([page.waitForNavigation(), by === 'keyboard' ? page.keyboard.up('Space') : page.mouse.up()]);
};

for (const by of ['mouse', 'keyboard']) {
  const small = { viewport: { width: 320, height: 640 }, locale: 'en-GB' };
  shared(`a press by ${by} is not lost when an answer comes in the middle of it`, small, async (page) => {
    await begin(page, ID);
    await page.locator('[name="act.event"][value="birth"]').check();
    await saved(page);
    const at = page.url();
    const go = await held(page, saves);
    await page.locator('[name="act.place"][value="elsewhere"]').check();
    const answer = page.waitForResponse((response) => saves(response.request().postData() ?? ''));
    await pressSlowly(page, by, async () => {
      go();
      await (await answer).finished();
    });
    assert.equal(page.url(), at, 'the page says what is missing');
    await page.locator('#problems').waitFor();
    await page.locator('[data-block="act.town"]').waitFor();
  });

  shared(`a press by ${by} is not lost when it is what saves`, small, async (page) => {
    await begin(page, ID);
    await reach(page, TEXT);
    await fill(page, ANSWERS[ID]);
    const at = page.url();
    await page.locator(TEXT).focus();
    await page.keyboard.type('s');
    await page.waitForFunction(() => document.querySelector('[data-save-state]').dataset.state === 'saved');
    await pressSlowly(page, by, async () => {});
    assert.notEqual(page.url(), at);
  });
}

shared('what is written while the next page is slow to come is kept', {}, async (page) => {
  await begin(page, ID);
  await reach(page, TEXT);
  await fill(page, ANSWERS[ID]);
  await saved(page);
  const at = page.url();
  const go = await held(page, (body) => !saves(body));
  await page.locator(TEXT).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('-Durand');
  await Promise.all([page.waitForURL((url) => url.href !== at), go()]);
  await page.unroute('**/drafts/**');
  await until(async () => {
    await page.goto(at);
    return (await page.inputValue(TEXT)) === 'Exemple-Durand';
  });
});

const PLAN = { name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 plan') };

const FILE = '[name="documents.plan"]:not([capture])';

// The page of the terrace permit that asks for files.
const documents = async (page) => {
  const terrace = 'fr.guichet.terrace-permit';
  await begin(page, terrace);
  const { 'documents.insurance': _, 'documents.plan': __, ...answers } = ANSWERS[terrace];
  while (!(await page.locator('[name="documents.plan"]').count())) {
    await fill(page, answers);
    await press(page, NEXT);
  }
};
const attached = (page) => page.locator('[data-block="documents.plan"] .files li').allTextContents();

shared('an upload that breaks off is sent again by itself', {}, async (page) => {
  await documents(page);
  let broken = 0;
  await page.route('**/drafts/**', (route) => {
    const ofFile = (route.request().headers()['content-type'] ?? '').startsWith('multipart/');
    if (!ofFile || broken === 2) return route.continue();
    broken += 1;
    return route.abort('connectionreset');
  });
  await page.setInputFiles(FILE, PLAN);
  await page.locator('[data-save-alert]:not([hidden])').waitFor();
  await page.locator('[data-block="documents.plan"] .files li').waitFor();
  assert.equal(broken, 2);
  assert.equal((await attached(page)).length, 1);
  assert.ok(await page.locator('[data-save-alert]').isHidden());
  await page.reload();
  assert.match((await attached(page))[0], /^plan.pdf/);
  // The same file once more, as after an answer that was lost: it is there once.
  await page.setInputFiles(FILE, PLAN);
  await page.waitForFunction(() => !document.querySelector('[name="documents.plan"]').files.length);
  assert.equal((await attached(page)).length, 1);
});

shared('a file is dropped on its question, and one that lies is refused beside it', {}, async (page) => {
  await documents(page);
  const drop = (name, type, text) =>
    page.locator('[data-block="documents.plan"]').evaluate((block, [name, type, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name, { type }));
      const at = block.querySelector('.hint, label');
      for (const kind of ['dragover', 'drop']) {
        at.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
      }
    }, [name, type, text]);
  await drop('plan.pdf', 'application/pdf', 'MZ no PDF at all');
  const error = page.locator('[data-block="documents.plan"] .error');
  await error.waitFor();
  assert.match(await error.textContent(), /plan.pdf/);
  await drop('plan.pdf', 'application/pdf', '%PDF-1.7 plan');
  await page.locator('[data-block="documents.plan"] .files li').waitFor();
  assert.equal(await error.count(), 0);
});

shared('an upload that breaks off without JavaScript is repeated', { javaScriptEnabled: false }, async (page) => {
  await documents(page);
  await page.route('**/drafts/**', (route) =>
    route.request().method() === 'POST' ? route.abort('connectionreset') : route.continue());
  const at = page.url();
  await page.setInputFiles(FILE, PLAN);
  await page.locator(NEXT).click().catch(() => {});
  await page.waitForURL((url) => url.protocol === 'chrome-error:').catch(() => {});
  await page.unroute('**/drafts/**');
  await page.goto(at);
  await page.setInputFiles(FILE, PLAN);
  await press(page, NEXT);
  assert.match((await attached(page))[0], /^plan.pdf/);
});

shared('files on their way are sent with the page, and not left behind without a question', {}, async (page) => {
  await documents(page);
  const dialogs = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.type());
    dialog.dismiss();
  });
  const go = await held(page, (body) => body.includes('_save'));
  await page.setInputFiles(FILE, PLAN);
  const at = page.url();
  await page.locator('a.back').click({ noWaitAfter: true });
  await until(() => dialogs.length === 1);
  assert.equal(page.url(), at, 'who says so stays');
  await press(page, NEXT);
  assert.deepEqual(dialogs, ['beforeunload']);
  assert.match((await attached(page))[0], /^plan.pdf/);
  go();
});
