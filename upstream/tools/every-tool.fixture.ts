import { expect } from 'vitest';
import * as z from 'zod';
import type { TestClient, ToolResult } from '../mcp-clients.fixture.ts';
import type { OdooTarget } from '../odoo-targets.fixture.ts';

/** The structured result of a call that went well; its text copy says the same. */
function structured(result: ToolResult): Record<string, unknown> {
  expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
  expect(result.content).toHaveLength(1);
  expect(JSON.parse(result.content[0]?.text ?? '')).toEqual(result.structuredContent);
  return result.structuredContent ?? {};
}

/** One working day of a client, leaving nothing behind. */
export async function everyTool(client: TestClient, odoo: OdooTarget): Promise<void> {
  const call = async (name: string, args: Record<string, unknown>) =>
    structured(await client.call(name, args));
  const { login: username, secret: credential } = odoo.admin;

  const identity = await call('login', { method: 'password', username, credential });
  expect(identity).toMatchObject({
    login: username,
    uid: expect.any(Number),
    partner_id: expect.any(Number),
    company_id: expect.any(Number),
    method: 'password',
    is_admin: true,
    database: odoo.database,
    version: `${odoo.major}.0`,
  });
  expect(identity.groups).toEqual(expect.arrayContaining(['base.group_system', 'base.group_user']));
  expect(JSON.stringify(identity)).not.toContain('session');

  const { uid, groups } = identity;
  expect(await call('whoami', {})).toMatchObject({ login: username, uid, groups });

  const models = await call('list_models', { filter: 'res.partner', limit: 50 });
  expect(models.models).toContainEqual(
    expect.objectContaining({ model: 'res.partner', is_custom: false }),
  );
  expect(await call('list_models', { compact: true, limit: 1, offset: 1 })).toMatchObject({
    count: 1,
    truncated: true,
    models: [{ model: expect.any(String) }],
  });

  const fields = await call('get_model_fields', {
    model: 'res.partner',
    field_filter: ['name', 'country_id'],
    attributes: ['store'],
  });
  expect(fields).toMatchObject({
    count: 2,
    fields: {
      name: { type: 'char', store: true },
      country_id: { type: 'many2one', relation: 'res.country' },
    },
  });

  const name = `Upstream trial ${Math.random().toString(36).slice(2)}`;
  const dry = { model: 'res.partner', values: { name }, dry_run: true };
  expect(await call('create_record', dry)).toMatchObject({
    dry_run: true,
    action: 'create',
    validated_values: { name },
    field_count: 1,
  });
  const counted = async () =>
    (await call('search_count', { model: 'res.partner', domain: [['name', '=', name]] })).count;
  expect(await counted()).toBe(0);

  const { id } = await call('create_record', { model: 'res.partner', values: { name } });
  expect(id).toEqual(expect.any(Number));
  try {
    expect(await counted()).toBe(1);
    const found = await call('search_read', {
      model: 'res.partner',
      domain: [['name', '=', name]],
      fields: ['name', 'country_id'],
      limit: 5,
      order: 'id desc',
    });
    expect(found).toMatchObject({ count: 1, records: [{ id, name, country_id: false }] });
    const smart = await call('search_read', { model: 'res.partner', limit: 1 });
    const [first] = smart.records as Record<string, unknown>[];
    expect(Object.keys(first ?? {}).length).toBeLessThanOrEqual(26);
    expect(first).toHaveProperty('name');

    const mine = { model: 'res.partner', domain: [['id', '=', id]] };
    const grouped = { ...mine, groupby: ['name', 'create_date:day'], fields: ['id:count'] };
    expect(await call('read_group', { ...grouped, orderby: '__count desc', limit: 3 })).toEqual({
      groups: [
        {
          name,
          'create_date:day': [expect.any(String), expect.any(String)],
          'id:count': 1,
          __count: 1,
        },
      ],
      count: 1,
      has_more: false,
      model: 'res.partner',
    });
    expect(await call('name_search', { ...mine, name, limit: 3 })).toEqual({
      records: [{ id, display_name: name }],
      count: 1,
      model: 'res.partner',
    });
    const defaults = { model: 'res.partner', fields: ['active', 'city'] };
    expect(await call('get_defaults', defaults)).toEqual({
      defaults: { active: true },
      model: 'res.partner',
    });

    const form = { model: 'res.partner', values: { name }, changed_field: [], fields: ['active'] };
    expect(await call('get_onchange', form)).toMatchObject({
      changes: { active: true },
      warnings: {},
      _api_status: 'ok',
    });
    const needed = await call('get_create_requirements', { model: 'sale.order' });
    expect(needed.required_fields).toHaveProperty('partner_id');
    const none = { model: 'res.partner', record_id: id };
    expect(await call('get_record_actions', none)).toMatchObject({ has_workflow: false });

    const update = { model: 'res.partner', record_id: id, values: { city: 'Brussels' } };
    expect(await call('update_record', { ...update, dry_run: true })).toMatchObject({
      dry_run: true,
      action: 'update',
      id,
    });
    expect(await call('update_record', update)).toEqual({
      success: true,
      model: 'res.partner',
      id,
    });
    const read = await call('get_record', {
      model: 'res.partner',
      record_id: id,
      fields: ['city'],
    });
    expect(read.record).toEqual({ id, city: 'Brussels' });

    const partner = { model: 'res.partner', record_id: id };
    const { id: messageId } = await call('post_message', { ...partner, body: 'A <b>note</b>' });
    const { messages } = await call('get_messages', { ...partner, limit: 1 });
    expect(messages).toMatchObject([{ id: messageId, body: 'A <b>note</b>' }]);

    const content = Buffer.from('attached').toString('base64');
    const { result: attachment_id } = await call('execute_method', {
      ...{ model: 'ir.attachment', method: 'create' },
      args: [{ name: 'a.txt', datas: content, res_model: 'res.partner', res_id: id }],
    });
    const listed = await call('list_attachments', partner);
    expect(listed.attachments).toMatchObject([{ id: attachment_id, name: 'a.txt', file_size: 8 }]);
    const fetched = await client.call('get_attachment', { ...partner, attachment_id });
    expect(fetched.content[1]).toMatchObject({ type: 'resource', resource: { blob: content } });

    const many = { model: 'res.partner', records: [{ name }, { name }], chunk_size: 1 };
    const { created_ids } = await call('bulk_create', many);
    const changed = { model: 'res.partner', record_ids: created_ids, values: { active: false } };
    expect(await call('bulk_update', changed)).toEqual({
      updated_count: 2,
      model: 'res.partner',
      chunks: 1,
    });
    for (const record_id of z.array(z.int()).parse(created_ids))
      await call('delete_record', { model: 'res.partner', record_id });

    const archived = await call('execute_method', {
      model: 'res.partner',
      method: 'action_archive',
      record_ids: [id, id],
    });
    expect(archived).toHaveProperty('result');
    expect(await counted()).toBe(0);
    expect(
      await call('execute_method', {
        model: 'res.partner',
        method: 'action_unarchive',
        record_ids: [id, id],
        dry_run: true,
      }),
    ).toMatchObject({ dry_run: true, record_ids: [id], args_count: 0, sanitized_kwargs: {} });
    expect(await counted()).toBe(0);

    const gone = { model: 'res.partner', record_id: id };
    expect(await call('delete_record', { ...gone, dry_run: true })).toMatchObject({
      dry_run: true,
      action: 'delete',
    });
    expect((await call('get_record', { ...gone, fields: ['name'] })).record).toEqual({ id, name });
  } finally {
    const removed = await call('delete_record', { model: 'res.partner', record_id: id });
    expect(removed).toEqual({ success: true, model: 'res.partner', id });
  }
}
