import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { type Connected, connectTo } from '../../upstream/tools/documents.fixture.ts';
import type { LegacySession } from '../raw-mcp.fixture.ts';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  NOBODY,
  refusal,
  withRecord,
  wordsOf,
} from './guarded-odoo.fixture.ts';
import { personOf } from './mcp-client.fixture.ts';

const page = z.looseObject({
  messages: z.array(z.looseObject({ id: z.int(), body: z.string() })),
  count: z.int(),
});
const files = z.looseObject({
  attachments: z.array(z.looseObject({ id: z.int(), name: z.string() })),
  count: z.int(),
});
const made = z.looseObject({ id: z.int() });
const embedded = z.looseObject({
  type: z.literal('resource'),
  resource: z.looseObject({ uri: z.string(), mimeType: z.string(), blob: z.string() }),
});
const called = z.looseObject({ result: z.int() });

describeGuarded('messages', (given) => {
  const partner = (use: (id: number) => Promise<void>) =>
    withRecord(given, 'res.partner', { name: 'Talked about' }, use);
  const messages = async (session: LegacySession, args: Record<string, unknown>) =>
    page.parse(await answer(session, 'get_messages', args));

  it('an employee posts a note and reads it back as it was written', () =>
    partner(async (record_id) => {
      const body = 'Called <b>back</b> & "agreed"\nsecond line';
      const args = { model: 'res.partner', record_id };
      const posted = made.parse(await answer(given.sales, 'post_message', { ...args, body }));
      expect(posted).toMatchObject({ model: 'res.partner', record_id });
      for (const session of [given.sales, given.admin]) {
        const { messages: read } = await messages(session, args);
        expect(read.find(({ id }) => id === posted.id)).toMatchObject({
          body,
          author_id: [expect.any(Number), expect.any(String)],
          message_type: 'comment',
        });
      }
    }));

  it('markup in a message stays text', () =>
    partner(async (record_id) => {
      const args = { model: 'res.partner', record_id };
      const body = '<script>alert(1)</script><img src=x onerror=alert(1)>';
      const { id } = made.parse(await answer(given.sales, 'post_message', { ...args, body }));
      const stored = await answer(given.admin, 'search_read', {
        model: 'mail.message',
        domain: [['id', '=', id]],
        fields: ['body'],
      });
      expect(JSON.stringify(stored)).not.toMatch(/<script|<img/);
    }));

  it('a trial posts nothing', () =>
    partner(async (record_id) => {
      const args = { model: 'res.partner', record_id };
      const before = await messages(given.admin, args);
      expect(
        await answer(given.sales, 'post_message', { ...args, body: 'Tried', dry_run: true }),
      ).toEqual({ dry_run: true, action: 'post_message', ...args });
      expect(await messages(given.admin, args)).toEqual(before);
    }));

  it('come in pages, the newest first', () =>
    partner(async (record_id) => {
      const args = { model: 'res.partner', record_id };
      for (const body of ['one', 'two', 'three'])
        await answer(given.sales, 'post_message', { ...args, body });
      const first = await messages(given.sales, { ...args, limit: 2 });
      expect(first).toMatchObject({
        count: 2,
        has_more: true,
        next_offset: 2,
        messages: [{ body: 'three' }, { body: 'two' }],
      });
      const next = await messages(given.sales, { ...args, limit: 1, offset: 2 });
      expect(next.messages).toMatchObject([{ body: 'one' }]);
    }));

  it('have the fields that are told, and no others', () =>
    partner(async (record_id) => {
      const args = { model: 'res.partner', record_id };
      await answer(given.admin, 'post_message', { ...args, body: 'x' });
      const { messages: read } = await messages(given.admin, args);
      for (const message of read)
        expect(Object.keys(message).sort()).toEqual(
          ['id', 'date', 'author_id', 'subject', 'body', 'message_type', 'subtype_id'].sort(),
        );
    }));

  it.each(['hr.leave', 'hr.employee', 'account.payment', 'res.users', 'mail.channel'])(
    'those of %s are closed to employees',
    async (model) => {
      await refusal(given.sales, 'get_messages', { model, record_id: 1 });
      await refusal(given.sales, 'post_message', { model, record_id: 1, body: 'x' });
    },
  );

  it('those of products are read, and nothing is added', async () => {
    const record_id = await firstId(given.admin, 'product.template');
    const args = { model: 'product.template', record_id };
    await messages(given.sales, args);
    for (const session of [given.sales, given.admin])
      await refusal(session, 'post_message', { ...args, body: 'x' });
  });

  it('an administrator reads those of employees too, and of users nobody does', async () => {
    const record_id = await firstId(given.admin, 'hr.employee');
    await messages(given.admin, { model: 'hr.employee', record_id });
    await refusal(given.admin, 'get_messages', { model: 'res.users', record_id: 2 });
  });

  it('of a record that Odoo hides from the caller are not read', async () => {
    const user_id = (await answer(given.admin, 'whoami')).uid;
    const values = { name: 'Not for sales', type: 'opportunity', user_id };
    await withRecord(given, 'crm.lead', values, async (record_id) => {
      const args = { model: 'crm.lead', record_id };
      expect((await messages(given.admin, args)).count).toBeGreaterThanOrEqual(0);
      await failure(given.sales, 'get_messages', args);
      await failure(given.sales, 'post_message', { ...args, body: 'x' });
    });
  });

  it('a portal user neither reads nor writes them', async () => {
    const portal = await given.signIn(personOf(given.odoo, 'portal'));
    const record_id = z.int().parse((await answer(portal, 'whoami')).partner_id);
    const args = { model: 'res.partner', record_id };
    await refusal(portal, 'get_messages', args);
    await refusal(portal, 'post_message', { ...args, body: 'x' });
    await refusal(portal, 'list_attachments', args);
  });

  it.each<[string, Record<string, unknown>]>([
    ['no text', { record_id: 1, body: ' \n' }],
    ['a record that is not there', { record_id: NOBODY, body: 'x' }],
    ['a text for an id', { record_id: '1', body: 'x' }],
    ['an id below one', { record_id: 0, body: 'x' }],
    ['an argument that is none', { record_id: 1, body: 'x', partner_ids: [3] }],
    ['a kind there is none of', { record_id: 1, body: 'x', type: 'email' }],
    ['a text too long', { record_id: 1, body: 'x'.repeat(200_000) }],
  ])('%s is refused', async (_what, args) => {
    await failure(given.sales, 'post_message', { model: 'res.partner', ...args });
  });
});

describeGuarded('files', (given) => {
  const bytes = Buffer.from(Array.from({ length: 700 }, (_, at) => (at * 11) % 256));
  let direct: Connected;
  let project: number;
  let task: number;
  let other: number;
  let file: number;
  const created: [model: string, id: number][] = [];
  beforeAll(async () => {
    direct = await connectTo(given.odoo);
    project = await create('project.project', {
      name: 'Files',
      privacy_visibility: 'employees',
    });
    task = await create('project.task', { name: 'With a file', project_id: project });
    other = await create('project.task', { name: 'Without', project_id: project });
    file = await attach('project.task', task, 'plan.bin');
  });
  afterAll(async () => {
    for (const [model, record_id] of created)
      await direct?.call('delete_record', { model, record_id });
    await direct?.close();
  });
  const create = async (model: string, values: Record<string, unknown>) => {
    const { result } = called.parse(
      await direct.call('execute_method', { model, method: 'create', args: [values] }),
    );
    created.unshift([model, result]);
    return result;
  };
  const attach = (res_model: string, res_id: number, name: string) =>
    create('ir.attachment', {
      ...{ name, res_model, res_id, mimetype: 'application/x-test' },
      datas: bytes.toString('base64'),
    });
  const of = (record_id: number) => ({ model: 'project.task', record_id });

  it('of a task are listed and arrive to the byte, for an employee as for an administrator', async () => {
    const employee = await given.signIn(personOf(given.odoo, 'demo'));
    for (const session of [employee, given.admin]) {
      const { attachments, count } = files.parse(
        await answer(session, 'list_attachments', of(task)),
      );
      expect(count).toBe(attachments.length);
      expect(attachments).toEqual([
        {
          id: file,
          name: 'plan.bin',
          mimetype: 'application/x-test',
          file_size: bytes.length,
          create_date: expect.any(String),
        },
      ]);
      const response = await session.call('get_attachment', { ...of(task), attachment_id: file });
      expect(response.result?.isError, wordsOf(response)).not.toBe(true);
      expect(response.result?.structuredContent).toEqual({
        name: 'plan.bin',
        mimetype: 'application/x-test',
        size: bytes.length,
        model: 'project.task',
      });
      const content = z.array(z.unknown()).parse(response.result?.content);
      const { resource } = embedded.parse(content[1]);
      expect(Buffer.from(resource.blob, 'base64').equals(bytes)).toBe(true);
    }
  });

  it('of another record are not found through this one', async () => {
    const partner = await create('res.partner', { name: 'Elsewhere' });
    const foreign = await attach('res.partner', partner, 'secret.bin');
    for (const [record_id, attachment_id] of [
      [other, file],
      [task, foreign],
      [task, NOBODY],
    ]) {
      const words = await failure(given.admin, 'get_attachment', {
        ...of(record_id ?? 0),
        attachment_id,
      });
      expect(words).not.toContain('secret');
    }
    const listed = await answer(given.admin, 'list_attachments', of(other));
    expect(listed).toMatchObject({ attachments: [], count: 0 });
  });

  it('a foreign file and a missing one are told apart by nobody', async () => {
    const foreign = await attach('project.task', other, 'other.bin');
    const words = async (attachment_id: number) =>
      (await failure(given.admin, 'get_attachment', { ...of(task), attachment_id })).replaceAll(
        String(attachment_id),
        'N',
      );
    expect(await words(foreign)).toBe(await words(NOBODY));
  });

  it.each(['crm.lead', 'res.partner', 'sale.order', 'account.move', 'hr.employee', 'hr.leave'])(
    'of %s are closed to everybody',
    async (model) => {
      for (const session of [given.sales, given.admin]) {
        await refusal(session, 'list_attachments', { model, record_id: 1 });
        await refusal(session, 'get_attachment', { model, record_id: 1, attachment_id: file });
      }
    },
  );

  it('there is no way around through the attachments themselves', async () => {
    for (const session of [given.sales, given.admin]) {
      const args = { model: 'ir.attachment', record_id: file };
      await refusal(session, 'list_attachments', args);
      await refusal(session, 'get_messages', args);
    }
    await refusal(given.sales, 'get_record', { model: 'ir.attachment', record_id: file });
  });

  it('come in pages', async () => {
    for (const name of ['b.bin', 'c.bin']) await attach('project.task', task, name);
    const first = await answer(given.admin, 'list_attachments', { ...of(task), limit: 2 });
    expect(first).toMatchObject({ count: 2, has_more: true, next_offset: 2 });
    const next = await answer(given.admin, 'list_attachments', {
      ...of(task),
      limit: 2,
      offset: 2,
    });
    expect(next).toMatchObject({ count: 1, has_more: false });
  });
});

describeGuarded('reports', (given) => {
  const REPORT = 'sale.report_saleorder';

  it('an order is printed, or it is said what keeps Odoo from it', async () => {
    const record_ids = [await firstId(given.admin, 'sale.order')];
    const args = { model: 'sale.order', record_ids, report: REPORT };
    const response = await given.admin.call('get_report', args);
    if (response.result?.isError === true) {
      // An Odoo without the program that makes PDFs; the demo needs none.
      expect(given.odoo.name).not.toContain('demo');
      expect(wordsOf(response)).toMatch(/cannot print PDF reports at the moment/);
      return;
    }
    const content = z.array(z.unknown()).parse(response.result?.content);
    const pdf = Buffer.from(embedded.parse(content[1]).resource.blob, 'base64');
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(response.result?.structuredContent).toEqual({
      report: REPORT,
      model: 'sale.order',
      mimetype: 'application/pdf',
      size: pdf.length,
    });
  });

  it.each(['res.partner', 'crm.lead', 'hr.employee', 'project.task'])(
    'of %s are printed for nobody',
    async (model) => {
      for (const session of [given.sales, given.admin])
        await refusal(session, 'get_report', { model, record_ids: [1], report: REPORT });
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['a path for a report', { report: '../../web/session' }],
    ['a report of another model', { report: 'account.report_invoice' }],
    ['a report there is not', { report: 'sale.no_such_report' }],
    ['no records', { record_ids: [] }],
    ['21 records', { record_ids: Array.from({ length: 21 }, (_, at) => at + 1) }],
    ['records that are not there', { record_ids: [NOBODY] }],
  ])('%s is refused', async (_what, changed) => {
    const record_ids = [await firstId(given.admin, 'sale.order')];
    await failure(given.admin, 'get_report', {
      ...{ model: 'sale.order', record_ids, report: REPORT },
      ...changed,
    });
  });
});
