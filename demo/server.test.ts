import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OdooVersion } from './engine/version.ts';
import { ownSignature } from './methods/parameter-names.ts';
import { type DemoOdoo, startDemoOdoo } from './server.ts';
import { type DemoClient, demoClient } from './testing/client.fixture.ts';

describe.each<OdooVersion>([17, 18, 19])('demo as Odoo %i', (version) => {
  let demo: DemoOdoo;
  let client: DemoClient;
  beforeAll(async () => {
    demo = await startDemoOdoo({ version });
    client = demoClient(demo);
  });
  afterAll(() => demo.close());

  test('a salesperson logs in and reads customers over call_kw', async () => {
    const session = await client.login('sales', 'sales');
    const found = await session.call('res.partner', 'search_read', [[['is_company', '=', true]]], {
      fields: ['name', 'country_id', 'child_ids'],
      limit: 2,
      order: 'name',
    });
    expect(found).toEqual([
      {
        id: expect.any(Number),
        name: 'Amstel Werkplek',
        country_id: [expect.any(Number), 'Netherlands'],
        child_ids: [expect.any(Number), expect.any(Number)],
      },
      {
        id: expect.any(Number),
        name: 'Azure Interior',
        country_id: [expect.any(Number), 'United States'],
        child_ids: [expect.any(Number), expect.any(Number)],
      },
    ]);
  });

  test('create, write, read, count and unlink round-trip over /jsonrpc', async () => {
    const id = await client.execute('admin', 'res.partner', 'create', [
      { name: 'New', child_ids: [[0, 0, { name: 'Kid' }]] },
    ]);
    expect(id).toEqual(expect.any(Number));
    expect(await client.execute('admin', 'res.partner', 'write', [[id], { city: 'Ghent' }])).toBe(
      true,
    );
    expect(
      await client.execute('admin', 'res.partner', 'read', [
        [id],
        ['city', 'display_name', 'child_ids'],
      ]),
    ).toEqual([{ id, city: 'Ghent', display_name: 'New', child_ids: [expect.any(Number)] }]);
    expect(
      await client.execute('admin', 'res.partner', 'search_count', [[['parent_id', '=', id]]]),
    ).toBe(1);
    expect(await client.execute('admin', 'res.partner', 'unlink', [[id]])).toBe(true);
    expect(await client.execute('admin', 'res.partner', 'read', [[id], ['name']])).toEqual([]);
  });

  test('fields_get and every model answer a search_read to the administrator', async () => {
    const models = await client.execute('admin', 'ir.model', 'search_read', [[]], {
      fields: ['model'],
    });
    expect(Array.isArray(models) && models.length).toBeGreaterThan(30);
    for (const row of Array.isArray(models) ? models : []) {
      const name = String((row as { model: string }).model);
      await client.execute('admin', name, 'fields_get', []);
      await client.execute('admin', name, 'search_read', [[]], { limit: 3 });
      const idsFirst = ownSignature(version, name, 'default_get')?.idsFirst === true;
      await client.execute('admin', name, 'default_get', idsFirst ? [[], ['name']] : [['name']]);
    }
  });
});
