import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  CLIENT_KINDS,
  connectClient,
  type Progress,
  type TestClient,
} from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

const created = z.object({
  created_ids: z.array(z.int()),
  model: z.literal('res.partner'),
  chunks: z.int(),
  total: z.int(),
});
const found = z.looseObject({ records: z.array(z.looseObject({ id: z.int() })) });

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`many records in ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let upstream: RunningUpstream;
    let client: TestClient;
    const tag = `bulk ${Math.random().toString(36).slice(2)}`;
    const mine = { model: 'res.partner', domain: [['ref', '=', tag]], order: 'id' };
    const partners = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ name: `${tag} ${at}`, ref: tag }));

    beforeAll(async () => {
      odoo = await choice.start();
      upstream = await startUpstream(odoo.url, odoo.database);
      client = await connect('v2 SDK, modern era');
    });
    afterEach(async () => {
      const left = await ids();
      for (const record_id of left)
        await client.call('delete_record', { model: 'res.partner', record_id });
    });
    afterAll(async () => {
      await client?.close();
      await upstream?.close();
      await odoo?.stop();
    });

    const connect = (kind: (typeof CLIENT_KINDS)[number]) =>
      connectClient(kind, { url: upstream.url, headers: upstream.headers(odoo.admin) });
    const ids = async () => {
      const { structuredContent } = await client.call('search_read', { ...mine, fields: ['id'] });
      return found.parse(structuredContent).records.map(({ id }) => id);
    };

    it.each(CLIENT_KINDS)(
      'are created chunk by chunk, and the %s sees how far it is',
      async (kind) => {
        const one = await connect(kind);
        const seen: Progress[] = [];
        const args = { model: 'res.partner', records: partners(5), chunk_size: 2 };
        const result = await one.call('bulk_create', args, undefined, (at) => seen.push(at));
        await one.close();
        const { created_ids, ...rest } = created.parse(result.structuredContent);
        expect(rest).toEqual({ model: 'res.partner', chunks: 3, total: 5 });
        expect(created_ids).toEqual(await ids());
        expect(seen.map(({ progress, total }) => [progress, total])).toEqual([
          [2, 5],
          [4, 5],
          [5, 5],
        ]);
      },
    );

    it('are changed together, each once', async () => {
      const made = await client.call('bulk_create', { model: 'res.partner', records: partners(3) });
      const { created_ids } = created.parse(made.structuredContent);
      const update = {
        model: 'res.partner',
        record_ids: [...created_ids, ...created_ids],
        values: { city: 'Ghent' },
        chunk_size: 2,
      };
      const dry = await client.call('bulk_update', { ...update, dry_run: true });
      expect(dry.structuredContent).toEqual({
        dry_run: true,
        model: 'res.partner',
        action: 'update',
        total_ids: 3,
        chunks: 2,
        chunk_size: 2,
        validated_values: { city: 'Ghent' },
      });
      const read = async () => {
        const { structuredContent } = await client.call('search_read', {
          ...mine,
          fields: ['city'],
        });
        return found.parse(structuredContent).records.map(({ city }) => city);
      };
      expect(await read()).toEqual([false, false, false]);
      const result = await client.call('bulk_update', update);
      expect(result.structuredContent).toEqual({
        updated_count: 3,
        model: 'res.partner',
        chunks: 2,
      });
      expect(await read()).toEqual(['Ghent', 'Ghent', 'Ghent']);
    });

    it('are only looked at with dry_run', async () => {
      const args = { model: 'res.partner', records: partners(3), chunk_size: 2, dry_run: true };
      const { structuredContent } = await client.call('bulk_create', args);
      expect(structuredContent).toEqual({
        dry_run: true,
        model: 'res.partner',
        action: 'create',
        total: 3,
        chunks: 2,
        chunk_size: 2,
        first_record_preview: { name: `${tag} 0`, ref: tag },
      });
      expect(await ids()).toEqual([]);
    });

    it('are not begun when one of them cannot be written', async () => {
      const records = [...partners(3), { name: tag, ref: tag, country_id: 'DE' }, {}];
      const result = await client.call('bulk_create', {
        model: 'res.partner',
        records,
        chunk_size: 1,
      });
      expect(result.isError).toBe(true);
      expect(result.structuredContent).toBeUndefined();
      expect(result.content[0]?.text).toMatch(/records\.3\.country_id: write the id/);
      expect(result.content[0]?.text).toMatch(/records\.4: name at least one field/);
      expect(await ids()).toEqual([]);
    });

    it('are not begun when one of them is not there', async () => {
      const made = await client.call('bulk_create', { model: 'res.partner', records: partners(1) });
      const record_ids = [...created.parse(made.structuredContent).created_ids, 99_999_999];
      const result = await client.call('bulk_update', {
        model: 'res.partner',
        record_ids,
        values: { city: 'Ghent' },
        chunk_size: 1,
      });
      expect(result.isError).toBe(true);
      expect(result.content[0]?.text).toMatch(/99999999 do not exist/);
      const { structuredContent } = await client.call('search_read', { ...mine, fields: ['city'] });
      expect(found.parse(structuredContent).records).toMatchObject([{ city: false }]);
    });

    it.each(CLIENT_KINDS)('tell the %s what was created before a chunk failed', async (kind) => {
      const one = await connect(kind);
      // Odoo alone knows that this country does not exist.
      const bad = { name: tag, ref: tag, country_id: 99_999_999 };
      const records = [...partners(3), bad, ...partners(1)];
      const result = await one.call('bulk_create', {
        model: 'res.partner',
        records,
        chunk_size: 2,
      });
      await one.close();
      expect(result.isError).toBe(true);
      expect(result.structuredContent).toEqual({
        model: 'res.partner',
        error: result.content[0]?.text,
        partial_ids: await ids(),
        completed_chunks: 1,
        total_chunks: 3,
      });
      expect(await ids()).toHaveLength(2);
      expect(result.content[0]?.text).toMatch(/2 of 5 records were created/);
    });

    it.each<[string, Record<string, unknown>, RegExp]>([
      ['bulk_create', { records: [] }, /at least one/],
      ['bulk_create', { records: [{ name: 'x' }], chunk_size: 501 }, /chunk_size/],
      ['bulk_create', { records: [{ name: 'x' }], chunk_size: 0 }, /chunk_size/],
      ['bulk_create', { records: Array.from({ length: 5001 }, () => ({})) }, /records/],
      ['bulk_update', { record_ids: [], values: { name: 'x' } }, /at least one/],
      ['bulk_update', { record_ids: [1], values: {} }, /at least one field/],
      ['bulk_update', { record_ids: [1], values: { id: 3 } }, /id/],
    ])('%s says which argument is wrong', async (tool, args, text) => {
      const result = await client.call(tool, { model: 'res.partner', ...args });
      expect(result.isError).toBe(true);
      expect(result.content[0]?.text).toMatch(text);
    });
  });
}
