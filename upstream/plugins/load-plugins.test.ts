import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPlugins, parsePlugin } from './load-plugins.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugins-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const module = (name: string, text: string) => {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return path;
};
const fields = "version: '1.0.0', sdk: 1, requires: { modules: [], models: [] }, register() {}";

describe('plugin modules', () => {
  it('are loaded by their paths, as a named or a default export', async () => {
    const paths = [
      module('named', `export const plugin = { name: 'one', ${fields} };`),
      module('default', `export default { name: 'two', ${fields} };`),
    ];
    const { plugins, problems } = await loadPlugins(paths);
    expect(plugins.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(problems).toEqual([]);
  });

  it('that cannot be loaded are reported, and keep no other from being loaded', async () => {
    const missing = join(folder, 'nowhere.mjs');
    const throwing = module('throwing', "throw new Error('no licence');");
    const strange = module('strange', "throw 'a text';");
    const good = module('good', `export const plugin = { name: 'good', ${fields} };`);
    const { plugins, problems } = await loadPlugins([missing, throwing, strange, good]);
    expect(plugins.map(({ name }) => name)).toEqual(['good']);
    expect(problems).toEqual([
      { plugin: missing, problem: expect.stringContaining('Cannot find') },
      { plugin: throwing, problem: 'no licence' },
      { plugin: strange, problem: 'it threw' },
    ]);
  });

  const good = {
    name: 'mrp',
    version: '1.0.0',
    sdk: 1,
    requires: { modules: ['mrp'], models: ['mrp.production'] },
    register: () => undefined,
  };
  it('are taken as they are: register may use this', () => {
    expect(parsePlugin({ plugin: good })).toBe(good);
  });
  it.each([
    ['exports nothing', {}, /exports no plugin/],
    ['is for another interface', { plugin: { ...good, sdk: 2 } }, /this is sdk 1/],
    ['has no version of the interface', { plugin: { ...good, sdk: undefined } }, /this is sdk 1/],
    ['has a strange name', { plugin: { ...good, name: 'My Plugin' } }, /^it is no plugin: name/],
    ['registers nothing', { plugin: { ...good, register: 'x' } }, /register: write a function/],
    ['says not what it needs', { plugin: { ...good, requires: {} } }, /requires: write/],
    [
      'needs what is no model',
      { plugin: { ...good, requires: { modules: [], models: ['A'] } } },
      /requires/,
    ],
    [
      'has a hook there is none of',
      { plugin: { ...good, hooks: { onEvent() {} } } },
      /no hook onEvent/,
    ],
    [
      'has a hook that is no function',
      { plugin: { ...good, hooks: { preCall: 1 } } },
      /hooks: write/,
    ],
  ])('are refused when one %s', (_case, exported, text) => {
    expect(() => parsePlugin(exported)).toThrow(text);
  });
});
