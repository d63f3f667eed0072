import { allowed, calling, denied, type KeyCases } from './key-case.fixture.ts';

const GRANTED = 'stock_models: {full_crud: [res.partner, crm.lead]}';
/** The loader refuses to block and to list a model at once; a group's grant is another matter. */
const BY_GROUP =
  'stock_models: {full_crud: [crm.lead]}\ngroup_access: {staff: {res.partner: {operations: [read]}}}';
const reading = calling('worker', 'search_read', { model: 'res.partner', fields: ['name'] });
const changing = calling('worker', 'update_record', {
  model: 'res.partner',
  record_id: 3,
  values: { ref: 'New' },
});

/** Every key of restrictions.yaml. */
export const RESTRICTIONS: KeyCases = {
  always_blocked: {
    what: 'nobody reaches the model, whatever grants it',
    from: 'always_blocked: []',
    to: 'always_blocked: [res.partner]',
    beside: { model_access: BY_GROUP },
    see: reading,
    sees: [allowed(), denied('restrictions.yaml:always_blocked')],
  },
  admin_only: {
    what: 'only administrators reach the model',
    from: 'admin_only: []',
    to: 'admin_only: [res.partner]',
    beside: { model_access: GRANTED },
    see: reading,
    sees: [allowed(), denied('restrictions.yaml:admin_only')],
  },
  admin_write_only: {
    what: 'only administrators change the model',
    from: 'admin_write_only: []',
    to: 'admin_write_only: [res.partner]',
    beside: { model_access: GRANTED },
    see: changing,
    sees: [allowed(), denied('restrictions.yaml:admin_write_only')],
  },
  blocked_methods: {
    what: 'nobody calls the method, whatever allows it',
    from: 'blocked_methods: []',
    to: 'blocked_methods: [action_confirm]',
    beside: {
      model_access:
        'stock_models: {full_crud: [sale.order]}\nallowed_methods: {sale.order: [action_confirm]}',
    },
    see: calling('boss', 'execute_method', {
      model: 'sale.order',
      method: 'action_confirm',
      record_ids: [1],
    }),
    sees: [allowed(), denied('restrictions.yaml:blocked_methods')],
  },
  blocked_write_fields: {
    what: 'nobody writes the field, on any model',
    from: 'blocked_write_fields: []',
    to: 'blocked_write_fields: [ref]',
    beside: { model_access: GRANTED },
    see: changing,
    sees: [allowed(), denied('restrictions.yaml:blocked_write_fields')],
  },
};
