import fc from 'fast-check';
import { BUNDLED_TOOLS } from './lenient-answers.fixture.ts';
import { ODOO_FIELDS } from './odoo-fields.fixture.ts';
import { HIDDEN } from './planting.fixture.ts';

/** Values as they stand in fields that people hide. */
export const MARKERS = [
  'BE0477472701',
  'ann.private@example.com',
  '4771-2290-33',
  'K7F3-99Q2',
] as const;

/** A policy that hides some fields of every model, two whole models, and the names of countries. */
export const POLICY = {
  model_access: `
stock_models: {full_crud: [res.partner, sale.order, crm.lead], read_only: [res.country]}
sensitive_fields: {res.partner: [vat], sale.order: [client_order_ref]}
group_access:
  staff:
    hr.employee: {operations: [read], fields: {read: [name, work_email]}}
allowed_methods: {sale.order: [action_confirm]}
hidden_labels: [res.country]
`,
  rbac: `
sensitive_fields: {res.partner: {ref: {required_group: directors}}}
field_group_overrides: {crm.lead: {email_from: {read: directors, write: directors}}}
`,
  gateway: `
rate_limit: {global_per_minute: 1000000, write_per_minute: 1000000}
server: {log_level: trace}
audit: {sink: log, values: true}
limits: {lockout: {per_login: {failures: 1000000}, per_source: {failures: 1000000}}}
`,
};

/** What a caller asks for. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

const READABLE = ['res.partner', 'sale.order', 'crm.lead', 'hr.employee'] as const;
const WRITABLE = ['res.partner', 'sale.order', 'crm.lead'] as const;

/** Fields as callers ask for them: some hidden, or none named at all. */
const fieldsOf = (model: string) =>
  fc.option(fc.subarray(Object.keys(ODOO_FIELDS[model] ?? {}), { minLength: 1 }), {
    nil: undefined,
  });

const onModel = <Args extends object>(
  models: readonly string[],
  name: string,
  args: (model: string) => fc.Arbitrary<Args>,
): fc.Arbitrary<ToolCall> =>
  fc
    .constantFrom(...models)
    .chain((model) => args(model).map((rest) => ({ name, arguments: { model, ...rest } })));

/** A call of every tool that somebody could make. */
export const anyCall: fc.Arbitrary<ToolCall> = fc.oneof(
  {
    weight: 4,
    arbitrary: onModel(READABLE, 'search_read', (model) => fc.record({ fields: fieldsOf(model) })),
  },
  {
    weight: 3,
    arbitrary: onModel(READABLE, 'get_record', (model) =>
      fc.record({ record_id: fc.constant(3), fields: fieldsOf(model) }),
    ),
  },
  onModel(READABLE, 'search_count', () => fc.constant({ domain: [['name', 'ilike', 'a']] })),
  onModel(READABLE, 'get_model_fields', (model) =>
    fc.record({
      field_filter: fc.option(fc.constantFrom(...(HIDDEN[model] ?? [])), { nil: undefined }),
    }),
  ),
  onModel(WRITABLE, 'create_record', () =>
    fc.record({ values: fc.constant({ name: 'New' }), dry_run: fc.boolean() }),
  ),
  onModel(WRITABLE, 'update_record', () =>
    fc.record({
      record_id: fc.constant(3),
      values: fc.constant({ name: 'New' }),
      dry_run: fc.boolean(),
    }),
  ),
  onModel(WRITABLE, 'delete_record', () =>
    fc.record({ record_id: fc.constant(3), dry_run: fc.boolean() }),
  ),
  onModel(['sale.order'], 'execute_method', () =>
    fc.record({
      method: fc.constant('action_confirm'),
      record_ids: fc.constant([3]),
      dry_run: fc.boolean(),
    }),
  ),
  onModel(['sale.order'], 'read_group', () =>
    fc.record({
      groupby: fc.constantFrom(['state'], ['partner_id']),
      fields: fc.constantFrom(['amount_total:sum'], []),
    }),
  ),
  onModel(WRITABLE, 'get_defaults', () => fc.record({ fields: fc.constant(['name']) })),
  fc.constant({
    name: 'login',
    arguments: { method: 'password', username: 'ann', credential: 'x' },
  }),
  fc.record({ compact: fc.boolean() }).map((args) => ({ name: 'list_models', arguments: args })),
);

/** One call of each tool. */
export function oneOfEach(): readonly ToolCall[] {
  const calls = fc.sample(anyCall, { numRuns: 300, seed: 7 });
  return BUNDLED_TOOLS.map((tool) => {
    const call = calls.find(({ name }) => name === tool);
    if (call === undefined) throw new Error(`${tool} is never called`);
    return call;
  });
}
