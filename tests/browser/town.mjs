// A sample town in a process of its own, browsers on it, and a person who fills in its forms.

import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const ROOT = resolve(import.meta.dirname, '../..');
export const GUICHET = join(ROOT, 'target/debug/guichet');
const PACKAGES = ['civil-status-copy', 'terrace-permit'];
// Who decides or writes is named.
const NAMED = ['--given-names', 'Camille', '--family-name', 'Exemple', '--quality', 'Agente d’accueil'];
const PATIENCE = 60_000; // ms that anything may take on a machine that does other things

export class Town {
  // Starts a town; `port` and `data` are those of before where it comes back.
  static async start(packages = PACKAGES) {
    const town = new Town();
    town.packages = packages;
    town.folder = await mkdtemp(join(tmpdir(), 'guichet-'));
    await town.run(0);
    return town;
  }

  async run(port) {
    const files = this.packages.map((name) => join(ROOT, `target/packages/${name}.wasm`));
    const options = ['--listen', `127.0.0.1:${port}`, '--data', join(this.folder, 'data')];
    const said = await this.serve(['dev', ...files, ...options]);
    this.password = /password (\S+)/.exec(said)[1];
  }

  // Starts a town that sends mail, knows an identity provider, and speaks a third language.
  static async connected() {
    const town = await Town.founded();
    const letters = join(town.folder, 'letters');
    await mkdir(letters);
    const mail = ['/usr/bin/python3', [join(ROOT, 'tests/mail/server.py'), letters]];
    const identity = [process.execPath, [join(ROOT, 'tests/identity/provider.mjs')]];
    town.beside = [mail, identity].map(([command, args]) =>
      spawn(command, args, { stdio: ['pipe', 'pipe', 'ignore'] }));
    const [port, issuer] = await Promise.all(town.beside.map((beside) =>
      new Promise((ready) => beside.stdout.once('data', (line) => ready(String(line).trim())))));
    await writeFile(join(town.folder, 'secret'), 'a secret of the tests');
    await town.offer(PACKAGES.map((name) => join(ROOT, `target/packages/${name}.wasm`)), `
[mail]
server = "smtp://127.0.0.1:${port}"
from = "Mairie <mairie@saint-exemple.example>"

[identity]
issuer = "${issuer}"
client-id = "saint-exemple"
secret-file = "secret"
`);
    await town.employ();
    return town;
  }

  // Starts a town with a form that is described to it: `tests/guests/generated` says how.
  static async described(form) {
    const town = await Town.founded();
    await town.offer([await town.build('generated')], '', `[procedure.settings]\nform = """\n${form}"""\n`);
    return town;
  }

  // Starts a town that asks a source for people, publishes requests, erases others, has a hall, and
  // is paid online. What the source answers is `source.says`: a status and a body; what became of a
  // payment, `bank.says`: the letter of PayFiP's result.
  static async asking() {
    const town = await Town.founded();
    town.source = createServer((request, response) => {
      const [status, body] = town.source.says;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    town.bank = bank();
    await Promise.all([town.source, town.bank].map((server) =>
      new Promise((ready) => server.listen(0, '127.0.0.1', ready))));
    const payfip = `http://127.0.0.1:${town.bank.address().port}`;
    await promisify(execFile)(join(ROOT, 'target/debug/test-packages'), [town.folder]);
    await writeFile(join(town.folder, 'token'), 'a-token-of-the-tests', { mode: 0o600 });
    const files = ['asking', 'free', 'changing', 'charging'].map((name) => join(town.folder, `${name}.wasm`));
    await town.offer([...files, await town.build('booking')], `
[[source]]
name = "quotient"
kind = "api-particulier-quotient-familial"
url = "http://127.0.0.1:${town.source.address().port}/"
token-file = "token"
recipient = "21990001500019"
cache-minutes = 0
signed-in = false

[[pool]]
key = "halls/great"
title = { fr = "Grande salle", en = "Great hall" }
limit = 1

[payment]
client = "123456"
entry = "test"
service = "${payfip}/service"
page = "${payfip}/page"
`);
    await town.employ();
    return town;
  }

  // Starts a town that has installed copies of records, and trusts the vendor of the packages that
  // lie signed in its folder.
  static async trusting() {
    const town = await Town.founded();
    const key = join(town.folder, 'vendor');
    const plugin = (...args) => promisify(execFile)(GUICHET, ['plugin', ...args]);
    await plugin('keygen', '--vendor', 'Éditeur d’Exemple', '--out', key);
    const signed = async (name) => {
      const file = join(town.folder, `${name}.wasm`);
      await copyFile(join(ROOT, `target/packages/${name}.wasm`), file);
      await plugin('sign', file, '--key', key);
      return file;
    };
    const [copies] = await Promise.all(PACKAGES.map(signed));
    await town.offer([], await readFile(`${key}.pub`, 'utf8'));
    await plugin('install', copies, '--yes', '--by', 'Camille Exemple', '--config', town.config);
    return town;
  }

  // A town with a folder and its first configuration, and a third language.
  static async founded() {
    const town = new Town();
    town.folder = await mkdtemp(join(tmpdir(), 'guichet-'));
    town.config = join(town.folder, 'guichet.toml');
    await promisify(execFile)(GUICHET, ['init', '--config', town.config]);
    await copyFile(join(ROOT, 'tests/languages/ar.ftl'), join(town.folder, 'ar.ftl'));
    return town;
  }

  // The package of one of the procedures in `tests/guests`.
  async build(name) {
    const guests = join(ROOT, 'target/guests');
    await mkdir(guests, { recursive: true });
    const file = join(this.folder, `${name}.wasm`);
    const build = ['plugin', 'build', join(ROOT, 'tests/guests', name), '--out', file];
    await promisify(execFile)(GUICHET, build, { env: { ...process.env, CARGO_TARGET_DIR: guests } });
    return file;
  }

  // Begins to serve these packages; `more` is further configuration, `last` of the last of them.
  async offer(files, more, last = '') {
    const text = (await readFile(this.config, 'utf8')).replace('[town]\n', '[town]\nlanguages = ["ar.ftl"]\n');
    const offers = files.map((file) => `[[procedure]]\nfile = "${file}"\ngrant = "as-requested"\nuntried = true\n`);
    await writeFile(this.config, [text, more, ...offers].join('\n') + last);
    await this.serve(['serve', '--config', this.config, '--listen', '127.0.0.1:0']);
  }

  // An agent, by password and by token.
  async employ() {
    const added = await promisify(execFile)(GUICHET, ['agent', 'add', 'agent', '--json', '--config', this.config, ...NAMED]);
    Object.assign(this, JSON.parse(added.stdout));
  }

  // What the agent does with a dossier.
  async acts(number, action) {
    const answer = await fetch(`${this.url}/api/v1/desk/dossiers/${number}/actions/${action}`, {
      method: 'POST', body: '{"inputs":{}}',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  }

  // Comes back where it was, with another version of a procedure.
  async upgrade(name, to) {
    await this.kill();
    await copyFile(join(this.folder, `${to}.wasm`), join(this.folder, `${name}.wasm`));
    await this.serve(['serve', '--config', this.config, '--listen', new URL(this.url).host]);
  }

  // Comes back where it was, so many days after today: Debian's libfaketime stands between it and
  // the clock.
  async later(days) {
    await this.kill();
    const folders = (await readdir('/usr/lib')).map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`);
    const library = folders.find(existsSync);
    const faked = { LD_PRELOAD: library, FAKETIME: `+${days}d`, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    await this.serve(['serve', '--config', this.config, '--listen', new URL(this.url).host], faked);
  }

  async serve(args, more = {}) {
    const env = { ...process.env, ...more };
    this.process = spawn(GUICHET, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    await new Promise((ready, failed) => {
      this.process.once('exit', () => failed(new Error(`the town did not start: ${said}`)));
      this.process.stdout.on('data', (text) => {
        said += text;
        const found = /listening on (\S+)/.exec(said);
        if (found) ready((this.url = found[1]));
      });
    });
    return said;
  }

  // Ends it without a word, as a power cut does.
  async kill() {
    const ended = new Promise((ended) => this.process.once('exit', ended));
    this.process.kill('SIGKILL');
    await ended;
  }

  // Comes back where it was.
  async back() {
    await this.run(new URL(this.url).port);
  }

  async end() {
    await this.kill();
    for (const beside of this.beside ?? []) beside.kill();
    for (const server of [this.source, this.bank]) {
      server?.close();
      server?.closeAllConnections();
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

// As much of PayFiP's service as a payment needs: it begins any, and gives the last one's result.
const bank = () => {
  const value = (body, name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const begins = body.includes(':creerPaiementSecurise>');
    if (begins) server.order = `<montant>${value(body, 'montant')}</montant><refdet>${value(body, 'refdet')}</refdet>`;
    const name = begins ? 'creerPaiementSecuriseResponse' : 'recupererDetailPaiementSecuriseResponse';
    const said = begins ? '<idOp>an-operation</idOp>' : `${server.order}<resultrans>${server.says}</resultrans>`;
    response.writeHead(200, { 'content-type': 'text/xml' }).end('<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/">'
      + `<S:Body><p:${name} xmlns:p="p"><return>${said}</return></p:${name}></S:Body></S:Envelope>`);
  });
  return server;
};

export const browser = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

// A page on a device of its own. What the console says and what goes elsewhere is collected.
export const visit = async (chrome, town, options = {}) => {
  const context = await chrome.newContext({ baseURL: town.url, locale: 'fr-FR', ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.complaints = [];
  page.on('console', (said) => {
    // A status that is no success is said of every page that shows one; tests look at those.
    const ofStatus = said.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(said.type()) && !ofStatus) page.complaints.push(said.text());
  });
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(town.url)) page.complaints.push(`asked for ${request.url()}`);
  });
  return page;
};

// Keeps a picture of what was there when something failed.
export const pictured = async (page, name, work) => {
  try {
    return await work();
  } catch (error) {
    const folder = join(ROOT, 'target/browser-failures');
    await mkdir(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true }).catch(() => {});
    throw new Error(`${error.message}\nat ${page.url()}`, { cause: error });
  }
};

const year = new Date().getFullYear() + 1;
const yesterday = new Date(Date.now() - 86_400_000);
export const date = (path, day) => ({
  [`${path}:day`]: String(day.getDate()),
  [`${path}:month`]: String(day.getMonth() + 1),
  [`${path}:year`]: String(day.getFullYear()),
});
export const address = (path) => ({
  [`${path}:lines`]: '1 place du Marché',
  [`${path}:postcode`]: '99999',
  [`${path}:city`]: 'Saint-Exemple',
});
export const file = (name, type, bytes) => ({ name, mimeType: type, buffer: Buffer.from(bytes) });
// The smallest PNG: one pixel.
export const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

// Invented people, by the id of the procedure: inputs by name.
export const ANSWERS = {
  'fr.guichet.civil-status-copy': {
    'act.event': 'death',
    'act.place': 'here',
    ...date('act.date', yesterday),
    'copy.kind': 'full',
    'person.family-name': 'Exemple',
    'person.given-names': 'Jeanne',
    'requester.family-name': 'Exemple',
    'requester.given-names': 'Camille',
    'requester.email': 'camille@example.org',
    ...address('requester.address'),
    'delivery.copies': '1',
    certified: 'true',
  },
  'fr.guichet.terrace-permit': {
    'applicant.family-name': 'Exemple',
    'applicant.given-names': 'Claire',
    'applicant.email': 'claire@example.org',
    'applicant.phone': '06 12 34 56 78',
    ...address('applicant.address'),
    'shop.siret': '732 829 320 00074',
    'shop.name': 'Café du Marché',
    'shop.licence': 'iv',
    ...address('shop.address'),
    'terrace.zone': 'faubourgs',
    'terrace.kind': 'open',
    'terrace.length': '6,00',
    'terrace.depth': '2,00',
    'terrace.facade': '7,50',
    'terrace.passage': '1,80',
    'terrace.furniture[0].kind': 'table',
    'terrace.furniture[0].count': '6',
    'period.term': 'season',
    ...date('period.from', new Date(year, 5, 1)),
    ...date('period.until', new Date(year, 7, 31)),
    'period.opens': '08:00',
    'period.closes': '22:30',
    'documents.insurance': file('assurance.pdf', 'application/pdf', '%PDF-1.7\n%%EOF\n'),
    'documents.plan': file('plan.png', 'image/png', Buffer.from(PIXEL, 'base64')),
    certified: 'true',
  },
};

// Fills in what the page shows until nothing new appears.
export const fill = async (page, answers) => {
  const done = new Set();
  for (;;) {
    const shown = await page.$$eval('form[data-draft] [name]', (inputs) =>
      inputs.filter((input) => !input.name.startsWith('_')).map((input) => [input.name, input.type]));
    const next = shown.find(([name]) => name in answers && !done.has(name));
    if (!next) return;
    const [name, type] = next;
    done.add(name);
    const input = page.locator(`[name="${name}"]`);
    const value = answers[name];
    if (['radio', 'checkbox'].includes(type)) await page.locator(`[name="${name}"][value="${value}"]`).check();
    else if (type === 'select-one') await input.selectOption(value);
    // The first is the picker, the second the camera.
    else if (type === 'file') await input.first().setInputFiles(value);
    else await input.fill(value);
    // A field that others depend on has the page follow.
    const live = await input.first().evaluate((input) => !!input.closest('[data-live]'));
    if (live) await saved(page);
  }
};

// Waits until the page says that everything is saved, if it can.
export const saved = async (page) => {
  const scripted = await page.evaluate(() => true).catch(() => false);
  if (!scripted) return;
  await page.locator('form[data-draft] [name]').last().evaluate(() => document.activeElement?.blur());
  await page.waitForFunction(() => {
    const line = document.querySelector('[data-save-state]');
    return !line || ['saved', 'fresh', undefined].includes(line.dataset.state);
  });
};

export const press = async (page, selector) => {
  await Promise.all([page.waitForNavigation(), page.locator(selector).click()]);
};

export const NEXT = 'form[data-draft] .buttons button:not([name])';

// Begins a procedure; the page is the first of its form.
export const begin = async (page, id) => {
  await page.goto(`/procedures/${id}`);
  await press(page, 'main form button');
};

// Fills in page after page until the review. `each` sees every page before and after.
export const fillAll = async (page, answers, each = async () => {}) => {
  while (!page.url().endsWith('/review')) {
    await each('empty');
    await fill(page, answers);
    await each('filled');
    const at = page.url();
    await press(page, NEXT);
    if (page.url().replace(/#.*/, '') === at.replace(/#.*/, '')) {
      const wrong = await page.locator('#problems').allTextContents();
      throw new Error(`the page was not taken: ${wrong}`);
    }
  }
};
