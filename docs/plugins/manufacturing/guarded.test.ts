import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type GuardProcess, startGuardProcess } from '../../../e2e/guard-process.fixture.ts';
import { signedIn } from '../../../e2e/odoo-under-test.fixture.ts';
import { type LegacySession, post } from '../../../e2e/raw-mcp.fixture.ts';

const ADMIN = { login: 'admin', password: 'admin' };
const GRANTS = [
  'stock_models: {full_crud: [mrp.production], read_only: [mrp.bom.line, product.product]}',
  'allowed_methods: {mrp.production: [action_confirm]}',
  'traversable_fields: {res.users: [id, name]}',
].join('\n');
const tools = z.object({ tools: z.array(z.looseObject({ name: z.string() })) });

describe('the manufacturing plugin behind a guard', () => {
  let folder: string;
  let guard: GuardProcess;
  let admin: LegacySession;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plugin-'));
    // The same plugin under another name and without a binding: nobody says what its tools mean.
    const module = readFileSync(join(import.meta.dirname, 'plugin.js'), 'utf8');
    writeFileSync(join(folder, 'silent.mjs'), module.replaceAll('manufacturing', 'silent'));
    const plugins = [import.meta.dirname, './silent.mjs'];
    const files = {
      gateway: `upstream: {plugins: ${JSON.stringify(plugins)}}`,
      model_access: GRANTS,
      ...{ rbac: '{}', restrictions: '{}' },
    };
    for (const [name, text] of Object.entries(files))
      writeFileSync(join(folder, `${name}.yaml`), text);
    guard = await startGuardProcess({ CONFIG_DIR: folder });
    admin = await signedIn(guard, ADMIN);
  });
  afterAll(async () => {
    await guard?.stop();
    rmSync(folder, { recursive: true });
  });

  it('is listed, and answers under the grants', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
    const { response } = await post(guard.url, list, { 'mcp-session-id': admin.id });
    const names = tools.parse(response?.result).tools.map(({ name }) => name);
    expect(names.filter((name) => name.includes('manufacturing'))).toHaveLength(5);
    expect(names.filter((name) => name.includes('silent'))).toEqual([]);

    const model = 'mrp.production';
    const product = await admin.call('search_read', { model: 'product.product', limit: 1 });
    const { records } = z
      .object({ records: z.array(z.looseObject({ id: z.int() })) })
      .parse(product.result?.structuredContent);
    const values = { product_id: records[0]?.id, product_qty: 2 };
    const created = await admin.call('create_record', { model, values });
    const { id: order_id } = z.object({ id: z.int() }).parse(created.result?.structuredContent);

    const shown = await admin.call('get_manufacturing_order', { order_id });
    expect(shown.result?.structuredContent).toMatchObject({
      order: { id: order_id, state: 'draft', product_qty: 2 },
      component_count: expect.any(Number),
    });
    const confirmed = await admin.call('confirm_manufacturing_order', { order_id });
    expect(confirmed.result?.structuredContent).toEqual({
      ...{ status: 'done', order_id, order_name: expect.any(String), previous_state: 'draft' },
    });
  });

  it('does nothing that is not granted: the method that finishes orders', async () => {
    const { result } = await admin.call('finish_manufacturing_order', { order_id: 1 });
    expect(result).toMatchObject({ isError: true });
    expect(JSON.stringify(result)).toContain('button_mark_done');
  });
});
