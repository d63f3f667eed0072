import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { openPlugins } from './open-plugins.ts';

const folder = mkdtempSync(join(tmpdir(), 'open-plugins-'));
afterAll(() => rmSync(folder, { recursive: true }));

function module(name: string, text: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
}

const plugin = (name: string, more = '') => `export const plugin = {
  name: '${name}', version: '1.0.0', sdk: 1, requires: { modules: [], models: [] },
  register() { ${more} },
};`;

const log = pino({ level: 'silent' });
const open = (...plugins: readonly string[]) =>
  openPlugins({ plugins, helpdeskModel: 'helpdesk.ticket' }, log);

describe('a plugin that the environment names', () => {
  const good = module('good', plugin('good'));

  it('is there', async () => {
    const set = await open(good);
    expect(set.problems).toEqual([]);
    await set.close();
  });

  it.each<[string, string, RegExp]>([
    ['is not there', join(folder, 'nothing.mjs'), /nothing\.mjs: Cannot find module/],
    ['throws', module('throwing', plugin('throwing', 'throw new Error("no")')), /throwing: no/],
    ['is for another version', module('old', plugin('old').replace('1,', '2,')), /this is sdk 1/],
    ['has a name that is taken', module('twin', plugin('good')), /another plugin has this name/],
  ])('is missed when it %s, and nothing runs without it', async (_, path, problem) => {
    const opening = open(good, path);
    await expect(opening).rejects.toThrow(/^UPSTREAM_PLUGINS: plugin /);
    await expect(opening).rejects.toThrow(problem);
  });
});
