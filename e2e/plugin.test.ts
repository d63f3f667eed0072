import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient, type TestClient } from '../upstream/mcp-clients.fixture.ts';
import { demoOdoo, type OdooTarget } from '../upstream/odoo-targets.fixture.ts';
import { digestOf } from './configured/configured-guard.fixture.ts';
import { withBundledUpstream } from './configured/served-guard.fixture.ts';

/** Two tools: one the binding describes, and one it does not mention. */
const MODULE = `
const search = async (client, signal) =>
  client.call('res.partner', 'search_count', [[['is_company', '=', true]]], {}, signal);
export const plugin = {
  name: 'companies', version: '1.0.0', sdk: 1, requires: { modules: [], models: ['res.partner'] },
  register(server, { defineTool, z }) {
    for (const name of ['count_companies', 'count_in_secret'])
      server.addTool(defineTool({
        name, title: 'Companies', description: 'How many.', hints: { readOnly: true },
        input: z.strictObject({}), output: z.looseObject({ count: z.int() }),
        run: async (_args, { client, signal }) => ({ count: await search(client, signal) }),
      }));
  },
};`;

const BINDING = `
binding: 1
part_of: odoo-mcp-upstream
tools:
  count_companies:
    steps:
      companies: {op: search_count, model: res.partner, domain: {value: [[is_company, '=', true]]}}
    result: {keep: {count: integer}}
`;

let odoo: OdooTarget;
let folder: string;
beforeAll(async () => {
  odoo = await demoOdoo(18).start();
  folder = mkdtempSync(join(tmpdir(), 'plugin-'));
  writeFileSync(join(folder, 'companies.mjs'), MODULE);
  writeFileSync(join(folder, 'companies.binding.yaml'), BINDING);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await odoo?.stop();
});

function withPlugin<Result>(access: string, use: (client: TestClient) => Promise<Result>) {
  const account = '{login: admin, password: admin, database: demo}';
  const gateway = `
server: {transport: http, port: 0, log_level: silent}
odoo: {url: "\${ODOO}", database: demo}
upstream: {plugins: ["\${PLUGIN}"]}
identity: {tokens: [{name: clerk, sha256: ${digestOf('clerk')}, groups: [base.group_user], odoo: ${account}}]}`;
  return withBundledUpstream(
    { gateway, model_access: access },
    async (url) => {
      const headers = { authorization: 'Bearer clerk' };
      const client = await connectClient('v2 SDK, modern era', { url: new URL(url), headers });
      try {
        return await use(client);
      } finally {
        await client.close();
      }
    },
    { ODOO: odoo.url.href, PLUGIN: join(folder, 'companies.mjs') },
  );
}

describe('a plugin behind the guard', () => {
  it('has its tools called as far as its binding describes them', () =>
    withPlugin('stock_models: {read_only: [res.partner]}', async (client) => {
      const names = (await client.tools()).map(({ name }) => name);
      expect(names).toContain('count_companies');
      expect(names).not.toContain('count_in_secret');
      const { structuredContent } = await client.call('count_companies');
      expect(structuredContent).toEqual({ count: expect.any(Number) });
      await expect(client.call('count_in_secret')).rejects.toThrow(/Unknown tool/);
    }));

  it('is subject to the rules on what its tools do', () =>
    withPlugin('stock_models: {read_only: [crm.lead]}', async (client) => {
      expect((await client.tools()).map(({ name }) => name)).not.toContain('count_companies');
      const refused = await client.call('count_companies');
      expect(refused.isError).toBe(true);
      expect(refused.content[0]?.text).toMatch(/res\.partner/);
    }));
});
