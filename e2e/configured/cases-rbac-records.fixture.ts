import { allowed, calling, denied, type KeyCase, type KeyCases } from './key-case.fixture.ts';

const beside = {
  model_access: `
stock_models: {full_crud: [crm.lead, res.partner]}
allowed_methods: {crm.lead: [action_set_won]}
`,
};
const counting = calling('worker', 'search_count', { model: 'crm.lead' });
const deleting = calling('worker', 'delete_record', { model: 'crm.lead', record_id: 3 });
const winning = calling('worker', 'execute_method', {
  model: 'crm.lead',
  method: 'action_set_won',
  record_ids: [3],
});

const MINE = [['name', '=', 'mine']];
const narrowed = allowed({ reached: { domain: MINE } });
const whole = allowed({ reached: { domain: [] } });
const rule = (more: string, domain = '[[name, =, mine]]') =>
  `record_rules: {crm.lead: [{domain: ${domain}${more === '' ? '' : `, ${more}`}}]}`;

const confirm = (key: string, from: string, to: string, see = deleting): KeyCase => ({
  what: `a change that ${key} names waits for a person`,
  from: `confirm: [{${key}: ${from}}]`,
  to: `confirm: [{${key}: ${to}}]`,
  beside,
  see,
  sees: [allowed(), denied('rbac.yaml:confirm[0]')],
});

/** The keys of rbac.yaml that are about single records and about single changes. */
export const RBAC_RECORDS: KeyCases = {
  'record_rules.*[].domain': {
    what: 'searches find the records of the domain',
    from: rule('', '[[name, =, mine]]'),
    to: rule('', '[[name, =, ours]]'),
    beside,
    see: counting,
    sees: [narrowed, allowed({ reached: { domain: [['name', '=', 'ours']] } })],
  },
  'record_rules.*[].groups': {
    what: 'the rule binds the group',
    from: rule('groups: staff'),
    to: rule('groups: directors'),
    beside,
    see: counting,
    sees: [narrowed, whole],
  },
  'record_rules.*[].except_groups': {
    what: 'the rule does not bind the group',
    from: rule('except_groups: [directors]'),
    to: rule('except_groups: [directors, staff]'),
    beside,
    see: counting,
    sees: [narrowed, whole],
  },
  'record_rules.*[].operations': {
    what: 'the rule narrows what it names',
    from: rule('operations: [read]'),
    to: rule('operations: [write]'),
    beside,
    see: counting,
    sees: [narrowed, whole],
  },
  'record_rules.*[].admins': {
    what: 'the rule binds administrators',
    from: rule('admins: true'),
    to: rule('admins: false'),
    beside,
    see: calling('boss', 'search_count', { model: 'crm.lead' }),
    sees: [narrowed, whole],
  },
  'confirm[].operations': confirm('operations', '[create]', '[unlink]'),
  'confirm[].models': confirm('models', '[res.partner]', '[crm.*]'),
  'confirm[].methods': confirm('methods', '[action_set_lost]', '[action_set_won]', winning),
  'confirm[].min_records': confirm('min_records', '2', '1'),
};
