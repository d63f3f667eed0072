import { RBAC_RECORDS } from './cases-rbac-records.fixture.ts';
import { allowed, calling, denied, type KeyCase, type KeyCases } from './key-case.fixture.ts';

const beside = {
  model_access: `
stock_models: {full_crud: [crm.lead, res.partner]}
allowed_methods: {crm.lead: [action_set_won]}
group_access:
  staff: {crm.lead: {operations: [read_messages, post_message, read_attachments, print_report]}}
`,
};

const readingVat = calling('worker', 'get_record', {
  model: 'res.partner',
  record_id: 3,
  fields: ['vat'],
});
const shown = allowed({ answer: { record: { vat: 'vat of res.partner' } } });
const masked = allowed({ answer: { record: { vat: '***' } } });

function operation(effect: string, tool: string, args: Record<string, unknown>): KeyCase {
  return {
    what: `${effect} needs the group, whatever tool performs it`,
    from: `operation_group_requirements: {${effect}: [staff]}`,
    to: `operation_group_requirements: {${effect}: [directors]}`,
    beside,
    see: calling('worker', tool, { model: 'crm.lead', ...args }),
    sees: [allowed(), denied(`rbac.yaml:operation_group_requirements.${effect}`)],
  };
}

/** Every key of rbac.yaml. */
export const RBAC: KeyCases = {
  'tool_group_requirements.*': {
    what: 'the tool needs the group',
    from: 'tool_group_requirements: {search_count: [directors, staff]}',
    to: 'tool_group_requirements: {search_count: [directors]}',
    beside,
    see: calling('worker', 'search_count', { model: 'crm.lead' }),
    sees: [allowed(), denied('rbac.yaml:tool_group_requirements.search_count')],
  },
  'operation_group_requirements.read': operation('read', 'search_read', {}),
  'operation_group_requirements.create': operation('create', 'create_record', {
    values: { name: 'New' },
  }),
  'operation_group_requirements.write': operation('write', 'update_record', {
    record_id: 3,
    values: { name: 'New' },
  }),
  'operation_group_requirements.unlink': operation('unlink', 'delete_record', { record_id: 3 }),
  'operation_group_requirements.call': operation('call', 'execute_method', {
    method: 'action_set_won',
    record_ids: [3],
  }),
  'operation_group_requirements.read_messages': operation('read_messages', 'get_messages', {
    record_id: 3,
  }),
  'operation_group_requirements.post_message': operation('post_message', 'post_message', {
    record_id: 3,
    body: 'Hello',
  }),
  'operation_group_requirements.read_attachments': operation(
    'read_attachments',
    'list_attachments',
    { record_id: 3 },
  ),
  'operation_group_requirements.print_report': operation('print_report', 'get_report', {
    record_ids: [3],
    report: 'crm.report_lead',
  }),
  'sensitive_fields.*.fields': {
    what: 'the field needs the group',
    from: 'sensitive_fields: {res.partner: {required_group: directors, fields: [ref]}}',
    to: 'sensitive_fields: {res.partner: {required_group: directors, fields: [ref, vat]}}',
    beside,
    see: readingVat,
    sees: [shown, masked],
  },
  'sensitive_fields.*.required_group': {
    what: 'the fields need that group',
    from: 'sensitive_fields: {res.partner: {fields: [vat], required_group: staff}}',
    to: 'sensitive_fields: {res.partner: {fields: [vat], required_group: directors}}',
    beside,
    see: readingVat,
    sees: [shown, masked],
  },
  'sensitive_fields.*.*.required_group': {
    what: 'the field needs that group (the other spelling)',
    from: 'sensitive_fields: {res.partner: {vat: {required_group: [staff]}}}',
    to: 'sensitive_fields: {res.partner: {vat: {required_group: [directors]}}}',
    beside,
    see: readingVat,
    sees: [shown, masked],
  },
  'field_group_overrides.*.*.read': {
    what: 'reading the field needs the group',
    from: 'field_group_overrides: {res.partner: {vat: {read: staff, search: staff}}}',
    to: 'field_group_overrides: {res.partner: {vat: {read: directors, search: staff}}}',
    beside,
    see: readingVat,
    sees: [shown, masked],
  },
  'field_group_overrides.*.*.search': {
    what: 'searching by the field needs the group',
    from: 'field_group_overrides: {res.partner: {vat: {search: staff}}}',
    to: 'field_group_overrides: {res.partner: {vat: {search: directors}}}',
    beside,
    see: calling('worker', 'search_count', { model: 'res.partner', domain: [['vat', '=', 'BE1']] }),
    sees: [
      allowed({ reached: { domain: [['vat', '=', 'BE1']] } }),
      denied('rbac.yaml:field_group_overrides.res.partner.vat.search'),
    ],
  },
  'field_group_overrides.*.*.write': {
    what: 'writing the field needs the group',
    from: 'field_group_overrides: {res.partner: {vat: {write: staff}}}',
    to: 'field_group_overrides: {res.partner: {vat: {write: directors}}}',
    beside,
    see: calling('worker', 'update_record', {
      model: 'res.partner',
      record_id: 3,
      values: { vat: 'BE1' },
    }),
    sees: [
      allowed({ reached: { values: { vat: 'BE1' } } }),
      denied('rbac.yaml:field_group_overrides.res.partner.vat.write'),
    ],
  },
  ...RBAC_RECORDS,
};
