import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoOdoo, startDemoOdoo } from '../demo/server.ts';
import { GUARD_MAIN } from '../e2e/guard-process.fixture.ts';
import { ROOT } from './readme.fixture.ts';

const PAGE = readFileSync(join(ROOT, 'docs', 'policy-tests.md'), 'utf8');
const blocksOf = (language: string) =>
  [...PAGE.matchAll(/^```(\w*)\n(.*?)^```$/gms)].flatMap(([, written, text = '']) =>
    written === language ? [text] : [],
  );
const COMMANDS = blocksOf('sh').flatMap((text) => text.split('\n').filter((line) => line !== ''));

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let folder: string;
let odoo: DemoOdoo;

beforeAll(async () => {
  odoo = await startDemoOdoo({ version: 18 });
  folder = mkdtempSync(join(tmpdir(), 'policy-tests-page-'));
  for (const text of blocksOf('yaml')) {
    const name = /^# (config\/[\w/]+\.yaml)\n/.exec(text)?.[1];
    if (name === undefined) throw new Error(`a yaml block does not name its file:\n${text}`);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await odoo.close();
});

/** Runs a line of the page as it stands there, in a folder that holds the page's files. */
function run(line: string): Promise<Ran> {
  const script = line.replace(/^npx odoo-mcp-guard /, '"$NODE" "$GUARD" ');
  const env = {
    PATH: process.env.PATH ?? '',
    NODE: process.execPath,
    GUARD: GUARD_MAIN,
    ODOO_URL: odoo.url,
    ODOO_DB: 'demo',
    ODOO_USERNAME: 'admin',
    ODOO_PASSWORD: 'admin',
  };
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], { cwd: folder, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}

/** What each command of the page comes to, in the order of the page. */
const EXPECTED: readonly ((ran: Ran) => void)[] = [
  ({ code, err }) => {
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, 'config', 'schema.json'), 'utf8')).toContain('"res.partner"');
  },
  ({ code, out }) => {
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(out).toContain('5 passed, 0 failed');
    expect(out).toContain('5 of 5 rules of the policy had a say');
  },
  ({ code, out }) => {
    // Order 4 of the demo is nobody's whose id is 7.
    expect(code).toBe(1);
    expect(out).toContain('✓ tax numbers are hidden from sales');
    expect(out).toContain('✗ and changes them');
  },
  ({ code, out }) => {
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(out).toContain('masked: vat');
    expect(out).toContain('"fields":["id","name"]');
  },
  ({ code, out }) => {
    expect(code).toBe(5);
    expect(out).toContain('rbac.yaml:field_group_overrides.res.partner.vat.read');
  },
  ({ code, out }) => {
    expect(code).toBe(0);
    expect(out).toMatch(/^update_record\n {2}means {4}write on any model\n {2}callers /m);
  },
  ({ code, out }) => {
    expect(code).toBe(0);
    const { tools } = JSON.parse(out);
    expect(tools).toContainEqual(expect.objectContaining({ name: 'search_read', access: 'allow' }));
  },
];

describe('the page', () => {
  it('has no block that nothing here looks at', () => {
    const languages = [...PAGE.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
    expect(new Set(languages)).toEqual(new Set(['yaml', 'sh']));
    expect(COMMANDS).toHaveLength(EXPECTED.length);
  });

  it.each(COMMANDS.map((line, index) => [line, index] as const))('%s', async (line, index) => {
    const ran = await run(line);
    EXPECTED[index]?.(ran);
  });

  it('says what is wrong with a mistaken test, and where', async () => {
    const broken = join(folder, 'broken');
    mkdirSync(broken);
    writeFileSync(
      join(broken, 'a.yaml'),
      'tests:\n  - name: x\n    as: {groups: [sales]}\n    cal: {tool: search_read}\n    expect: {effect: denied}\n',
    );
    const { code, err } = await run('npx odoo-mcp-guard test broken');
    expect(code).toBe(1);
    expect(err).toContain('broken/a.yaml:4:5 unknown key "cal": did you mean "call"?');
    expect(err).toContain('broken/a.yaml:5:22 expected one of allow, deny, confirm');
  });
});
