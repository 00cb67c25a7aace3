// People who work at the desk, and what they carry: names, passwords, a device that shows codes.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { promisify } from 'node:util';
import { check } from './check.mjs';
import { GUICHET, press } from './town.mjs';

// Somebody new; gives the password.
export const hire = async (town, name, ...more) => {
  const named = ['--given-names', 'Camille', '--family-name', name, '--quality', 'Agente d’accueil'];
  const args = ['agent', 'add', name, '--json', '--config', town.config, ...named, ...more];
  return JSON.parse((await promisify(execFile)(GUICHET, args)).stdout).password;
};

export const signIn = async (page, name, password) => {
  await page.goto('/desk/sign-in');
  await page.fill('[name=name]', name);
  await page.fill('[name=password]', password);
  await press(page, 'main form button');
};

// What a device shows (RFC 6238), from the key as a person types it.
export const code = (key, steps) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replace(/\s/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
};

// Sets up the second proof that an administrator needs, on a server that lives as many days later.
export const proveTwice = async (page, days = 0) => {
  await page.goto('/desk/me/second');
  await press(page, 'form[action="/desk/me/second"] button');
  const key = await page.locator('main span.key').innerText();
  await page.fill('[name=code]', code(key, days * 24 * 60 * 2));
  await press(page, 'form[action$="/confirm"] button');
  assert.ok(await page.locator('li.key').count());
};

// A page as a telephone and as a screen on a table show it.
export const checkWide = async (page, state) => {
  for (const viewport of [{ width: 1280, height: 800 }, { width: 320, height: 640 }]) {
    await page.setViewportSize(viewport);
    await check(page, `${state}, ${viewport.width} px`);
  }
};
