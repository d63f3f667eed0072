import { expect, it } from 'vitest';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  found,
  refusal,
  withRecord,
} from './guarded-odoo.fixture.ts';

const BLOCKED = `sudo with_user with_company with_context with_env with_prefetch _auto_init _sql
  _register_hook _write _create _read _setup_base _setup_fields _setup_complete init _table_query
  _read_group_raw name_create load import_data export_data flush_recordset invalidate_recordset
  _search_panel_select_range _search _read_progress_bar`.split(/\s+/);
/** Reading and writing under other names: field rules hold in the tools made for it. */
const ORM =
  `copy web_read_group browse exists mapped filtered web_save web_save_multi read_progress_bar
  fetch copy_data get_views get_view update_field_translations web_resequence action_archive
  toggle_active get_metadata get_external_id default_get`.split(/\s+/);
/** Methods of the model as a whole, which take no records. */
const OF_THE_MODEL =
  `search search_read search_count read_group name_search fields_get web_search_read
  create`.split(/\s+/);
/** Methods that say nothing without what to write or to read. */
const WITHOUT_ARGUMENTS = ['write', 'web_read', 'onchange'];

describeGuarded('methods', (given) => {
  const run = (method: string, more: Record<string, unknown> = {}) => ({
    model: 'sale.order',
    method,
    record_ids: [1],
    ...more,
  });

  it.each(BLOCKED)('%s is called by nobody', async (method) => {
    for (const session of [given.admin, given.sales])
      expect(await refusal(session, 'execute_method', run(method))).toMatchObject({
        effect: 'deny',
      });
  });

  it.each(ORM)('%s is not called through the back door', async (method) => {
    expect(await refusal(given.admin, 'execute_method', run(method))).toMatchObject({
      effect: 'deny',
    });
  });

  it.each(OF_THE_MODEL)('%s works on no records', async (method) => {
    expect(await refusal(given.admin, 'execute_method', run(method))).toMatchObject({
      code: 'arguments_invalid',
    });
  });

  it.each(WITHOUT_ARGUMENTS)('%s is refused without its arguments', async (method) => {
    expect(await refusal(given.admin, 'execute_method', run(method))).toMatchObject({
      code: 'arguments_invalid',
    });
  });

  const orm = async (method: string, args: readonly unknown[], record_ids?: readonly number[]) =>
    (
      await answer(given.admin, 'execute_method', {
        ...{ model: 'crm.lead', method, args },
        ...(record_ids === undefined ? {} : { record_ids }),
      })
    ).result;

  it('inherited methods answer as the tools for what they do', async () => {
    const lead = (await orm('create', [{ name: 'By method' }])) as number;
    expect(await orm('read', [['name', 'type']], [lead])).toMatchObject([
      { id: lead, name: 'By method' },
    ]);
    expect(await orm('web_read', [{ name: {} }], [lead])).toEqual([
      { id: lead, name: 'By method' },
    ]);
    const domain = [['id', '=', lead]];
    expect(await orm('search', [domain])).toEqual([lead]);
    expect(await orm('search_count', [domain])).toBe(1);
    expect(await orm('search_read', [domain, ['name']])).toEqual([{ id: lead, name: 'By method' }]);
    expect(await orm('web_search_read', [domain, { name: {} }])).toEqual({
      ...{ length: 1, records: [{ id: lead, name: 'By method' }] },
    });
    expect(await orm('read_group', [domain, ['expected_revenue:sum'], ['type']])).toMatchObject([
      { __count: 1, type: expect.any(String) },
    ]);
    const { result: countries } = await answer(given.admin, 'execute_method', {
      ...{ model: 'res.country', method: 'name_search', args: ['Belgium', [['code', '=', 'BE']]] },
    });
    expect(countries).toEqual([[expect.any(Number), 'Belgium']]);
    expect(await orm('fields_get', [['name']])).toMatchObject({ name: { type: 'char' } });
    expect(await orm('write', [{ name: 'Changed' }], [lead])).toBe(true);
    expect(await orm('read', [['name']], [lead])).toEqual([{ id: lead, name: 'Changed' }]);
    expect(await orm('unlink', [], [lead])).toBe(true);
    expect(await orm('search_count', [domain])).toBe(0);
  });

  it.each<[string, string, readonly unknown[]]>([
    ['a secret in a domain', 'search', [[['access_token', '!=', false]]]],
    ['a path to a user', 'search_count', [[['user_id.login', '=like', 'a%']]]],
    ['a secret in an order', 'search', [[], 0, 5, 'access_token']],
    ['records along a relation', 'web_search_read', [[], { user_id: { fields: { login: {} } } }]],
  ])('%s is refused in them too', async (_what, method, args) => {
    expect(
      await refusal(given.admin, 'execute_method', { model: 'sale.order', method, args }),
    ).toMatchObject({ effect: 'deny' });
  });

  it.each(['no_such_method', 'message_post', 'action_quotation_send', 'get_portal_url'])(
    '%s is in no list and refused, to administrators too',
    async (method) => {
      expect(await refusal(given.admin, 'execute_method', run(method))).toMatchObject({
        code: 'method_not_allowed',
      });
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['an empty list of ids', { record_ids: [] }],
    ['an id that is true', { record_ids: [true] }],
    ['a negative id', { record_ids: [-1] }],
    ['an id that is a text', { record_ids: ['1'] }],
    ['a broken number', { record_ids: [1.5] }],
    ['more than 500 ids', { record_ids: Array.from({ length: 501 }, (_, index) => index + 1) }],
    ['arguments that are no list', { args: { a: 1 } }],
    ['keywords that are no object', { kwargs: [] }],
    ['arguments nested deeper than ten', { args: [[[[[[[[[[[[1]]]]]]]]]]]] }],
    ['a context among the arguments', { args: [{ default_user_id: 1 }] }],
    ['a context that sets a default', { kwargs: { context: { default_user_id: 1 } } }],
  ])('%s is refused', async (_what, more) => {
    await failure(given.admin, 'execute_method', run('action_confirm', more));
  });

  it('an order is confirmed and cancelled by the methods that are listed', async () => {
    const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
    const product_id = await firstId(given.admin, 'product.product', [['sale_ok', '=', true]]);
    const { id } = await answer(given.admin, 'create_record', {
      model: 'sale.order',
      values: { partner_id, order_line: [[0, 0, { product_id }]] },
    });
    const state = async () =>
      (await found(given.admin, 'sale.order', { domain: [['id', '=', id]], fields: ['state'] }))[0]
        ?.state;
    expect(
      await answer(given.admin, 'execute_method', {
        model: 'sale.order',
        method: 'action_confirm',
        record_ids: [id],
        dry_run: true,
      }),
    ).toMatchObject({ dry_run: true, record_ids: [id] });
    expect(await state()).toBe('draft');
    await answer(given.admin, 'execute_method', {
      model: 'sale.order',
      method: 'action_confirm',
      record_ids: [id],
    });
    expect(await state()).toBe('sale');
  });

  it('context keys that switch checks off are dropped, and said to be', async () => {
    await withRecord(given, 'crm.lead', { name: 'Context' }, async (lead) => {
      const response = await given.admin.call('execute_method', {
        model: 'crm.lead',
        method: 'action_set_won',
        record_ids: [lead],
        kwargs: { context: { tracking_disable: true, lang: 'en_US' } },
      });
      expect(response.result?.isError).not.toBe(true);
      expect(JSON.stringify(response.result?._meta)).toContain('tracking_disable');
    });
  });

  it('an employee calls no methods under the built-in rules', async () => {
    expect(await refusal(given.sales, 'execute_method', run('action_confirm'))).toMatchObject({
      rule: expect.stringMatching(/^rbac\.yaml/),
    });
  });
});
