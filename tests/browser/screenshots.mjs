// The pictures of README.md, as a resident sees the pages on a telephone: `make screenshots`.

import { join } from 'node:path';
import { ANSWERS, NEXT, Town, begin, browser, fillAll, press, visit } from './town.mjs';

const ID = 'fr.guichet.civil-status-copy';
const town = await Town.start();
const chrome = await browser();
const page = await visit(chrome, town, { viewport: { width: 390, height: 780 } });
const picture = (name) =>
  page.screenshot({ path: join(import.meta.dirname, 'screenshots', `${name}.png`) });

await page.goto('/');
await picture('catalogue');
await begin(page, ID);
await press(page, NEXT);
await picture('form');
await fillAll(page, ANSWERS[ID]);
await picture('review');
await press(page, 'form[action$="/submit"] button');
await press(page, '.receipt a[href*="/receipt?"]');
await picture('receipt');
await chrome.close();
await town.end();
