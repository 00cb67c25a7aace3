// What every page and state is held to: WCAG 2.2 AA by axe in both colour schemes, nothing wider
// than the window, and a person to reach.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// A browser without JavaScript has no timers either, and axe waits for some that end at once.
const TIMERS = 'globalThis.setTimeout = (work, later = 0) => later < 100 && queueMicrotask(work);';

// The content security policy keeps scripts out of the page; axe runs beside it.
export const violations = async (page) => {
  const client = await page.context().newCDPSession(page);
  const { frameTree } = await client.send('Page.getFrameTree');
  const world = await client.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const contextId = world.executionContextId;
  await client.send('Runtime.evaluate', { expression: TIMERS + AXE, contextId });
  const run = `axe.run({ runOnly: ${JSON.stringify(RULES)} }).then((r) => JSON.stringify(
    r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('\\n'))))`;
  const { result } = await client.send('Runtime.evaluate', { expression: run, contextId, awaitPromise: true });
  await client.detach();
  assert.equal(result.type, 'string', `axe did not run: ${JSON.stringify(result)}`);
  return JSON.parse(result.value);
};

export const check = async (page, state) => {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await violations(page), [], `${state}, ${colorScheme}, ${page.url()}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  const reached = await page.locator('footer a[href^="tel:"], footer a[href^="mailto:"]').count();
  assert.equal(reached, 2, `${state}: how to reach a person, ${page.url()}`);
  const wide = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth, root.clientWidth];
  });
  assert.ok(wide[0] <= wide[1], `${state}: ${wide[0]} px in a window of ${wide[1]}, ${page.url()}`);
};
