import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CLIENT_KINDS } from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type Connected, connectTo, userOf, waysTo } from './documents.fixture.ts';

const reference = z.tuple([z.int(), z.string()]);
const page = z.looseObject({
  messages: z.array(
    z.strictObject({
      id: z.int(),
      date: z.string(),
      author_id: reference,
      subject: z.union([z.string(), z.literal(false)]),
      body: z.string(),
      message_type: z.string(),
      subtype_id: z.union([reference, z.literal(false)]),
    }),
  ),
  count: z.int(),
  has_more: z.boolean(),
  next_offset: z.int().optional(),
});
const created = z.looseObject({ id: z.int() });

const BODY = 'Call <b>back</b> & say "hi"\nsecond line <script>alert(1)</script> é';

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`messages of ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let admin: Connected;
    let partner: number;
    beforeAll(async () => {
      odoo = await choice.start();
      admin = await connectTo(odoo);
      const values = { name: `Messages ${Math.random().toString(36).slice(2)}` };
      partner = created.parse(
        await admin.call('create_record', { model: 'res.partner', values }),
      ).id;
    });
    afterAll(async () => {
      await admin?.call('delete_record', { model: 'res.partner', record_id: partner });
      await admin?.close();
      await odoo?.stop();
    });

    const record = () => ({ model: 'res.partner', record_id: partner });
    const read = async (args: Record<string, unknown> = {}, as = admin) =>
      page.parse(await as.call('get_messages', { ...record(), ...args }));

    it('are posted as plain text over every protocol, and read back newest first', async () => {
      for (const [way, options] of waysTo(odoo)) {
        const connected = await connectTo(odoo, options);
        const body = `${way}: ${BODY}`;
        const { id } = created.parse(await connected.call('post_message', { ...record(), body }));
        const { messages } = await read({ limit: 1 }, connected);
        expect(messages, way).toMatchObject([
          { id, body, message_type: 'comment', subtype_id: [expect.any(Number), 'Note'] },
        ]);
        const stored = await admin.call('get_record', {
          ...{ model: 'mail.message', record_id: id, fields: ['body'] },
        });
        expect(JSON.stringify(stored)).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
        expect(JSON.stringify(stored)).not.toMatch(/<script|<b>/);
        await connected.close();
      }
      const { messages } = await read();
      const ids = messages.map(({ id }) => id);
      expect(ids).toEqual([...ids].sort((a, b) => b - a));
    });

    it.each(CLIENT_KINDS)('pass the checks of the %s', async (kind) => {
      const connected = await connectTo(odoo, { kind });
      const dry = { ...record(), body: 'x', dry_run: true };
      expect(await connected.call('post_message', dry)).toEqual({
        ...{ dry_run: true, action: 'post_message', ...record() },
      });
      expect(await read({}, connected)).toHaveProperty('count');
      await connected.close();
    });

    it('a comment is a comment, and a dry run posts nothing', async () => {
      const { id } = created.parse(
        await admin.call('post_message', { ...record(), body: 'For all', type: 'comment' }),
      );
      await admin.call('post_message', { ...record(), body: 'Not posted', dry_run: true });
      const { messages } = await read({ limit: 1 });
      expect(messages).toMatchObject([{ id, subtype_id: [expect.any(Number), 'Discussions'] }]);
    });

    it('come in pages that say whether there is more', async () => {
      for (const body of ['one', 'two', 'three'])
        await admin.call('post_message', { ...record(), body });
      const first = await read({ limit: 2 });
      expect(first).toMatchObject({ count: 2, has_more: true, next_offset: 2 });
      expect(first.messages.map(({ body }) => body)).toEqual(['three', 'two']);
      const second = await read({ limit: 1, offset: 2 });
      expect(second.messages.map(({ body }) => body)).toEqual(['one']);
      const all = await read({ limit: 1000 });
      expect(all.has_more).toBe(false);
      expect(await read({ offset: all.count })).toMatchObject({ count: 0, messages: [] });
    });

    it('are only those of the record', async () => {
      const values = { name: 'Another' };
      const other = created.parse(
        await admin.call('create_record', { model: 'res.partner', values }),
      ).id;
      try {
        await admin.call('post_message', {
          ...{ model: 'res.partner', record_id: other, body: 'elsewhere' },
        });
        expect(JSON.stringify(await read({ limit: 100 }))).not.toContain('elsewhere');
      } finally {
        await admin.call('delete_record', { model: 'res.partner', record_id: other });
      }
    });

    it.each(['get_messages', 'post_message'])('%s tells why there are none', async (tool) => {
      const more = tool === 'post_message' ? { body: 'x' } : {};
      const missing = { model: 'res.partner', record_id: 99_999_999, ...more };
      expect(await admin.refusal(tool, missing)).toMatchObject({
        class: 'missing',
        text: expect.stringContaining('99999999'),
      });
      const silent = { model: 'res.country', record_id: 1, ...more };
      expect(await admin.refusal(tool, silent)).toEqual({
        class: 'validation',
        text: 'Records of res.country have no messages in Odoo.',
      });
      const unknown = { model: 'no.such.model', record_id: 1, ...more };
      expect(await admin.refusal(tool, unknown)).toMatchObject({ class: 'missing' });
    });

    it('an empty message is refused before Odoo is asked', async () => {
      expect(await admin.refusal('post_message', { ...record(), body: ' \n' })).toMatchObject({
        class: 'validation',
      });
    });

    it('a portal user reads the comments on its own records, not the notes', async () => {
      const portal = await connectTo(odoo, { account: userOf(odoo, 'portal') });
      const { partner_id } = await portal.call('whoami', {});
      const own = { model: 'res.partner', record_id: partner_id };
      const posted: number[] = [];
      try {
        for (const type of ['note', 'comment'])
          posted.push(
            created.parse(await admin.call('post_message', { ...own, body: `A ${type}`, type })).id,
          );
        const { messages } = page.parse(await portal.call('get_messages', own));
        expect(messages.map(({ id }) => id)).toContain(posted[1]);
        expect(messages.map(({ id }) => id)).not.toContain(posted[0]);
      } finally {
        for (const record_id of posted)
          await admin.call('delete_record', { model: 'mail.message', record_id });
        await portal.close();
      }
    });

    it('sales reads and posts by its own rights, a portal user does not', async () => {
      const sales = await connectTo(odoo, { account: userOf(odoo, 'sales') });
      const { id } = created.parse(
        await sales.call('post_message', { ...record(), body: 'from sales' }),
      );
      expect((await read({ limit: 1 }, sales)).messages).toMatchObject([{ id }]);
      await sales.close();

      const portal = await connectTo(odoo, { account: userOf(odoo, 'portal') });
      for (const [tool, more] of [
        ['get_messages', {}],
        ['post_message', { body: 'x' }],
      ] as const)
        expect(await portal.refusal(tool, { ...record(), ...more })).toMatchObject({
          class: 'access',
        });
      await portal.close();
    });
  });
}
