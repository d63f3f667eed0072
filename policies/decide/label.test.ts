import { describe, expect, test } from 'vitest';
import type { FieldSchema, SchemaView } from '../model-schema.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { search } from './asking.fixture.ts';
import { decide } from './decide.ts';
import { ADMIN, field, model, PORTAL, policyOf, SALES, subject } from './demo-policy.fixture.ts';

const STORED = { store: true, searchable: true, readonly: false, required: false, byDefault: true };

/** A model of every name, with a label and a link to the model in question. */
function linked(to: string): SchemaView {
  const text = (name: string): FieldSchema => ({ name: field(name), type: 'char', ...STORED });
  const link: FieldSchema = { ...text('link_id'), type: 'many2one', relation: model(to) };
  const fields = [text('display_name'), text('name'), link];
  return {
    get: (name) => ({ model: name, fields: new Map(fields.map((one) => [one.name, one])) }),
  };
}

/** How the label of a model is shown where another record points at it, and whether it is read by itself. */
function shown(name: string, policy: Policy, who: Subject = SALES) {
  const read = (from: string, one: string) => {
    const asked = search(from, { fields: [one] });
    const { effect, ...more } = decide(asked, who, policy, linked(name));
    if (effect === 'deny') return 'refused';
    if (!('obligation' in more) || more.obligation.kind !== 'records') return 'undecided';
    return more.obligation.visible.get(field(one)) ?? 'masked';
  };
  return [read('x.document', 'link_id'), read(name, 'display_name')];
}

function granting(models: Readonly<Record<string, readonly string[] | 'all'>>, more: object = {}) {
  const grants = Object.entries({ 'x.document': 'all' as const, ...models }).map(
    ([name, fields]) => [
      name,
      { operations: ['read'], ...(fields === 'all' ? {} : { fields: { read: fields } }) },
    ],
  );
  return { group_access: { sales: Object.fromEntries(grants) }, ...more };
}

describe('a label that says more than a name', () => {
  const policy = (...fields: readonly string[]) =>
    policyOf({ access: granting({ 'hr.leave': fields }) });

  test('is not read by itself either, but by those who may read all it says', () => {
    expect(shown('hr.leave', policy('id', 'employee_id'))).toEqual(['id_only', 'masked']);
    const all = policy('employee_id', 'holiday_status_id', 'number_of_days');
    expect(shown('hr.leave', all)).toEqual(['label', 'value']);
  });

  test('is read where the list names it', () => {
    expect(shown('hr.leave', policy('display_name'))).toEqual(['id_only', 'value']);
  });

  test.each([
    ...['card.card', 'equity.valuation', 'event.registration.answer', 'hr.attendance'],
    ...['hr.work.entry', 'mail.activity', 'mail.message', 'pos.payment', 'purchase.bill.union'],
    ...['rating.rating'],
  ])('needs a grant: %s', (name) => {
    const open = { hidden_labels: [] };
    expect(shown(name, policyOf({ access: granting({}, open) }))[0]).toBe('id_only');
    expect(shown(name, policyOf({ access: granting({ [name]: 'all' }, open) }))[0]).toBe('label');
  });
});

describe('a label of several fields', () => {
  test.each([
    ['account.move', 'ref'],
    ['account.move.line', 'ref'],
    ['calendar.attendee', 'email'],
    ['fleet.vehicle', 'license_plate'],
    ['hr.applicant', 'partner_name'],
    ['lunch.supplier', 'phone'],
    ['maintenance.equipment', 'serial_no'],
    ['mrp.bom', 'code'],
    ['purchase.order', 'partner_ref'],
    ['res.bank', 'bic'],
    ['stock.move', 'product_id'],
    ['stock.quant', 'owner_id'],
  ])('of %s is hidden with %s', (name, hidden) => {
    const access = (more: object) => policyOf({ access: granting({ [name]: 'all' }, more) });
    expect(shown(name, access({}))).toEqual(['label', 'value']);
    const sensitive = { sensitive_fields: { [name]: [hidden] } };
    expect(shown(name, access(sensitive))).toEqual(['id_only', 'masked']);
  });

  test('is listed where the field that names the record is, and not by another', () => {
    const policy = (one: string) => policyOf({ access: granting({ 'purchase.order': [one] }) });
    expect(shown('purchase.order', policy('name'))).toEqual(['label', 'value']);
    expect(shown('purchase.order', policy('partner_ref'))).toEqual(['id_only', 'masked']);
  });
});

describe('a label that quotes the label of another record', () => {
  const policy = (more: object) =>
    policyOf({ access: granting({ 'sale.order.line': 'all' }, more) });

  test.each([
    ['a field it shows is', { sensitive_fields: { 'product.product': ['default_code'] } }],
    ['its label is', { sensitive_fields: { 'product.product': ['display_name'] } }],
    ['the policy hides labels of its model', { hidden_labels: ['product.product'] }],
  ])('is hidden where %s hidden', (_, more) => {
    expect(shown('sale.order.line', policy({}))).toEqual(['label', 'value']);
    expect(shown('sale.order.line', policy(more))).toEqual(['id_only', 'masked']);
  });

  test('is hidden where the other model is blocked', () => {
    const restrictions = { always_blocked: ['product.*'] };
    const access = granting({ 'sale.order.line': 'all' });
    expect(shown('sale.order.line', policyOf({ access, restrictions }))).toEqual([
      'id_only',
      'masked',
    ]);
  });
});

describe('labels of models that the policy blocks', () => {
  const access = { ...granting({}), portal_models: ['x.document'] };
  const policy = policyOf({
    access,
    restrictions: { always_blocked: ['hr.payslip*'], admin_only: ['hr.applicant'] },
  });

  test('are shown to nobody whom they block', () => {
    expect(shown('hr.payslip', policy)[0]).toBe('id_only');
    expect(shown('hr.applicant', policy)[0]).toBe('id_only');
    const admin = subject(['sales', 'base.group_system'], ADMIN);
    expect(shown('hr.payslip', policy, admin)[0]).toBe('id_only');
    expect(shown('hr.applicant', policy, admin)[0]).toBe('label');
  });

  test('of models that portal users do not reach are names like others', () => {
    expect(shown('res.country', policy, PORTAL)[0]).toBe('label');
    expect(shown('hr.payslip', policy, PORTAL)[0]).toBe('id_only');
  });
});
