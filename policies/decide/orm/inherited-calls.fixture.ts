import type { Json } from '../../json.ts';
import { ORM_SIGNATURES } from './signatures.ts';

const DOMAIN = [['name', '=', 'a']];
export const search = { domain: DOMAIN, offset: 2, limit: 5, order: 'name' };

/** Each method with its arguments by place and by name, and the operation both are. */
export const CALLS: readonly (readonly [
  string,
  readonly Json[],
  { [name: string]: Json },
  object,
])[] = [
  ['search', [DOMAIN, 2, 5, 'name'], search, { kind: 'search_read', ...search, fields: ['id'] }],
  [
    'search_read',
    [DOMAIN, ['name'], 2, 5, 'name'],
    { ...search, fields: ['name'] },
    { kind: 'search_read', ...search, fields: ['name'] },
  ],
  [
    'search_fetch',
    [DOMAIN, ['name'], 2, 5, 'name'],
    { ...search, field_names: ['name'] },
    { kind: 'search_read', ...search, fields: ['name'] },
  ],
  [
    'web_search_read',
    [DOMAIN, { name: {} }, 2, 5, 'name', 10],
    { ...search, specification: { name: {} }, count_limit: 10 },
    { kind: 'search_read', ...search, fields: ['name'] },
  ],
  [
    'search_count',
    [DOMAIN, 9],
    { domain: DOMAIN, limit: 9 },
    { kind: 'search_count', domain: DOMAIN },
  ],
  ['read', [['name']], { fields: ['name'] }, { kind: 'read', ids: [7], fields: ['name'] }],
  [
    'web_read',
    [{ name: {}, partner_id: {} }],
    { specification: { name: {}, partner_id: {} } },
    { kind: 'read', ids: [7], fields: ['name', 'partner_id'] },
  ],
  [
    'read_group',
    [DOMAIN, ['amount:sum'], 'state', 1, 3, 'state desc', true],
    {
      domain: DOMAIN,
      fields: ['amount:sum'],
      groupby: ['state'],
      offset: 1,
      limit: 3,
      orderby: 'state desc',
    },
    {
      ...{ kind: 'read_group', domain: DOMAIN, groupby: ['state'], aggregates: ['amount:sum'] },
      ...{ offset: 1, limit: 3, order: 'state desc' },
    },
  ],
  [
    'formatted_read_group',
    [DOMAIN, ['state'], ['amount:sum'], [['amount:sum', '>', 1]], 1, 3, 'state'],
    {
      ...{ domain: DOMAIN, groupby: ['state'], aggregates: ['amount:sum'], offset: 1, limit: 3 },
      ...{ having: [['amount:sum', '>', 1]], order: 'state' },
    },
    {
      ...{ kind: 'read_group', domain: DOMAIN, groupby: ['state'], aggregates: ['amount:sum'] },
      ...{ having: [['amount:sum', '>', 1]], offset: 1, limit: 3, order: 'state' },
    },
  ],
  [
    'name_search',
    ['x', DOMAIN, 'ilike', 4],
    { name: 'x', domain: DOMAIN, operator: 'ilike', limit: 4 },
    { kind: 'name_search', name: 'x', domain: DOMAIN, limit: 4 },
  ],
  [
    'fields_get',
    [['name'], ['type']],
    { allfields: ['name'], attributes: ['type'] },
    { kind: 'fields_get' },
  ],
  [
    'onchange',
    [{ name: 'x' }, ['name'], { state: {} }],
    { values: { name: 'x' }, field_names: 'name', fields_spec: { state: {} } },
    { kind: 'onchange', values: { name: 'x' }, changed: ['name'], fields: ['state'] },
  ],
  [
    'create',
    [[{ name: 'x' }, { name: 'y' }]],
    { vals_list: [{ name: 'x' }, { name: 'y' }] },
    { kind: 'create', values: [{ name: 'x' }, { name: 'y' }], dryRun: false },
  ],
  [
    'write',
    [{ name: 'x' }],
    { vals: { name: 'x' } },
    { kind: 'write', ids: [7], values: { name: 'x' }, dryRun: false },
  ],
  ['unlink', [], {}, { kind: 'unlink', ids: [7], dryRun: false }],
];

/** The signature of a method that every model inherits; throws where it has none. */
export const signature = (method: string) => {
  const known = ORM_SIGNATURES.get(method);
  if (known === undefined) throw new Error(`no signature of ${method}`);
  return known;
};
