// Forms that save themselves and follow the answers given. Every page works without this file.
(() => {
  'use strict';

  const PAUSE = 1200; // ms without typing, after which the page is saved
  const TIMEOUT = 20_000; // ms that a save may take
  const UPLOAD = 600_000; // ms that it may take with files, on a slow line
  const SUGGEST = 200; // ms without typing, after which addresses are asked for
  const RETRY = [2_000, 4_000, 8_000, 16_000, 30_000]; // ms before a failed save is tried again
  const TAP = 350; // ms that the click may come after the finger was lifted
  const PRESS = 10_000; // ms after which a press is over, where nothing tells of its end

  // Nothing moves under a pointer that is down: it would come up elsewhere, and what was pressed
  // would do nothing. `change` fires in the middle of a click, and answers come when they come.
  let pressing = false;
  let pressed; // the timer that ends it
  const waiting = [];
  const released = () => {
    pressing = false;
    for (const work of waiting.splice(0)) work();
  };
  const releases = (ms) => {
    clearTimeout(pressed);
    if (pressing) pressed = setTimeout(released, ms);
  };
  // Does something to the page, after the press if there is one.
  const calmly = (work) => (pressing ? waiting.push(work) : work());
  const presses = (event) => {
    // A list that opens takes the end of the press with it.
    const at = event.target;
    if (event.type === 'keydown' ? !at.closest?.('button, a') : event.button || at.localName === 'select') return;
    pressing = true;
    releases(PRESS);
  };
  const on = (work, ...kinds) => kinds.forEach((kind) => addEventListener(kind, work, { capture: true, passive: true }));
  on(presses, 'pointerdown', 'keydown');
  on(() => releases(TAP), 'pointerup', 'pointercancel');
  on(() => releases(0), 'click', 'keyup');
  on((event) => event.target === window && releases(0), 'blur');

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

  // What a block was before something below changed it.
  const shapes = new WeakMap();

  // A block's HTML without what a person may change in it.
  const shape = (block) => {
    if (shapes.has(block)) return shapes.get(block);
    const copy = block.cloneNode(true);
    for (const input of copy.querySelectorAll('input, option, textarea')) {
      if (!['radio', 'checkbox'].includes(input.type) && input.localName === 'input') input.removeAttribute('value');
      input.removeAttribute('checked');
      input.removeAttribute('selected');
      if (input.localName === 'textarea') input.textContent = '';
    }
    return copy.outerHTML;
  };

  // Makes the first line of an address a combobox with a list of addresses (ARIA 1.2). What is
  // typed stays as it is unless one of them is chosen.
  const suggest = (lookUp) => {
    const block = lookUp.closest('[data-block]');
    shapes.set(block, shape(block));
    const input = (part) => block.querySelector(`[name="${lookUp.dataset.lookUp}:${part}"]`);
    const line = input('lines');
    lookUp.querySelector('button').remove();
    const element = (name, attributes) => {
      const made = document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    };
    const list = element('ul', { role: 'listbox', id: `list-${line.id}`, 'aria-label': lookUp.dataset.list, hidden: '' });
    const status = element('p', { role: 'status', class: 'hidden' });
    lookUp.append(list, status);
    for (const [key, value] of Object.entries({
      role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id,
    })) line.setAttribute(key, value);

    let addresses = [];
    let active = -1;
    let timer;
    let asked; // the request that is under way

    const mark = (index) => {
      active = index;
      [...list.children].forEach((option, at) => option.setAttribute('aria-selected', at === active));
      const option = list.children[active];
      if (!option) return line.removeAttribute('aria-activedescendant');
      line.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    };
    const open = (found) => {
      addresses = found;
      list.replaceChildren(...addresses.map(({ label }, at) => {
        const option = element('li', { role: 'option', dir: 'auto', id: `${list.id}-${at}` });
        option.textContent = label;
        return option;
      }));
      list.hidden = !addresses.length;
      line.setAttribute('aria-expanded', !list.hidden);
      mark(-1);
    };
    const close = () => {
      clearTimeout(timer);
      asked?.abort();
      open([]);
      status.textContent = '';
    };
    const ask = async () => {
      asked?.abort();
      asked = new AbortController();
      const query = new URLSearchParams({ q: line.value, lang: document.documentElement.lang });
      try {
        const response = await fetch(`/addresses?${query}`, { signal: asked.signal });
        const { said, addresses: found } = await response.json();
        await new Promise(calmly);
        if (!response.ok || document.activeElement !== line) return;
        open(found);
        status.textContent = said;
      } catch {
        // Without suggestions the address is written as ever.
      }
    };
    const choose = (at) => {
      for (const [part, value] of Object.entries(addresses[at])) {
        const box = input(part);
        // No table knows the floor: what stands there already stays.
        if (box && (part !== 'more' || !box.value.trim())) box.value = value;
      }
      close();
      status.textContent = lookUp.dataset.filled;
      line.dispatchEvent(new Event('change', { bubbles: true }));
    };

    line.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(ask, SUGGEST);
    });
    line.addEventListener('blur', close);
    line.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      const { key } = event;
      const step = { ArrowDown: 1, ArrowUp: -1 }[key];
      if (step && list.hidden) ask();
      // One place more than there are addresses: there nothing is chosen.
      else if (step) mark(((active + 1 + step + addresses.length + 1) % (addresses.length + 1)) - 1);
      else if (key === 'Enter' && active >= 0) choose(active);
      else if (key === 'Escape' && !list.hidden) close();
      else return;
      event.preventDefault();
    });
    // Pressing the mouse would take the focus from the line and close the list.
    list.addEventListener('mousedown', (event) => event.preventDefault());
    list.addEventListener('click', (event) => {
      const at = [...list.children].indexOf(event.target.closest('[role=option]'));
      if (at >= 0) choose(at);
    });
  };
  const enhance = (within) => within.querySelectorAll('[data-look-up]').forEach(suggest);
  enhance(document);

  const form = document.querySelector('form[data-draft]');
  if (!form) return;
  const stateLine = document.querySelector('[data-save-state]');
  const alertLine = document.querySelector('[data-save-alert]');
  const stateText = stateLine.firstElementChild;
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

  // Files that were chosen and are not sent yet. They go with the next save, and again with the
  // one after it where that one broke off, without being chosen again.
  const chosen = () => [...form.querySelectorAll('input[type=file]')].filter((input) => input.files.length);

  const show = (state) => calmly(() => {
    stateText.textContent = words[state];
    stateLine.dataset.state = state;
  });

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

  // Puts the blocks of the answer in place of those that changed, appeared or went. What a person
  // is at, or changed after `upto`, is left alone until the next answer.
  const follow = (answer, upto, sent) => {
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
      if (!present) enhance(fresh);
      if (present) {
        const atIt = present.contains(document.activeElement);
        const since = (lastEdit.get(present) ?? 0) > upto;
        const arrived = sent.some((input) => present.contains(input));
        const ofFile = present.querySelector('.error') && present.querySelector('input[type=file]');
        const toldOf = ofFile || (present.querySelector('.error') && !lastEdit.has(present));
        if (arrived && !since) {
          present.replaceWith(fresh);
          block = fresh;
          if (atIt) fresh.querySelector('input[type=file]')?.focus();
        } else if (shape(present) !== shape(fresh) && !atIt && !since && !toldOf) {
          if (present.hasAttribute('aria-live')) {
            present.replaceChildren(...fresh.childNodes);
          } else {
            present.replaceWith(fresh);
            block = fresh;
            enhance(fresh);
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
    const files = chosen();
    const body = files.length ? new FormData() : new URLSearchParams();
    for (const [name, value] of [...inputs(), ['_save', '1']]) body.append(name, value);
    for (const input of files) for (const file of input.files) body.append(input.name, file);
    try {
      const response = await fetch(form.action, {
        method: 'POST',
        body,
        signal: AbortSignal.timeout(files.length ? UPLOAD : TIMEOUT),
      });
      const page = new DOMParser().parseFromString(await response.text(), 'text/html');
      await new Promise(calmly);
      if (leaving) {
        // The page goes as it is. If it comes back, it begins where it was left.
      } else if (response.ok && !response.redirected) {
        saved = upto;
        succeed(page.querySelector('[data-save-state]')?.dataset.saved);
        const answer = page.querySelector('form[data-draft]');
        if (answer) follow(answer, upto, files);
      } else if (response.status >= 500) {
        fail(words.failed);
        again();
      } else {
        fail(`${words.refused} ${page.querySelector('main p')?.textContent ?? ''}`);
      }
    } catch {
      await new Promise(calmly);
      if (!leaving) {
        fail(words.failed);
        again();
      }
    }
    busy = false;
    if (saved < edits && failures === 0) timer = setTimeout(save, PAUSE);
  };

  const changed = (event, wait) => {
    const block = event.target.closest('[data-block]');
    if (!block || event.target.name?.endsWith(':remove')) return;
    edits += 1;
    lastEdit.set(block, edits);
    if (alertLine.hidden) show('unsaved');
    else keep(here, { inputs: inputs() });
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };
  form.addEventListener('input', (event) => {
    // Who goes on writing while the next page is slow to come has not left.
    leaving = false;
    changed(event, PAUSE);
  });
  form.addEventListener('change', (event) => {
    const atOnce = event.target.type === 'file' || event.target.closest('[data-live]');
    changed(event, atOnce ? 0 : PAUSE);
  });
  // A file may be dropped anywhere on its question.
  const fileAt = (event) => event.target.closest('[data-block]')?.querySelector('input[type=file]');
  form.addEventListener('dragover', (event) => fileAt(event) && event.preventDefault());
  form.addEventListener('drop', (event) => {
    const input = fileAt(event);
    if (!input || !event.dataTransfer.files.length) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  window.addEventListener('beforeunload', (event) => {
    // The browser keeps what was typed, and no files.
    if (!leaving && saved < edits && chosen().length) event.preventDefault();
  });
  window.addEventListener('online', save);

  form.addEventListener('submit', () => {
    leaving = true;
    keep(here, { inputs: inputs(), sent: true });
  });
  window.addEventListener('pageshow', (event) => {
    if (!event.persisted) return;
    leaving = false;
    if (saved < edits) save();
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
