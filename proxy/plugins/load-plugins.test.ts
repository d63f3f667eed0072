import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPolicy, PolicyError } from '../../policies/load.ts';
import { loadPlugins } from './load-plugins.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'plugins-')));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text = 'throw new Error("the guard ran a plugin")'): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** A part of the bundled binding that describes one tool. */
const part = (tool: string, of = 'odoo-mcp-upstream') => `
binding: 1
part_of: ${of}
tools:
  ${tool}: {op: search_count, model: mrp.production, result: {kind: count, at: $.count}}
`;

function plugins(...entries: readonly string[]) {
  put('config/gateway.yaml', `upstream: {plugins: ${JSON.stringify(entries)}}`);
  return loadPlugins(loadPolicy({ directory: join(root, 'config'), env: {} }));
}

/** What a policy that names those plugins is refused for. */
function refusal(...entries: readonly string[]): string {
  try {
    plugins(...entries);
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
  return 'it loaded';
}

const bare = () => plugins().binding?.tools.size;

describe('a plugin', () => {
  it('adds what its binding describes; its module is for the upstream alone', () => {
    const module = put('config/mrp.js');
    put('config/mrp.binding.yaml', part('count_orders'));
    const { binding, modules, problems } = plugins('./mrp.js');
    expect(problems).toEqual([]);
    expect(modules).toEqual([module]);
    expect(binding?.tools.get('count_orders')?.model).toBe('mrp.production');
    expect(binding?.tools.has('search_read')).toBe(true);
  });

  it('is found as a package beside the configuration', () => {
    const folder = 'node_modules/odoo-mcp-mrp';
    const written = [{ module: './a.js', binding: './a.yaml' }];
    put(`${folder}/package.json`, JSON.stringify({ 'odoo-mcp-guard': { plugins: written } }));
    const module = put(`${folder}/a.js`);
    put(`${folder}/a.yaml`, part('count_orders'));
    expect(plugins('odoo-mcp-mrp')).toMatchObject({ modules: [module], problems: [] });
  });

  it('without a binding is loaded, and its tools stay unknown', () => {
    const module = put('config/mrp.js');
    const { binding, modules, problems } = plugins('./mrp.js');
    expect(modules).toEqual([module]);
    expect(problems).toEqual([
      'plugin ./mrp.js: no binding describes its tools, so they stay hidden',
    ]);
    expect(binding?.tools.size).toBe(bare());
  });

  it.each([
    ['describes a tool of the server', part('search_read'), /search_read/],
    ['is no YAML', 'binding: [', /mrp\.binding\.yaml/],
    ['is no binding', 'tools: {}', /mrp\.binding\.yaml/],
    ['belongs to no binding', part('count_orders', 'nobody'), /part_of/],
    ['describes nothing', 'binding: 1\npart_of: odoo-mcp-upstream\n', /no part of/],
    [
      'is a whole one',
      part('count_orders').replace('part_of: odoo-mcp-upstream', 'id: own'),
      /no part of/,
    ],
  ])('is refused when its binding %s', (_, text, problem) => {
    put('config/mrp.js');
    put('config/mrp.binding.yaml', text);
    expect(refusal('./mrp.js')).toMatch(problem);
    expect(refusal('./mrp.js')).toMatch(/^gateway\.yaml upstream\.plugins: plugin \.\/mrp\.js: /);
  });

  it.skipIf(process.platform === 'win32')('is refused when its binding is no file', () => {
    put('config/mrp.js');
    execFileSync('mkfifo', [join(root, 'config/mrp.binding.yaml')]);
    expect(refusal('./mrp.js')).toMatch(/cannot be read as a file/);
  });

  it('is refused when another describes the same tool', () => {
    for (const name of ['one', 'two', 'three']) {
      put(`config/${name}.js`);
      put(`config/${name}.binding.yaml`, part(name === 'three' ? 'other_tool' : 'count_orders'));
    }
    expect(refusal('./one.js', './two.js', './three.js')).toMatch(
      /^gateway\.yaml upstream\.plugins: plugin \.\/two\.js: .*count_orders/,
    );
    expect(plugins('./one.js', './three.js').binding?.tools.has('other_tool')).toBe(true);
  });

  it('that is not there is refused, and each of them is said', () => {
    const lines = refusal('./nothing.js', 'nobody-has-this').split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/plugin \.\/nothing\.js: there is nothing at \//),
      expect.stringMatching(/plugin nobody-has-this: no such package is installed/),
    ]);
  });
});

it("nobody else's upstream has plugins", () => {
  put('config/gateway.yaml', 'upstream: {url: "http://127.0.0.1:1/mcp"}');
  const policy = loadPolicy({ directory: join(root, 'config'), env: {} });
  expect(loadPlugins(policy).modules).toEqual([]);
});
