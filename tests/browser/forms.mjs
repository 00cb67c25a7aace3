// The picture in the README of each procedure: one page of its form, filled in, on a telephone.
// `make screenshots` takes them; a name as argument takes that one alone.

import { join, resolve } from 'node:path';
import { ANSWERS, NEXT, Town, address, begin, browser, date, fill, file, press, saved, visit } from './town.mjs';

const ROOT = resolve(import.meta.dirname, '../..');
// Pixels; what is longer is cut.
const [WIDTH, TALLEST] = [390, 1850];
const PDF = file('piece.pdf', 'application/pdf', '%PDF-1.7\n%%EOF\n');
const thisYear = new Date().getFullYear();
const inDays = (days) => new Date(Date.now() + days * 86_400_000);
const applicant = {
  'applicant.family-name': 'Exemple',
  'applicant.given-names': 'Camille',
  'applicant.email': 'camille@example.org',
  'applicant.phone': '01 23 45 67 89',
  ...address('applicant.address'),
};

// Invented people; `page` is the key of the page that is shown.
const FORMS = {
  'civil-status-copy': { page: 'act', answers: ANSWERS['fr.guichet.civil-status-copy'] },
  'terrace-permit': { page: 'period', answers: ANSWERS['fr.guichet.terrace-permit'] },
  'transport-card': {
    page: 'fare',
    answers: {
      ...applicant,
      ...date('rider.birth-date', new Date(1990, 4, 1)),
      'rider.request': 'first',
      'fare.by-quotient': 'yes',
      'fare.quotient': '400',
      'fare.quotient-proof': PDF,
    },
  },
  hospitality: {
    page: 'stay',
    answers: {
      ...applicant,
      status: 'french',
      'home.tenure': 'tenant',
      'home.area': '60',
      'home.rooms': '3',
      'home.occupants': '2',
      'home.proof': PDF,
      'means.monthly': '2000',
      'means.proof': PDF,
      'guests[0].family-name': 'Modèle',
      'guests[0].given-names': 'Omar',
      ...date('guests[0].birth-date', new Date(1960, 1, 1)),
      'guests[0].birth-place': 'Ville-Modèle',
      'guests[0].nationality': 'marocaine',
      'guests[0].passport': 'AB123456',
      'guests[0].home': '1 rue Imaginaire, Ville-Modèle',
      'guests[0].link': 'père',
      ...date('stay.from', inDays(30)),
      ...date('stay.until', inDays(119)),
      'stay.insurance': 'host',
    },
  },
  'drinks-licence': {
    page: 'event',
    answers: {
      ...applicant,
      'association.name': 'Comité des fêtes imaginaire',
      'association.rna': 'W123456789',
      ...address('association.seat'),
      office: 'Présidente',
      'event.kind': 'fair',
      'event.name': 'Fête du printemps',
      'event.place': 'Place du Marché, côté halle',
      ...date('event.first-day', inDays(60)),
      ...date('event.last-day', inDays(60)),
      'event.opens': '18:00',
      'event.closes': '01:00',
    },
  },
  'vulnerable-persons': {
    page: 'person',
    answers: {
      requester: 'third-party',
      ...applicant,
      quality: 'voisine',
      'person.family-name': 'Modèle',
      'person.given-names': 'Marcel',
      ...address('person.address'),
      'person.phone': '01 98 76 54 32',
      ...date('situation.birth-date', new Date(1940, 0, 1)),
      'situation.category': 'elderly',
      'situation.at-home': 'true',
    },
  },
  'school-enrolment': {
    page: 'school',
    answers: {
      ...applicant,
      relation: 'parent',
      custody: 'together',
      'guardians-identity.means': 'sworn',
      'guardians-identity.sworn': 'true',
      'child.family-name': 'Exemple',
      'child.given-names': 'Noé',
      ...date('child.birth-date', new Date(thisYear - 3, 4, 17)),
      'birth.sex': 'm',
      'birth.place': 'Saint-Exemple',
      'child-identity.means': 'sworn',
      'child-identity.sworn': 'true',
      'home.lives': 'with-applicant',
      'home.in-town': 'yes',
      'home-evidence.means': 'sworn',
      'home-evidence.sworn': 'true',
      'schooling.year': String(thisYear),
      'school-request': 'other-school',
    },
  },
  'nursery-place': {
    page: 'means',
    answers: {
      ...applicant,
      'in-town': 'yes',
      'child.born': 'yes',
      'child.given-names': 'Zoé',
      'child.family-name': 'Exemple',
      ...date('child.birth-date', inDays(-90)),
      care: 'none',
      'parents[0].name': 'Camille Exemple',
      ...date('parents[0].birth-date', new Date(1995, 3, 2)),
      'parents[0].activity': 'working',
      ...date('wanted.entry', inDays(90)),
      'wanted.days': 'monday',
      'wanted.monday.from': '08:00',
      'wanted.monday.until': '17:30',
      'wishes.first': 'lutins',
      'means.how': 'by-hand',
      'means.resources': '36000',
      'means.children': '2',
    },
  },
  canteen: {
    page: 'means',
    answers: {
      ...applicant,
      'children[0].child.family-name': 'Exemple',
      'children[0].child.given-names': 'Noé',
      ...date('children[0].child.birth-date', new Date(thisYear - 8, 4, 4)),
      'children[0].school': 'moulin',
      'children[0].class': 'CE1',
      'children[0].rhythm': 'weekly',
      'children[0].lunch': 'monday',
      'children[0].menu': 'standard',
      'means.how': 'typed',
      'means.quotient': '650',
      'means.proof': PDF,
    },
  },
  'room-booking': {
    page: 'when',
    answers: {
      ...applicant,
      'user.kind': 'person',
      'user.origin': 'town',
      'room.key': 'polyvalente',
      'room.activity': 'fête de famille',
      'room.people': '80',
      ...date('slots[0].day', inDays(60)),
      'slots[0].from': '18:00',
      'slots[0].until': '23:00',
    },
  },
  'street-report': {
    page: 'where',
    answers: {
      'what.group': 'light',
      'what.kind': 'lamp',
      'what.asset': 'E-0147',
      ...address('place.address'),
      'place.position:lat': '48.8566',
      'place.position:lon': '2.3522',
      'place.detail': 'devant l’école',
    },
  },
};

const [asked] = process.argv.slice(2);
const names = asked ? [asked] : Object.keys(FORMS);
const town = await Town.start(names);
const chrome = await browser();
for (const name of names) {
  const { page: wanted, answers } = FORMS[name];
  const page = await visit(chrome, town, { viewport: { width: WIDTH, height: 780 } });
  await begin(page, `fr.guichet.${name}`);
  const here = () => new URL(page.url()).pathname.split('/').pop();
  while (here() !== wanted) {
    const before = page.url();
    await fill(page, answers);
    await press(page, NEXT);
    if (page.url() === before) throw new Error(`${name}: the page ${here()} was not taken`);
  }
  await fill(page, answers);
  await saved(page);
  // The line that says that all is saved stays in sight, wherever one has scrolled to.
  await page.evaluate(() => window.scrollTo(0, 0));
  const end = await page.locator('main').evaluate((main) => main.getBoundingClientRect().bottom);
  const height = Math.min(TALLEST, Math.ceil(end));
  const path = join(ROOT, 'plugins', name, 'form.png');
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: WIDTH, height } });
  await page.context().close();
}
await chrome.close();
await town.end();
