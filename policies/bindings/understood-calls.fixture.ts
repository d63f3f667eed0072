import type { JsonObject } from '../json.ts';

/** Tool, arguments, and the operation they mean; the arguments are canonical, so they come back unchanged. */
export const calls: readonly [string, JsonObject, JsonObject][] = [
  [
    'list_models',
    { filter: 'sale', include_custom: false, compact: true, limit: 5, offset: 10 },
    { kind: 'list_models' },
  ],
  [
    'get_model_fields',
    { model: 'res.partner', field_filter: 'name', include_readonly: false, attributes: ['store'] },
    { kind: 'fields_get', model: 'res.partner' },
  ],
  [
    'search_read',
    {
      model: 'res.partner',
      domain: [['name', 'ilike', 'a']],
      fields: ['name'],
      limit: 3,
      offset: 0,
      order: 'name asc',
    },
    {
      kind: 'search_read',
      model: 'res.partner',
      domain: [['name', 'ilike', 'a']],
      fields: ['name'],
      limit: 3,
      offset: 0,
      order: 'name asc',
    },
  ],
  [
    'get_record',
    { model: 'res.partner', record_id: 7, fields: ['name', 'email'] },
    { kind: 'read', model: 'res.partner', ids: [7], fields: ['name', 'email'] },
  ],
  [
    'search_count',
    { model: 'res.partner', domain: [] },
    { kind: 'search_count', model: 'res.partner', domain: [] },
  ],
  [
    'read_group',
    {
      model: 'sale.order',
      domain: [['state', '=', 'sale']],
      groupby: ['partner_id', 'date_order:month'],
      fields: ['amount_total:sum'],
      orderby: 'amount_total:sum desc',
      limit: 5,
    },
    {
      kind: 'read_group',
      model: 'sale.order',
      domain: [['state', '=', 'sale']],
      groupby: ['partner_id', 'date_order:month'],
      aggregates: ['amount_total:sum'],
      order: 'amount_total:sum desc',
      limit: 5,
    },
  ],
  [
    'name_search',
    { model: 'res.partner', name: 'az', domain: [['active', '=', true]], limit: 5 },
    {
      kind: 'name_search',
      model: 'res.partner',
      name: 'az',
      domain: [['active', '=', true]],
      limit: 5,
    },
  ],
  [
    'get_defaults',
    { model: 'res.partner', fields: ['active'] },
    { kind: 'default_get', model: 'res.partner', fields: ['active'] },
  ],
  [
    'create_record',
    { model: 'res.partner', values: { name: 'Azure' }, dry_run: true },
    { kind: 'create', model: 'res.partner', values: [{ name: 'Azure' }], dryRun: true },
  ],
  [
    'update_record',
    { model: 'res.partner', record_id: 7, values: { name: 'Azure', child_ids: [[3, 9, 0]] } },
    {
      kind: 'write',
      model: 'res.partner',
      ids: [7],
      values: { name: 'Azure', child_ids: [[3, 9, 0]] },
      dryRun: false,
    },
  ],
  [
    'delete_record',
    { model: 'res.partner', record_id: 7, dry_run: false },
    { kind: 'unlink', model: 'res.partner', ids: [7], dryRun: false },
  ],
  [
    'execute_method',
    {
      model: 'sale.order',
      method: 'action_confirm',
      record_ids: [4, 5],
      args: [1, 'two'],
      kwargs: { context: { lang: 'de_DE' } },
      dry_run: true,
    },
    {
      kind: 'call',
      model: 'sale.order',
      method: 'action_confirm',
      ids: [4, 5],
      args: [1, 'two'],
      kwargs: { context: { lang: 'de_DE' } },
      dryRun: true,
    },
  ],
];
