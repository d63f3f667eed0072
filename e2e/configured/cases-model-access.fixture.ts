import { allowed, calling, denied, type KeyCases } from './key-case.fixture.ts';

const reading = (model: string, fields: readonly string[] = ['name']) => ({ model, fields });
const confirming = { model: 'sale.order', method: 'action_confirm', record_ids: [1] };
const renaming = { model: 'crm.lead', record_id: 3, values: { name: 'New' } };

const staff = (grant: string) => `group_access: {staff: {crm.lead: ${grant}}}`;

/** Every key of model_access.yaml. */
export const MODEL_ACCESS: KeyCases = {
  default_policy: {
    what: 'everybody reads models in no list',
    from: 'stock_models: {read_only: [sale.order]}\ndefault_policy: deny',
    to: 'stock_models: {read_only: [sale.order]}\ndefault_policy: allow',
    see: calling('worker', 'search_read', reading('crm.lead')),
    sees: [denied('model_access.yaml:default_policy'), allowed()],
  },
  'stock_models.full_crud': {
    what: 'everybody may delete',
    from: 'stock_models: {full_crud: []}',
    to: 'stock_models: {full_crud: [crm.lead]}',
    see: calling('worker', 'delete_record', { model: 'crm.lead', record_id: 3 }),
    sees: [denied('model_access.yaml'), allowed({ reached: { record_id: 3 } })],
  },
  'stock_models.read_only': {
    what: 'everybody may read',
    from: 'stock_models: {read_only: [sale.order]}',
    to: 'stock_models: {read_only: [sale.order, crm.lead]}',
    see: calling('worker', 'search_read', reading('crm.lead')),
    sees: [denied('model_access.yaml:default_policy'), allowed()],
  },
  'stock_models.admin_only': {
    what: 'administrators may write',
    from: 'stock_models: {admin_only: [sale.order]}',
    to: 'stock_models: {admin_only: [sale.order, crm.lead]}',
    see: calling('boss', 'update_record', renaming),
    sees: [denied('model_access.yaml:default_policy'), allowed()],
  },
  'custom_models.full_crud': {
    what: 'everybody may create',
    from: 'custom_models: {full_crud: []}\nstock_models: {full_crud: [crm.lead]}',
    to: 'custom_models: {full_crud: [x_visit]}\nstock_models: {full_crud: [crm.lead]}',
    see: calling('worker', 'create_record', { model: 'x_visit', values: { x_name: 'Monday' } }),
    sees: [
      denied('model_access.yaml:default_policy'),
      allowed({ reached: { values: { x_name: 'Monday' } } }),
    ],
  },
  'custom_models.read_only': {
    what: 'everybody may count',
    from: 'custom_models: {read_only: []}\nstock_models: {full_crud: [crm.lead]}',
    to: 'custom_models: {read_only: [x_visit]}\nstock_models: {full_crud: [crm.lead]}',
    see: calling('worker', 'search_count', { model: 'x_visit' }),
    sees: [denied('model_access.yaml:default_policy'), allowed({ answer: { count: 5 } })],
  },
  'custom_models.admin_only': {
    what: 'administrators may create',
    from: 'custom_models: {admin_only: []}\nstock_models: {full_crud: [crm.lead]}',
    to: 'custom_models: {admin_only: [x_visit]}\nstock_models: {full_crud: [crm.lead]}',
    see: calling('boss', 'create_record', { model: 'x_visit', values: { x_name: 'Monday' } }),
    sees: [denied('model_access.yaml:default_policy'), allowed()],
  },
  'allowed_methods.*': {
    what: 'the method may be called',
    from: 'stock_models: {full_crud: [sale.order]}\nallowed_methods: {sale.order: [action_cancel]}',
    to: 'stock_models: {full_crud: [sale.order]}\nallowed_methods: {sale.order: [action_cancel, action_confirm]}',
    see: calling('worker', 'execute_method', confirming),
    sees: [
      denied('model_access.yaml:allowed_methods.sale.order'),
      allowed({ reached: { method: 'action_confirm' } }),
    ],
  },
  'sensitive_fields.*': {
    what: 'the field is masked for everybody but administrators',
    from: 'stock_models: {read_only: [res.partner]}\nsensitive_fields: {res.partner: [ref]}',
    to: 'stock_models: {read_only: [res.partner]}\nsensitive_fields: {res.partner: [ref, vat]}',
    see: calling('worker', 'get_record', {
      model: 'res.partner',
      record_id: 3,
      fields: ['name', 'vat'],
    }),
    sees: [
      allowed({
        reached: { fields: ['id', 'name', 'vat'] },
        answer: { record: { vat: 'vat of res.partner' } },
      }),
      allowed({ reached: { fields: ['id', 'name'] }, answer: { record: { vat: '***' } } }),
    ],
  },
  portal_models: {
    what: 'portal users reach the model',
    from: 'stock_models: {read_only: [crm.lead, res.partner]}\nportal_models: [res.partner]',
    to: 'stock_models: {read_only: [crm.lead, res.partner]}\nportal_models: [res.partner, crm.lead]',
    see: calling('visitor', 'search_read', reading('crm.lead')),
    sees: [denied('model_access.yaml:portal_models'), allowed()],
  },
  'admin.unlisted_models': {
    what: 'administrators change models in no list',
    from: 'stock_models: {full_crud: [sale.order]}\nadmin: {unlisted_models: read}',
    to: 'stock_models: {full_crud: [sale.order]}\nadmin: {unlisted_models: allow}',
    see: calling('boss', 'update_record', renaming),
    sees: [denied('model_access.yaml:default_policy'), allowed()],
  },
  'admin.unlisted_methods': {
    what: 'administrators call methods in no list',
    from: 'stock_models: {full_crud: [sale.order]}\nadmin: {unlisted_methods: deny}',
    to: 'stock_models: {full_crud: [sale.order]}\nadmin: {unlisted_methods: allow}',
    see: calling('boss', 'execute_method', confirming),
    sees: [denied('model_access.yaml:allowed_methods.sale.order'), allowed()],
  },
  'group_access.*.*.operations': {
    what: 'members of the group may write',
    from: staff('{operations: [read]}'),
    to: staff('{operations: [read, write]}'),
    see: calling('worker', 'update_record', renaming),
    sees: [denied('model_access.yaml'), allowed()],
  },
  'group_access.*.*.methods': {
    what: 'members of the group may call the method',
    from: staff('{operations: [read, write], methods: [action_set_lost]}'),
    to: staff('{operations: [read, write], methods: [action_set_lost, action_set_won]}'),
    see: calling('worker', 'execute_method', {
      model: 'crm.lead',
      method: 'action_set_won',
      record_ids: [3],
    }),
    sees: [
      denied('model_access.yaml:allowed_methods.crm.lead'),
      allowed({ reached: { method: 'action_set_won' } }),
    ],
  },
  'group_access.*.*.fields.read': {
    what: 'members of the group read the field',
    from: staff('{operations: [read], fields: {read: [name]}}'),
    to: staff('{operations: [read], fields: {read: [name, phone]}}'),
    see: calling('worker', 'get_record', {
      model: 'crm.lead',
      record_id: 3,
      fields: ['name', 'phone'],
    }),
    sees: [
      allowed({ reached: { fields: ['id', 'name'] }, answer: { record: { phone: '***' } } }),
      allowed({
        reached: { fields: ['id', 'name', 'phone'] },
        answer: { record: { phone: 'phone of crm.lead' } },
      }),
    ],
  },
  'group_access.*.*.fields.search': {
    what: 'members of the group search by the field',
    from: staff('{operations: [read], fields: {read: [name, phone], search: [name]}}'),
    to: staff('{operations: [read], fields: {read: [name, phone], search: [name, phone]}}'),
    see: calling('worker', 'search_count', {
      model: 'crm.lead',
      domain: [['phone', 'like', '555']],
    }),
    sees: [
      denied('model_access.yaml:group_access.staff.crm.lead'),
      allowed({ reached: { domain: [['phone', 'like', '555']] } }),
    ],
  },
  'group_access.*.*.fields.write': {
    what: 'members of the group write the field',
    from: staff('{operations: [read, write], fields: {read: [name], write: [phone]}}'),
    to: staff('{operations: [read, write], fields: {read: [name], write: [phone, name]}}'),
    see: calling('worker', 'update_record', renaming),
    sees: [
      denied('model_access.yaml:group_access.staff.crm.lead'),
      allowed({ reached: { values: { name: 'New' } } }),
    ],
  },
  'traversable_fields.*': {
    what: 'a path may pass through the field of a blocked model',
    from: 'stock_models: {read_only: [crm.lead]}\ntraversable_fields: {res.users: [id]}',
    to: 'stock_models: {read_only: [crm.lead]}\ntraversable_fields: {res.users: [id, name]}',
    see: calling('worker', 'search_count', {
      model: 'crm.lead',
      domain: [['user_id.name', '=', 'Ann']],
    }),
    sees: [denied('G1'), allowed({ reached: { domain: [['user_id.name', '=', 'Ann']] } })],
  },
  hidden_labels: {
    what: 'names of the records pointed at are masked',
    from: 'stock_models: {read_only: [res.partner, res.country]}\nhidden_labels: [crm.lead]',
    to: 'stock_models: {read_only: [res.partner, res.country]}\nhidden_labels: [crm.lead, res.country]',
    see: calling('worker', 'get_record', {
      model: 'res.partner',
      record_id: 3,
      fields: ['country_id'],
    }),
    sees: [
      allowed({ answer: { record: { country_id: [7, 'the res.country of res.partner'] } } }),
      allowed({ answer: { record: { country_id: [7, '***'] } } }),
    ],
  },
  redaction: {
    what: 'a hidden field is left out instead of shown as the mask',
    from: 'stock_models: {read_only: [res.partner]}\nsensitive_fields: {res.partner: [vat]}\nredaction: mask',
    to: 'stock_models: {read_only: [res.partner]}\nsensitive_fields: {res.partner: [vat]}\nredaction: omit',
    see: async (files) => {
      const args = { model: 'res.partner', record_id: 3, fields: ['name', 'vat'] };
      const { answer } = await calling('worker', 'get_record', args)(files);
      return Object.entries(Object(answer?.record));
    },
    sees: [
      [
        ['id', 3],
        ['name', 'name of res.partner'],
        ['vat', '***'],
      ],
      [
        ['id', 3],
        ['name', 'name of res.partner'],
      ],
    ],
  },
  max_records: {
    what: 'no more records are asked for, and no more leave',
    from: 'stock_models: {read_only: [res.partner]}\nmax_records: 4',
    to: 'stock_models: {read_only: [res.partner]}\nmax_records: 2',
    see: calling('worker', 'search_read', { ...reading('res.partner'), limit: 400 }),
    sees: [
      allowed({ reached: { limit: 4 }, answer: { records: [{}, {}, {}, {}] } }),
      allowed({ reached: { limit: 2 }, answer: { records: [{}, {}] } }),
    ],
  },
  max_response_bytes: {
    what: 'a larger answer is withheld',
    from: 'stock_models: {read_only: [res.partner]}\nmax_response_bytes: 65536',
    to: 'stock_models: {read_only: [res.partner]}\nmax_response_bytes: 1024',
    see: calling('worker', 'search_read', {
      ...reading('res.partner', ['name', 'email', 'phone', 'city', 'comment']),
    }),
    sees: [
      allowed({ answer: { count: 5 } }),
      { denied: 'model_access.yaml:max_response_bytes', answer: undefined },
    ],
  },
};
