import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CLIENT_KINDS } from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type Connected, connectTo, userOf, waysTo } from './documents.fixture.ts';

const answered = z.looseObject({ result: z.int() });
const page = z.looseObject({
  attachments: z.array(
    z.strictObject({
      id: z.int(),
      name: z.string(),
      mimetype: z.string(),
      file_size: z.int(),
      create_date: z.string(),
    }),
  ),
  has_more: z.boolean(),
});
const embedded = z.looseObject({
  type: z.literal('resource'),
  resource: z.strictObject({ uri: z.string(), mimeType: z.string(), blob: z.string() }),
});

/** Every byte there is, more than once, so that a text conversion on the way would show. */
const BYTES = Buffer.from(Array.from({ length: 1_000 }, (_, at) => (at * 7) % 256));
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`attachments of ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let admin: Connected;
    let partner: number;
    let other: number;
    let file: number;
    let hasImages: boolean;
    beforeAll(async () => {
      odoo = await choice.start();
      admin = await connectTo(odoo);
      const { fields } = z
        .looseObject({ fields: z.record(z.string(), z.unknown()) })
        .parse(await admin.call('get_model_fields', { model: 'res.partner' }));
      hasImages = Object.hasOwn(fields, 'image_1920');
      const image = hasImages ? { image_1920: PNG } : {};
      partner = await create('res.partner', { name: 'Attachments', ...image });
      other = await create('res.partner', { name: 'Attachments elsewhere' });
      file = await attach('every byte.bin', BYTES);
    });
    afterAll(async () => {
      for (const record_id of [partner, other])
        await admin?.call('delete_record', { model: 'res.partner', record_id });
      await admin?.close();
      await odoo?.stop();
    });

    const create = async (model: string, values: Record<string, unknown>) =>
      answered.parse(
        await admin.call('execute_method', { model, method: 'create', args: [values] }),
      ).result;
    const attach = (name: string, bytes: Buffer) =>
      create('ir.attachment', {
        ...{ name, res_model: 'res.partner', res_id: partner, mimetype: 'application/x-test' },
        datas: bytes.toString('base64'),
      });
    const of = (record_id: number) => ({ model: 'res.partner', record_id });

    it('are listed without the images of the record, and fetched to the byte, over every protocol', async () => {
      for (const [way, options] of waysTo(odoo)) {
        const connected = await connectTo(odoo, options);
        const { attachments } = page.parse(await connected.call('list_attachments', of(partner)));
        expect(
          attachments.find(({ id }) => id === file),
          way,
        ).toMatchObject({ name: 'every byte.bin', file_size: BYTES.length });
        expect(attachments.every(({ name }) => !name.startsWith('image'))).toBe(true);

        const result = await connected.raw('get_attachment', {
          ...of(partner),
          attachment_id: file,
        });
        const { content, structuredContent } = result;
        expect(structuredContent, way).toEqual({
          name: 'every byte.bin',
          mimetype: 'application/x-test',
          size: BYTES.length,
          model: 'res.partner',
        });
        expect(content).toHaveLength(2);
        expect(JSON.parse(content[0]?.text ?? '')).toEqual(structuredContent);
        const { uri, mimeType, blob } = embedded.parse(content[1]).resource;
        expect([uri, mimeType]).toEqual([`odoo://attachment/${file}`, 'application/x-test']);
        expect(Buffer.from(blob, 'base64').equals(BYTES)).toBe(true);
        await connected.close();
      }
    });

    it.each(CLIENT_KINDS)('pass the checks of the %s', async (kind) => {
      const connected = await connectTo(odoo, { kind });
      const args = { ...of(partner), attachment_id: file };
      expect(await connected.call('get_attachment', args)).toMatchObject({ size: BYTES.length });
      await connected.close();
    });

    it('of another record, of a field, or of nobody are not found', async () => {
      const image = z.looseObject({ records: z.array(z.looseObject({ id: z.int() })) }).parse(
        await admin.call('search_read', {
          model: 'ir.attachment',
          domain: [
            ['res_model', '=', 'res.partner'],
            ['res_id', '=', partner],
            ['res_field', '=', 'image_1920'],
          ],
          fields: ['name'],
        }),
      ).records[0]?.id;
      const refused = [
        { ...of(other), attachment_id: file },
        { model: 'res.users', record_id: 2, attachment_id: file },
        { ...of(partner), attachment_id: 99_999_999 },
        ...(image === undefined ? [] : [{ ...of(partner), attachment_id: image }]),
      ];
      for (const args of refused)
        expect(await admin.refusal('get_attachment', args)).toMatchObject({
          class: 'missing',
          text: expect.stringContaining('has no attachment'),
        });
      expect(await admin.refusal('list_attachments', of(99_999_999))).toMatchObject({
        class: 'missing',
      });
    });

    it('over the limit are refused before their bytes are asked for', async () => {
      const variables = { UPSTREAM_MAX_BLOB_BYTES: '999' };
      const small = await connectTo(odoo, { variables });
      const args = { ...of(partner), attachment_id: file };
      expect(await small.refusal('get_attachment', args)).toEqual({
        class: 'validation',
        text: 'The attachment has 1000 bytes, and this server hands out at most 999. Open it in Odoo.',
      });
      await small.close();
      const exact = await connectTo(odoo, { variables: { UPSTREAM_MAX_BLOB_BYTES: '1000' } });
      expect(await exact.call('get_attachment', args)).toMatchObject({ size: 1000 });
      await exact.close();
    });

    it('that are links, or empty, are told apart', async () => {
      const link = await create('ir.attachment', {
        ...{ name: 'A link', type: 'url', url: 'https://example.com/x' },
        ...{ res_model: 'res.partner', res_id: partner },
      });
      expect(
        await admin.refusal('get_attachment', { ...of(partner), attachment_id: link }),
      ).toMatchObject({ class: 'validation', text: expect.stringContaining('a link') });
      const empty = await attach('empty.bin', Buffer.alloc(0));
      const args = { ...of(partner), attachment_id: empty };
      expect(await admin.call('get_attachment', args)).toMatchObject({ size: 0 });
    });

    it('come in pages, newest first', async () => {
      await attach('newer.bin', BYTES);
      const first = page.parse(await admin.call('list_attachments', { ...of(partner), limit: 1 }));
      expect(first).toMatchObject({ has_more: true, next_offset: 1, count: 1 });
      expect(first.attachments[0]).toMatchObject({ name: 'newer.bin' });
    });

    it('sales sees those of records it sees, a portal user none', async () => {
      const sales = await connectTo(odoo, { account: userOf(odoo, 'sales') });
      const args = { ...of(partner), attachment_id: file };
      expect(await sales.call('get_attachment', args)).toMatchObject({ size: BYTES.length });
      await sales.close();
      const portal = await connectTo(odoo, { account: userOf(odoo, 'portal') });
      expect(await portal.refusal('get_attachment', args)).toMatchObject({ class: 'access' });
      expect(await portal.refusal('list_attachments', of(partner))).toMatchObject({
        class: 'access',
      });
      await portal.close();
    });

    it('and images are a size and a link in what the reading tools answer', async () => {
      const link = (model: string, id: number, field: string) => ({
        size: expect.any(Number),
        uri: `odoo://binary/${model}/${id}/${field}`,
      });
      for (const [way, options] of waysTo(odoo)) {
        const connected = await connectTo(odoo, options);
        const fields = ['name', ...(hasImages ? ['image_1920', 'image_128'] : [])];
        const one = await connected.call('get_record', { ...of(partner), fields });
        expect(one.record, way).toEqual({
          id: partner,
          name: 'Attachments',
          ...(hasImages && {
            image_1920: link('res.partner', partner, 'image_1920'),
            image_128: link('res.partner', partner, 'image_128'),
          }),
        });
        const many = await connected.call('search_read', {
          ...{ model: 'ir.attachment', domain: [['id', '=', file]], fields: ['name', 'datas'] },
        });
        expect(many.records, way).toEqual([
          {
            id: file,
            name: 'every byte.bin',
            datas: { ...link('ir.attachment', file, 'datas'), size: 1000 },
          },
        ]);
        if (hasImages) {
          const none = await connected.call('get_record', {
            ...of(other),
            fields: ['image_1920'],
          });
          expect(none.record, way).toEqual({ id: other, image_1920: false });
        }
        const unnamed = await connected.call('get_record', of(partner));
        expect(JSON.stringify(unnamed), way).not.toMatch(/image_|avatar_/);
        await connected.close();
      }
    });
  });
}
