import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startDemoOdoo } from '../demo/server.ts';
import { startGuardProcess } from '../e2e/guard-process.fixture.ts';
import { loadPolicy } from '../policies/load.ts';
import { CLIENT_KINDS, connectClient } from '../upstream/mcp-clients.fixture.ts';
import { httpConfiguration } from './npm-start.fixture.ts';
import { BLOCKS, blocksOf, policyFiles, README, ROOT } from './readme.fixture.ts';
import { EXERCISES, scripts, withFolder } from './readme-commands.fixture.ts';

const LINES = blocksOf('sh').flatMap((text) => text.split('\n').filter((line) => line !== ''));

const stdioServer = z.object({
  command: z.literal('node'),
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
});
/** What stands in the configuration for the reader's own, and what it is here. */
const FILLED = new Map([
  ['/path/to/odoo-mcp-guard', ROOT],
  ['your-database', 'demo'],
  ['you@example.com', 'sales'],
  ['your-api-key', 'sales'],
]);

describe('the page', () => {
  it('has no block that nothing here looks at', () => {
    const [picture, ...others] = BLOCKS.filter(({ language }) => language === '');
    expect(picture?.text).toContain('odoo-mcp-guard');
    expect(others).toEqual([]);
    const known = ['', 'sh', 'json', 'yaml'];
    expect(BLOCKS.filter(({ language }) => !known.includes(language))).toEqual([]);
  });

  it('links to files that are there, and names scripts that exist', () => {
    const links = [...README.matchAll(/\]\(([^)#]+)\)/g)].map(([, target = '']) => target);
    for (const target of links.filter((link) => !link.includes('://'))) {
      expect(existsSync(join(ROOT, target)), target).toBe(true);
    }
    for (const [, script = ''] of README.matchAll(/`npm run ([\w-]+)`/g)) {
      expect(scripts()).toHaveProperty(script);
    }
  });
});

describe('the commands', () => {
  it.each(LINES)('%s', async (line) => {
    const exercise = EXERCISES.get(line);
    if (!exercise) throw new Error('nobody has said how this line is tried: add it to EXERCISES');
    await exercise(line);
  });

  it('are all that is tried', () => {
    expect([...EXERCISES.keys()].filter((line) => !LINES.includes(line))).toEqual([]);
  });
});

describe('the client configurations', () => {
  const [http = '', stdio = '', ...others] = blocksOf('json');

  it('are two', () => expect(others).toEqual([]));

  it('HTTP: every client connects to the address it names', async () => {
    const { url, headers } = httpConfiguration(http).mcpServers.odoo;
    // The port of the page is the one a guard listens on unless told otherwise.
    expect(new URL(url).port).toBe(String(loadPolicy({ env: {} }).gateway.server.port));
    const guard = await startGuardProcess();
    try {
      const own = new URL(url);
      own.port = new URL(guard.url).port;
      expect(own.href).toBe(guard.url);
      for (const kind of CLIENT_KINDS) {
        const client = await connectClient(kind, { url: own, headers });
        expect((await client.tools()).map(({ name }) => name)).toContain('login');
        await client.close();
      }
    } finally {
      expect(await guard.stop()).toBe(0);
    }
  });

  it.each(CLIENT_KINDS)('stdio: the %s is signed in as the user it names', async (kind) => {
    for (const placeholder of FILLED.keys()) expect(stdio).toContain(placeholder);
    const fill = (text: string) =>
      [...FILLED].reduce((filled, [from, to]) => filled.replace(from, to), text);
    const { odoo: server } = z
      .object({ mcpServers: z.object({ odoo: stdioServer }) })
      .parse(JSON.parse(stdio)).mcpServers;
    const odoo = await startDemoOdoo({ version: 18 });
    try {
      const env = Object.entries(server.env).map(([name, value]) => [name, fill(value)]);
      const client = await connectClient(kind, {
        command: process.execPath,
        args: server.args.map(fill),
        env: { ...Object.fromEntries(env), ODOO_URL: odoo.url, MCP_LOG_LEVEL: 'error' },
      });
      const count = await client.call('search_count', { model: 'res.partner' });
      expect(count.structuredContent?.count).toBeGreaterThan(0);
      await client.close();
    } finally {
      await odoo.close();
    }
  });
});

describe('the policy on one screen', () => {
  it('loads as one directory, and every rule of it has an effect', () =>
    withFolder(policyFiles(), async (directory) => {
      const policy = loadPolicy({ directory, env: { ODOO_BOT_KEY: 'a-key' } });
      expect(policy.source).toBe(directory);
      expect(policy.warnings).toEqual([]);
    }));

  it('cannot be used before its placeholders are filled', () =>
    withFolder(policyFiles(), async (directory) => {
      expect(() => loadPolicy({ directory, env: {} })).toThrow(/ODOO_BOT_KEY is not set/);
    }));

  it('does what its lines say', () =>
    withFolder(policyFiles(), async (folder) => {
      const audit = join(folder, 'audit.jsonl');
      const guard = await startGuardProcess({
        CONFIG_DIR: folder,
        AUDIT_FILE: audit,
        ODOO_BOT_KEY: 'a-key',
      });
      const as = (token: string) =>
        connectClient('v2 SDK, modern era', {
          url: new URL(guard.url),
          headers: { authorization: `Bearer ${token}` },
        });
      const deniedBy = (rule: string) => ({
        isError: true,
        _meta: { 'odoo-mcp-guard/decision': { effect: 'deny', rule } },
      });
      try {
        const sales = await as('demo-sales');
        const read = await sales.call('search_read', {
          model: 'res.partner',
          fields: ['name', 'vat'],
          limit: 1,
        });
        expect(read.structuredContent).toMatchObject({ records: [{ vat: '***' }] });
        const order = { model: 'sale.order', record_id: 1 };
        expect(await sales.call('delete_record', order)).toMatchObject(
          deniedBy('rbac.yaml:operation_group_requirements.unlink'),
        );
        expect(
          await sales.call('search_read', { model: 'crm.lead', order: 'expected_revenue desc' }),
        ).toMatchObject(deniedBy('rbac.yaml:field_group_overrides.crm.lead.expected_revenue.read'));
        const unlisted = { model: 'project.task', fields: ['name'] };
        expect(await sales.call('search_read', unlisted)).toMatchObject(
          deniedBy('model_access.yaml:default_policy'),
        );
        await sales.close();

        const hr = await as('demo-hr');
        const employees = await hr.call('search_read', {
          model: 'hr.employee',
          fields: ['name', 'work_email', 'ssnid'],
          limit: 1,
        });
        expect(employees.structuredContent).toMatchObject({
          records: [{ name: expect.any(String), ssnid: '***' }],
        });
        await hr.close();
      } finally {
        expect(await guard.stop()).toBe(0);
      }
      const records = readFileSync(audit, 'utf8').trim().split('\n');
      expect(records.filter((record) => record.includes('"tools/call"'))).toHaveLength(5);
    }));
});
