import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { expect, it } from 'vitest';
import { SUITES } from './suites.fixture.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const ROOMS = ['docs', 'e2e', 'proxy', 'upstream'];
const tests = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => `${room}/${name.replaceAll('\\', '/')}`),
);
const globs = Object.values(SUITES).flat();

it('every test that can be in front of a real Odoo is in a suite', () => {
  const asksForTargets = /\b(?:everyTarget|realOdoo|odoosUnderTest|describeGuarded)\(/;
  const able = tests.filter((name) => asksForTargets.test(readFileSync(join(ROOT, name), 'utf8')));
  expect(able.length).toBeGreaterThan(20);
  expect(able.filter((name) => !globs.some((glob) => matchesGlob(name, glob)))).toEqual([]);
});

it.each(globs)('%s is the name of tests', (glob) => {
  expect(tests.some((name) => matchesGlob(name, glob))).toBe(true);
});
