import { expect, it } from 'vitest';
import * as z from 'zod';
import type { Progress } from '../../upstream/mcp-clients.fixture.ts';
import type { LegacySession } from '../raw-mcp.fixture.ts';
import {
  answer,
  describeGuarded,
  failure,
  found,
  NOBODY,
  refusal,
  withRecord,
  wordsOf,
} from './guarded-odoo.fixture.ts';
import { clientOf, EVERY_CLIENT, GATEWAY_WITH_TOKEN } from './mcp-client.fixture.ts';

const created = z.looseObject({ created_ids: z.array(z.int()) });
const batch = () => `Bulk ${Math.random().toString(36).slice(2)}`;
const partners = (ref: string, count: number) =>
  Array.from({ length: count }, (_, at) => ({ name: `${ref} ${at}`, ref }));

describeGuarded('many records', (given) => {
  const refs: string[] = [];
  const ids = async (ref: string) =>
    (
      await found(given.admin, 'res.partner', {
        ...{ domain: [['ref', '=', ref]], fields: ['id'], order: 'id', limit: 500 },
      })
    ).map(({ id }) => z.int().parse(id));
  /** A batch that is removed again, however much of it was made. */
  const withBatch = async (use: (ref: string) => Promise<void>) => {
    const ref = batch();
    refs.push(ref);
    try {
      await use(ref);
    } finally {
      for (const record_id of await ids(ref))
        await answer(given.admin, 'delete_record', { model: 'res.partner', record_id });
    }
  };
  const bulkCreate = (
    records: readonly unknown[],
    more: Record<string, unknown> = {},
    session: LegacySession = given.admin,
  ) => answer(session, 'bulk_create', { model: 'res.partner', records, ...more });

  it('are created in their order', () =>
    withBatch(async (ref) => {
      const made = await bulkCreate(partners(ref, 5), { chunk_size: 2 });
      expect(made).toEqual({
        created_ids: expect.any(Array),
        model: 'res.partner',
        chunks: 3,
        total: 5,
      });
      expect(created.parse(made).created_ids).toEqual(await ids(ref));
      const names = await found(given.admin, 'res.partner', {
        ...{ domain: [['ref', '=', ref]], fields: ['name'], order: 'id' },
      });
      expect(names.map(({ name }) => name)).toEqual(partners(ref, 5).map(({ name }) => name));
    }));

  it('a trial creates nothing', () =>
    withBatch(async (ref) => {
      expect(await bulkCreate(partners(ref, 3), { chunk_size: 2, dry_run: true })).toMatchObject({
        ...{ dry_run: true, model: 'res.partner', action: 'create' },
        ...{ total: 3, chunks: 2, chunk_size: 2 },
      });
      expect(await ids(ref)).toEqual([]);
    }));

  it('are changed together, each once however often it is named', () =>
    withBatch(async (ref) => {
      const { created_ids } = created.parse(await bulkCreate(partners(ref, 3)));
      const update = {
        model: 'res.partner',
        record_ids: [...created_ids, ...created_ids],
        values: { city: 'Ghent' },
        chunk_size: 2,
      };
      expect(await answer(given.admin, 'bulk_update', { ...update, dry_run: true })).toMatchObject({
        ...{ dry_run: true, action: 'update', total_ids: 3, chunks: 2 },
        validated_values: { city: 'Ghent' },
      });
      const cities = async () =>
        (
          await found(given.admin, 'res.partner', {
            ...{ domain: [['ref', '=', ref]], fields: ['city'] },
          })
        ).map(({ city }) => city);
      expect(await cities()).toEqual([false, false, false]);
      expect(await answer(given.admin, 'bulk_update', update)).toEqual({
        ...{ updated_count: 3, model: 'res.partner', chunks: 2 },
      });
      expect(await cities()).toEqual(['Ghent', 'Ghent', 'Ghent']);
    }));

  it('one refused field of one record refuses them all', () =>
    withBatch(async (ref) => {
      for (const bad of [{ vat: 'BE1' }, { password: 'x' }, { user_ids: [[0, 0, { login: 'x' }]] }])
        await refusal(given.sales, 'bulk_create', {
          ...{ model: 'res.partner', chunk_size: 1 },
          records: [...partners(ref, 2), { name: ref, ref, ...bad }],
        });
      expect(await ids(ref)).toEqual([]);
    }));

  it('one wrong value refuses them all before the first is made', () =>
    withBatch(async (ref) => {
      const records = [...partners(ref, 2), { name: ref, ref, country_id: 'Belgium' }];
      await failure(given.admin, 'bulk_create', {
        ...{ model: 'res.partner', records, chunk_size: 1 },
      });
      expect(await ids(ref)).toEqual([]);
    }));

  it('what was made before a chunk failed is told', () =>
    withBatch(async (ref) => {
      // Odoo alone knows that there is no such country.
      const records = [
        ...partners(ref, 3),
        { name: ref, ref, country_id: NOBODY },
        ...partners(ref, 1),
      ];
      const response = await given.admin.call('bulk_create', {
        ...{ model: 'res.partner', records, chunk_size: 2 },
      });
      expect(response.result?.isError).toBe(true);
      expect(response.result?.structuredContent).toMatchObject({
        ...{ model: 'res.partner', completed_chunks: 1, total_chunks: 3 },
        partial_ids: await ids(ref),
      });
      expect(await ids(ref)).toHaveLength(2);
      expect(wordsOf(response)).toMatch(/2 of 5/);
    }));

  it('a record that is not there leaves the others as they are', () =>
    withBatch(async (ref) => {
      const { created_ids } = created.parse(await bulkCreate(partners(ref, 1)));
      await failure(given.admin, 'bulk_update', {
        ...{ model: 'res.partner', record_ids: [...created_ids, NOBODY], chunk_size: 1 },
        values: { city: 'Ghent' },
      });
      const [{ city } = {}] = await found(given.admin, 'res.partner', {
        ...{ domain: [['ref', '=', ref]], fields: ['city'] },
      });
      expect(city).toBe(false);
    }));

  it.each<[string, string, Record<string, unknown>]>([
    ['no records', 'bulk_create', { records: [] }],
    ['5001 records', 'bulk_create', { records: Array.from({ length: 5001 }, () => ({})) }],
    ['a record that is none', 'bulk_create', { records: ['x'] }],
    ['records in a text', 'bulk_create', { records: '[{"name": "x"}]' }],
    ['an id among the values', 'bulk_create', { records: [{ id: 7, name: 'x' }] }],
    ['a chunk of nothing', 'bulk_create', { records: [{ name: 'x' }], chunk_size: 0 }],
    ['no ids', 'bulk_update', { record_ids: [], values: { name: 'x' } }],
    ['no values', 'bulk_update', { record_ids: [1], values: {} }],
    ['an id that is a text', 'bulk_update', { record_ids: ['1'], values: { city: 'x' } }],
    ['an id below one', 'bulk_update', { record_ids: [-1], values: { city: 'x' } }],
    ['an id that is true', 'bulk_update', { record_ids: [true], values: { city: 'x' } }],
    ['the mask of a value', 'bulk_update', { record_ids: [1], values: { vat: '***' } }],
    ['an argument that is none', 'bulk_create', { records: [{ name: 'x' }], sudo: true }],
  ])('%s is refused', async (_what, tool, args) => {
    await failure(given.sales, tool, { model: 'res.partner', ...args });
  });

  it.each(['res.users', 'res.country', 'ir.rule', 'hr.employee', 'mail.message'])(
    'of %s are written by no tool',
    async (model) => {
      await refusal(given.sales, 'bulk_create', { model, records: [{ name: 'x' }] });
      await refusal(given.sales, 'bulk_update', { model, record_ids: [1], values: { name: 'x' } });
    },
  );

  it('a salesperson changes many leads, but only those Odoo lets him', async () => {
    const user_id = (await answer(given.admin, 'whoami')).uid;
    await withRecord(given, 'crm.lead', { name: 'Foreign', user_id }, async (id) => {
      await failure(given.sales, 'bulk_update', {
        ...{ model: 'crm.lead', record_ids: [id], values: { name: 'Taken' } },
      });
      const { record } = await answer(given.admin, 'get_record', {
        ...{ model: 'crm.lead', record_id: id, fields: ['name'] },
      });
      expect(record).toMatchObject({ name: 'Foreign' });
    });
  });
});

describeGuarded(
  'what many writes cost',
  (given) => {
    it('is as much as they are: after five of nine, nine more are too many and one is not', async () => {
      const records = (count: number) =>
        Array.from({ length: count }, (_, at) => ({ name: `Cost ${at}` }));
      const trial = (count: number) => ({
        ...{ model: 'res.partner', records: records(count), dry_run: true },
      });
      await answer(given.sales, 'bulk_create', trial(5));
      expect(await refusal(given.sales, 'bulk_create', trial(9))).toMatchObject({
        code: 'rate_limited',
        retry_after_ms: expect.any(Number),
      });
      // What was refused cost nothing: one more passes, and reading goes on.
      const one = { model: 'res.partner', values: { name: 'x' }, dry_run: true };
      await answer(given.sales, 'create_record', one);
      await answer(given.sales, 'search_count', { model: 'res.partner' });
    });

    it('more than the bucket holds is never let through', async () => {
      const ids = Array.from({ length: 10 }, (_, at) => at + 1);
      await refusal(given.admin, 'bulk_update', {
        ...{ model: 'res.partner', record_ids: ids, values: { city: 'x' }, dry_run: true },
      });
      // And costs nothing.
      const records = Array.from({ length: 9 }, (_, at) => ({ name: `Cost ${at}` }));
      await answer(given.admin, 'bulk_create', { model: 'res.partner', records, dry_run: true });
    });
  },
  { env: { RATE_LIMIT_WRITE: '9' } },
);

describeGuarded(
  'progress',
  (given) => {
    it.each(EVERY_CLIENT)('of many records is told to the %s', async (kind) => {
      const client = await clientOf(given, kind);
      const ref = batch();
      const seen: Progress[] = [];
      try {
        const args = { model: 'res.partner', records: partners(ref, 5), chunk_size: 2 };
        const result = await client.call('bulk_create', args, undefined, (at) => seen.push(at));
        expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
        expect(seen.map(({ progress, total }) => [progress, total])).toEqual([
          [2, 5],
          [4, 5],
          [5, 5],
        ]);
        const { created_ids } = created.parse(result.structuredContent);
        seen.length = 0;
        const update = { model: 'res.partner', record_ids: created_ids, values: { city: 'x' } };
        await client.call('bulk_update', { ...update, chunk_size: 3 }, undefined, (at) =>
          seen.push(at),
        );
        expect(seen.map(({ progress }) => progress)).toEqual([3, 5]);
      } finally {
        for (const { id } of await found(given.admin, 'res.partner', {
          ...{ domain: [['ref', '=', ref]], fields: ['id'] },
        }))
          await answer(given.admin, 'delete_record', { model: 'res.partner', record_id: id });
        await client.close();
      }
    });
  },
  { files: { 'gateway.yaml': GATEWAY_WITH_TOKEN } },
);
