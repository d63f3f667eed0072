import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoOdoo, startDemoOdoo } from '../demo/server.ts';
import { GUARD_MAIN } from './guard-process.fixture.ts';

const EXAMPLE = join(import.meta.dirname, '..', 'examples', 'policy-tests');

let odoo: DemoOdoo;
let folder: string;
let schema: string;

beforeAll(async () => {
  odoo = await startDemoOdoo({ version: 18 });
  folder = mkdtempSync(join(tmpdir(), 'explaining-'));
  schema = join(folder, 'schema.json');
  expect(await guard(['schema', '--config', EXAMPLE, '--out', schema])).toMatchObject({ code: 0 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await odoo.close();
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const ACCOUNT = { ODOO_USERNAME: 'admin', ODOO_PASSWORD: 'admin' };

/** Runs `odoo-mcp-guard` in front of the demo, as its administrator unless the environment says otherwise. */
function guard(args: readonly string[], env: Record<string, string> = ACCOUNT): Promise<Ran> {
  const whole = { PATH: process.env.PATH ?? '', ODOO_URL: odoo.url, ODOO_DB: 'demo', ...env };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [GUARD_MAIN, ...args],
      { env: whole, cwd: folder },
      (error, out, err) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

const offline = () => ['--config', EXAMPLE, '--schema', schema];
const callOf = (tool: string, args: object) => ['--tool', tool, '--args', JSON.stringify(args)];
const READ = callOf('search_read', { model: 'res.partner', fields: ['name', 'vat'], limit: 2 });

describe('explain', () => {
  it('prints the way of an allowed call and ends with 0', async () => {
    const ran = await guard(['explain', ...offline(), '--as', 'sales-agent', ...READ]);
    expect(ran).toMatchObject({ code: 0, err: '' });
    for (const line of [
      'sales-agent calls search_read',
      'search_read on res.partner: allowed by model_access.yaml:read_only',
      '{"model":"res.partner","domain":[],"fields":["id","name"],"limit":2}',
      'masked: vat',
      'ALLOWED; nothing was sent',
    ]) {
      expect(ran.out).toContain(line);
    }
  });

  it('says for machines why a call is denied, and ends with 5', async () => {
    const call = callOf('search_read', { model: 'res.partner', order: 'vat' });
    const ran = await guard(['explain', ...offline(), '--groups', 'sales', '--json', ...call]);
    expect(ran.code).toBe(5);
    expect(JSON.parse(ran.out)).toMatchObject({
      effect: 'deny',
      rule: 'rbac.yaml:field_group_overrides.res.partner.vat.read',
      denial: { code: 'field_not_searchable' },
      subject: { groups: ['sales'], admin: false },
      operations: [{ kind: 'search_read', model: 'res.partner' }],
    });
    expect(JSON.parse(ran.out)).not.toHaveProperty('sends');
  });

  it('asks Odoo where no file says what the fields are', async () => {
    const before = odoo.requests.length;
    const args = ['explain', '--config', EXAMPLE, '--groups', 'sales', ...READ];
    expect(await guard(args)).toMatchObject({ code: 0 });
    const methods = odoo.requests.slice(before).map(({ method }) => method);
    expect(methods).toContain('fields_get');
    expect(methods).not.toContain('search_read');
  });

  it.each<[string, readonly string[], RegExp]>([
    ['a caller nobody is', ['--as', 'sales-agnt', ...READ], /did you mean "sales-agent"\?/],
    ['no tool', ['--admin'], /required option '--tool <name>' not specified/],
  ])('ends with 2 for %s', async (_what, args, message) => {
    const ran = await guard(['explain', ...offline(), ...args]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toMatch(message);
  });
});

describe('schema', () => {
  it('is the same file twice', async () => {
    const again = join(folder, 'again.json');
    const ran = await guard(['schema', '--config', EXAMPLE, '--out', again]);
    expect(ran).toMatchObject({ code: 0, out: '' });
    expect(ran.err).toMatch(/▸ \d+ models are named\n▸ \d+ more are reached/);
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(schema, 'utf8'));
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'with a wrong password',
      { ...ACCOUNT, ODOO_PASSWORD: 'wrong' },
      /Odoo described none of these models/,
    ],
    ['for no Odoo', { ...ACCOUNT, ODOO_URL: 'http://127.0.0.1:1' }, /^Odoo gives no answer at /m],
  ])('is not saved %s', async (_what, env, message) => {
    const ran = await guard(['schema', '--out', join(folder, 'none.json')], env);
    expect(ran.code).toBe(1);
    expect(ran.err).toMatch(message);
    expect(ran.err).not.toMatch(/^\s+at /m);
    expect(() => readFileSync(join(folder, 'none.json'))).toThrow('ENOENT');
  });
});

describe('test', () => {
  it('passes the sample', async () => {
    const ran = await guard(['test', ...offline()], {});
    expect({ code: ran.code, out: ran.out }).toMatchObject({
      code: 0,
      out: expect.stringContaining('9 passed, 0 failed'),
    });
    expect(ran.out).toContain('never fired:\n  model_access.yaml:read_only product.product');
  });

  it('makes the calls whose result a test looks at, and only those', async () => {
    const tests = join(folder, 'live');
    mkdirSync(tests);
    const read =
      '{tool: search_read, arguments: {model: res.partner, fields: [name, vat], limit: 1}}';
    const as = '{groups: [sales], uid: 7}';
    writeFileSync(
      join(tests, 'live.yaml'),
      `tests:
  - {name: right, as: ${as}, call: ${read}, expect: {effect: allow, result: {records: [{vat: "***"}]}}}
  - {name: wrong, as: ${as}, call: ${read}, expect: {effect: allow, result: {records: []}}}
  - {name: judged, as: ${as}, call: ${read}, expect: {effect: allow, masked: [vat]}}
`,
    );
    const before = odoo.requests.length;
    const ran = await guard(['test', tests, '--live', '--json', '--config', EXAMPLE]);
    expect(ran.code).toBe(1);
    const { tests: outcomes, ...counts } = JSON.parse(ran.out);
    expect(counts).toMatchObject({ passed: 2, failed: 1 });
    expect(outcomes[1]).toMatchObject({
      name: 'wrong',
      line: 3,
      passed: false,
      differences: [expect.stringMatching(/^result\.records: expected \[\], found \[\{"id":/)],
    });
    const made = odoo.requests.slice(before).filter(({ method }) => method === 'search_read');
    expect(made).toHaveLength(2);
  });
});

describe('tools', () => {
  it('says what each means and who may call it', async () => {
    const ran = await guard(['tools', '--config', EXAMPLE, '--json'], {});
    expect(ran).toMatchObject({ code: 0, err: '' });
    const { tools } = JSON.parse(ran.out);
    expect(tools).toContainEqual({
      name: 'update_record',
      bound: true,
      means: ['write on any model'],
      callers: ['sales-agent', 'group sales'],
    });
    expect(tools).toContainEqual(
      expect.objectContaining({ name: 'search_read', callers: ['everybody'] }),
    );
  });

  it('says why a subject may not call one', async () => {
    const ran = await guard(['tools', '--config', EXAMPLE, '--groups', 'nobody'], {});
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/^update_record\n.*\n {2}call {5}denied by model_access\.yaml: /m);
    expect(ran.out).toMatch(/^search_read\n.*\n {2}call {5}may be allowed$/m);
  });

  it('lists a server no binding describes', async () => {
    const config = join(folder, 'third-party');
    mkdirSync(config);
    const server = JSON.stringify(join(import.meta.dirname, 'third-party-server.fixture.mjs'));
    writeFileSync(join(config, 'gateway.yaml'), `upstream: {command: node, args: [${server}]}\n`);
    const ran = await guard(['tools', '--config', config], {});
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(
      /^echo\n {2}means {4}unknown: no binding describes it\n {2}callers {2}nobody$/m,
    );
  });
});

describe('an Odoo that cannot be asked', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    [
      'nothing listens there',
      { ODOO_URL: 'http://127.0.0.1:1' },
      /gives no answer at http.*ODOO_URL/,
    ],
    ['it has no such database', { ODOO_DB: 'none' }, /has no database "none": set ODOO_DB/],
  ])('%s: the setting to look at is told', async (_why, env, words) => {
    const args = ['schema', '--config', EXAMPLE, '--out', join(folder, 'none.json')];
    const ran = await guard(args, { ...ACCOUNT, ...env });
    expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringMatching(words) });
  });
});
