import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import { allowed, ask, denied, sentValues } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { model, POLICY, policyOf, SALES, schemaNamed } from '../demo-policy.fixture.ts';
import { form, SIGNED_IN } from './onchange.fixture.ts';

describe('a changed form', () => {
  test('is sent with its values, what changed, and an explicit list of plain fields', () => {
    const decision = form('sale.order', {
      values: { partner_id: 9, note: '<p>hi</p>', state: 'draft' },
      changed: ['partner_id'],
      fields: ['user_id', 'amount_total', 'stage_id'],
    });
    expect(allowed(decision)).toMatchObject({
      rule: 'model_access.yaml:group_access.sales.sale.order',
      operation: {
        kind: 'onchange',
        model: 'sale.order',
        values: { partner_id: 9, note: '<p>hi</p>', state: 'draft' },
        changed: ['partner_id'],
        fields: ['user_id', 'amount_total', 'stage_id'],
      },
      obligation: {
        kind: 'records',
        model: 'sale.order',
        visible: new Map([
          ['user_id', 'label'],
          ['amount_total', 'value'],
          ['stage_id', 'label'],
        ]),
        masked: [],
        maxRecords: 1,
      },
      notes: [],
    });
  });

  test.each<Json | undefined>([undefined, null, []])(
    'with %j wanted is asked for the usual fields that may be read',
    (fields) => {
      const decision = allowed(
        form('sale.order', { changed: [], ...(fields === undefined ? {} : { fields }) }),
      );
      const { fields: wanted } = decision.operation as { readonly fields: readonly string[] };
      expect(wanted).toEqual(expect.arrayContaining(['partner_id', 'amount_total', 'note']));
      for (const name of ['id', 'margin', 'order_line', 'tag_ids', 'access_token'])
        expect(wanted).not.toContain(name);
      expect(decision.notes).toMatchObject([{ kind: 'fields_defaulted' }]);
    },
  );

  test('is asked for nothing that keeps books on the record', () => {
    const { obligation } = allowed(form('crm.stage'));
    if (obligation.kind !== 'records') throw new Error('no records');
    expect([...obligation.visible.keys()]).toEqual(['sequence', 'name']);
  });

  test('is refused where nothing of it may be told, because no field would mean all', () => {
    const grant = { operations: ['read'], fields: { read: ['x_nothing'] } };
    const policy = policyOf({ access: { group_access: { sales: { 'crm.tag': grant } } } });
    const operation = {
      kind: 'onchange',
      model: model('crm.tag'),
      values: {},
      changed: [],
    } as const;
    expect(denied(ask(operation, SALES, policy))).toEqual({
      ...{ effect: 'deny', code: 'field_not_readable', rule: 'built-in:onchange' },
      reason: 'crm.tag has no field whose value may be told.',
      allowed: 'Name the fields to ask about.',
    });
  });

  test('takes the right to read and no more', () => {
    const values = { name: 'Spain', phone_code: 34, currency_id: false };
    expect(sentValues(form('res.country', { values, changed: ['name'] }))).toEqual(values);
  });

  test('may carry what a form shows and nobody writes', () => {
    const values = { amount_total: 12.5, state: 'sale' };
    expect(sentValues(form('sale.order', { values }))).toEqual(values);
  });

  test('may have lines, in the form of commands over readable records', () => {
    const order_line = [
      [0, 'virtual_1', { product_id: 3, product_uom_qty: 2 }],
      [1, 4, { name: 'x' }],
      [4, 5],
      [6, false, [8, 9]],
      [5],
    ];
    expect(sentValues(form('sale.order', { values: { order_line } }))).toEqual({
      order_line: [
        [0, 0, { product_id: 3, product_uom_qty: 2 }],
        [1, 4, { name: 'x' }],
        [4, 5, 0],
        [6, 0, [8, 9]],
        [5, 0, 0],
      ],
    });
  });

  test('may name the account itself as a user', () => {
    expect(form('sale.order', { values: { user_id: 7 } }, SIGNED_IN).effect).toBe('allow');
    expect(form('sale.order', { values: { user_id: 8 } }, SIGNED_IN)).toMatchObject({ rule: 'G1' });
    expect(form('sale.order', { values: { user_id: 7 } })).toMatchObject({ rule: 'G1' });
    expect(form('sale.order', { values: { follower_ids: [7] } }, SIGNED_IN).effect).toBe('allow');
    expect(form('sale.order', { values: { follower_ids: [7, 8] } }, SIGNED_IN)).toMatchObject({
      rule: 'G1',
    });
  });

  test.each([false, null])('may have no lines at all: %j', (order_line) => {
    expect(sentValues(form('sale.order', { values: { order_line } }))).toEqual({ order_line: [] });
  });

  test('has lines that nest twice, and a hundred commands in all', () => {
    const child = (inner: Json): readonly Json[] => [[0, 0, { child_ids: inner }]];
    const children = (child_ids: Json) => form('res.partner', { values: { child_ids } });
    const many = (count: number): Json => Array.from({ length: count }, () => [0, 0, {}]);
    expect(children(child(child([]))).effect).toBe('allow');
    expect(denied(children(child(child(child([]))))).reason).toContain('nest at most 2');
    expect(children([...child(child([])), ...child(child([])), ...child(child([]))]).effect).toBe(
      'allow',
    );
    expect(children(many(100)).effect).toBe('allow');
    expect(denied(children(many(101))).code).toBe('values_invalid');
    expect(children(child(many(99))).effect).toBe('allow');
    expect(denied(children(child(many(100)))).code).toBe('values_invalid');
  });

  test('waits for the metadata of all its lines at once', () => {
    const order = schemaNamed('sale.order');
    const view: SchemaView = { get: (name) => (name === 'sale.order' ? order : undefined) };
    const values = { order_line: [[0, 0, { name: 'x' }]], tag_ids: [[0, 0, { name: 'x' }]] };
    const operation = {
      kind: 'onchange',
      model: model('sale.order'),
      values,
      changed: [],
    } as const;
    expect(decide(operation, SALES, POLICY, view)).toEqual({
      effect: 'need_schema',
      models: ['sale.order.line', 'crm.tag'],
    });
  });

  test('waits for metadata', () => {
    const asked = { kind: 'onchange', model: model('crm.lead'), values: {}, changed: [] } as const;
    expect(decide(asked, SALES, POLICY, { get: () => undefined })).toEqual({
      effect: 'need_schema',
      models: ['crm.lead'],
    });
    expect(denied(decide(asked, SALES, POLICY, { get: () => 'absent' })).code).toBe(
      'schema_unavailable',
    );
  });
});
