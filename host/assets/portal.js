// Forms that save themselves and follow the answers given. Every page works without this file.
(() => {
  'use strict';

  const PAUSE = 1200; // ms without typing, after which the page is saved
  const TIMEOUT = 20_000; // ms that a save may take
  const RETRY = [2_000, 4_000, 8_000, 16_000, 30_000]; // ms before a failed save is tried again

  // What is not saved stays in the browser, and leaves it as soon as it is saved or forgotten.
  const PREFIX = 'unsaved ';
  const storage = (() => {
    try {
      return window.localStorage;
    } catch {
      return null;
    }
  })();
  const kept = (key) => {
    try {
      return JSON.parse(storage.getItem(key));
    } catch {
      return null;
    }
  };
  const keep = (key, value) => {
    try {
      storage.setItem(key, JSON.stringify(value));
    } catch {
      // No room, or not allowed: the alert on the page says that it is not saved.
    }
  };
  const forget = (wanted) => {
    for (const key of Object.keys(storage ?? {})) {
      if (key.startsWith(PREFIX) && wanted(key)) storage.removeItem(key);
    }
  };

  const here = PREFIX + location.pathname;
  if (document.querySelector('[data-forget]')) forget(() => true);
  // A page that was sent and led here has arrived.
  forget((key) => key !== here && kept(key)?.sent);

  const summary = document.getElementById('problems');
  if (summary) summary.focus();

  const form = document.querySelector('form[data-draft]');
  if (!form) return;
  const stateLine = document.querySelector('[data-save-state]');
  const alertLine = document.querySelector('[data-save-alert]');
  const words = stateLine.dataset;
  const update = form.querySelector('[name=_update]');
  if (update) update.hidden = true;

  let edits = 0; // how often something was changed
  let saved = 0; // how many of those changes the server has
  let failures = 0;
  let busy = false;
  let leaving = false;
  let timer;
  const lastEdit = new WeakMap(); // of a block: the number of its last change

  const inputs = () =>
    [...new FormData(form)].filter(
      ([name, value]) => typeof value === 'string' && !name.endsWith(':remove') && !name.startsWith('_'),
    );

  const show = (state) => {
    stateLine.textContent = words[state];
    stateLine.dataset.state = state;
  };

  const fail = (message) => {
    show('unsaved');
    keep(here, { inputs: inputs() });
    if (alertLine.textContent !== message) alertLine.textContent = message;
    alertLine.hidden = false;
  };

  const succeed = (line) => {
    failures = 0;
    alertLine.hidden = true;
    alertLine.textContent = '';
    if (saved < edits) return show('unsaved');
    if (line) words.saved = line;
    show('saved');
    forget((key) => key === here);
  };

  const blocks = (of) => [...of.querySelectorAll(':scope > [data-block]')];

  // A block's HTML without what a person may change in it.
  const shape = (block) => {
    const copy = block.cloneNode(true);
    for (const input of copy.querySelectorAll('input, option, textarea')) {
      if (!['radio', 'checkbox'].includes(input.type) && input.localName === 'input') input.removeAttribute('value');
      input.removeAttribute('checked');
      input.removeAttribute('selected');
      if (input.localName === 'textarea') input.textContent = '';
    }
    return copy.outerHTML;
  };

  // Puts the blocks of the answer in place of those that changed, appeared or went. What a person
  // is at, or changed after `upto`, is left alone until the next answer.
  const follow = (answer, upto) => {
    const old = new Map();
    for (const block of blocks(form)) {
      const key = block.dataset.block;
      old.set(key, [...(old.get(key) ?? []), block]);
    }
    let after = blocks(form)[0]?.previousElementSibling ?? null;
    const pairs = blocks(answer).map((fresh) => [fresh, old.get(fresh.dataset.block)?.shift()]);
    for (const gone of [...old.values()].flat()) {
      if (!gone.contains(document.activeElement)) gone.remove();
    }
    for (const [fresh, present] of pairs) {
      let block = present ?? fresh;
      if (present) {
        const atIt = present.contains(document.activeElement);
        const since = (lastEdit.get(present) ?? 0) > upto;
        const toldOf = present.querySelector('.error') && !lastEdit.has(present);
        if (shape(present) !== shape(fresh) && !atIt && !since && !toldOf) {
          if (present.hasAttribute('aria-live')) {
            present.replaceChildren(...fresh.childNodes);
          } else {
            present.replaceWith(fresh);
            block = fresh;
          }
        }
      }
      // An element that is moved loses the focus, so what is in its place stays untouched.
      const place = after ? after.nextElementSibling : form.firstElementChild;
      if (place !== block) form.insertBefore(block, place);
      after = block;
    }
  };

  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(save, RETRY[Math.min(failures, RETRY.length - 1)]);
    failures += 1;
  };

  const save = async () => {
    clearTimeout(timer);
    if (busy || leaving || saved === edits) return;
    busy = true;
    const upto = edits;
    show('saving');
    try {
      const response = await fetch(form.action, {
        method: 'POST',
        body: new URLSearchParams([...inputs(), ['_save', '1']]),
        signal: AbortSignal.timeout(TIMEOUT),
      });
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      if (response.ok && !response.redirected) {
        saved = upto;
        succeed(page.querySelector('[data-save-state]')?.dataset.saved);
        const answer = page.querySelector('form[data-draft]');
        if (answer) follow(answer, upto);
      } else if (response.status >= 500) {
        fail(words.failed);
        again();
      } else {
        fail(`${words.refused} ${page.querySelector('main p')?.textContent ?? ''}`);
      }
    } catch {
      fail(words.failed);
      again();
    }
    busy = false;
    if (saved < edits && failures === 0) timer = setTimeout(save, PAUSE);
  };

  const changed = (event, wait) => {
    const block = event.target.closest('[data-block]');
    if (!block || event.target.type === 'file' || event.target.name?.endsWith(':remove')) return;
    edits += 1;
    lastEdit.set(block, edits);
    if (alertLine.hidden) show('unsaved');
    else keep(here, { inputs: inputs() });
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  form.addEventListener('input', (event) => changed(event, PAUSE));
  form.addEventListener('change', (event) => {
    changed(event, event.target.closest('[data-live]') ? 0 : PAUSE);
  });
  window.addEventListener('online', save);

  form.addEventListener('submit', () => {
    leaving = true;
    keep(here, { inputs: inputs(), sent: true });
  });
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) leaving = false;
  });
  window.addEventListener('pagehide', () => {
    if (leaving || saved === edits) return;
    keep(here, { inputs: inputs() });
    fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams([...inputs(), ['_save', '1']]),
      keepalive: true,
    }).catch(() => {});
  });

  const unsaved = kept(here);
  if (unsaved) {
    const values = new Map();
    for (const [name, value] of unsaved.inputs) values.set(name, [...(values.get(name) ?? []), value]);
    for (const input of form.elements) {
      const given = values.get(input.name);
      if (['radio', 'checkbox'].includes(input.type)) input.checked = !!given?.includes(input.value);
      else if (given && input.type !== 'file' && input.localName !== 'button') input.value = given.shift() ?? '';
    }
    edits += 1;
    save();
  }
})();
