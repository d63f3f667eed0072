import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { locatePlugin } from './plugin-modules.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'plugins-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = ''): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function manifest(...plugins: readonly object[]): string {
  return JSON.stringify({ name: 'p', 'odoo-mcp-guard': { plugins } });
}

describe('a path', () => {
  it('leads to a module with its binding beside it', () => {
    const module = put('config/mrp.js');
    const binding = put('config/mrp.binding.yaml');
    expect(locatePlugin('./mrp.js', [join(root, 'config')])).toEqual({
      modules: [{ plugin: './mrp.js', module, binding }],
    });
  });

  it('leads to a module without a binding', () => {
    const module = put('mrp.mjs');
    expect(locatePlugin(module, ['/'])).toEqual({
      modules: [{ plugin: module, module, binding: undefined }],
    });
  });

  it('leads to a folder that is a package', () => {
    put(
      'mrp/package.json',
      manifest({ module: './a.js', binding: './b.yaml' }, { module: 'c.js' }),
    );
    for (const file of ['a.js', 'b.yaml', 'c.js']) put(`mrp/${file}`);
    expect(locatePlugin('../mrp', [join(root, 'config')])).toEqual({
      modules: [
        { plugin: '../mrp', module: join(root, 'mrp/a.js'), binding: join(root, 'mrp/b.yaml') },
        { plugin: '../mrp', module: join(root, 'mrp/c.js'), binding: undefined },
      ],
    });
  });

  it.each([
    ['./nothing.js', /there is nothing at/],
    ['./notes.txt', /no JavaScript module/],
    ['./empty', /no package.json/],
  ])('that is no plugin says so: %s', (entry, problem) => {
    put('notes.txt');
    put('empty/readme');
    expect(locatePlugin(entry, [root])).toEqual({ problem: expect.stringMatching(problem) });
  });
});

describe('a name', () => {
  it.each(['odoo-mcp-mrp', '@example/mrp'])('is a package installed above a folder: %s', (name) => {
    put(`node_modules/${name}/package.json`, manifest({ module: './x.js' }));
    const module = put(`node_modules/${name}/x.js`);
    expect(locatePlugin(name, [join(root, 'deep/config')])).toEqual({
      modules: [{ plugin: name, module, binding: undefined }],
    });
  });

  it('is looked for in the first folder first', () => {
    for (const at of ['one', 'two']) {
      put(`${at}/node_modules/mrp/package.json`, manifest({ module: './x.js' }));
      put(`${at}/node_modules/mrp/x.js`);
    }
    expect(locatePlugin('mrp', [join(root, 'two'), join(root, 'one')])).toMatchObject({
      modules: [{ module: join(root, 'two/node_modules/mrp/x.js') }],
    });
  });

  it('of no installed package says what to do', () => {
    expect(locatePlugin('mrp', [root])).toEqual({ problem: expect.stringContaining('install it') });
  });
});

describe('a package.json', () => {
  it.each([
    ['that is no JSON', '{', /cannot|no package.json that can be read/],
    ['without the key', '{}', /has no key/],
    ['with an unknown key', manifest({ module: './x.js', run: 'y' }), /has no key/],
    ['naming no plugins', manifest(), /has no key/],
    ['naming a missing module', manifest({ module: './y.js' }), /no file \.\/y\.js/],
    ['leading out of it', manifest({ module: '../outside.js' }), /not in it/],
    ['with an absolute path', manifest({ module: '/etc/passwd' }), /not in it/],
    ['with a binding outside', manifest({ module: './x.js', binding: '../b.yaml' }), /not in it/],
    ['leading out by a link', manifest({ module: './link.js' }), /not in it/],
  ])('%s is no plugin', (_, text, problem) => {
    put('mrp/package.json', text);
    put('mrp/x.js');
    symlinkSync(put('outside.js'), join(root, 'mrp/link.js'));
    expect(locatePlugin('./mrp', [root])).toEqual({ problem: expect.stringMatching(problem) });
  });
});
