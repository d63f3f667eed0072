import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { FieldSchema, SchemaView } from '../../model-schema.ts';
import type { ReadGroup } from '../../operation.ts';
import { denied, sent } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { ALL_SCHEMAS, field, model, POLICY, SALES, schemaNamed } from '../demo-policy.fixture.ts';
import { type GroupParts, group } from './grouping.fixture.ts';

describe('by the type of a field', () => {
  const NUMBERS = ['integer', 'float', 'monetary'];
  const PLAIN = [...NUMBERS, 'date', 'datetime', 'char', 'text', 'selection'];
  const OTHERS = ['binary', 'reference', 'json', 'one2many', 'many2one_reference'];
  const TYPES = [...PLAIN, ...OTHERS, 'html', 'boolean', 'many2one', 'many2many'];

  /** Whether orders may be asked for with this grouping where the field `x` is of this type. */
  function may(type: string, parts: GroupParts): boolean {
    const order = schemaNamed('sale.order');
    const link = type.startsWith('many2') || type === 'one2many';
    const x: FieldSchema = {
      ...{ name: field('x'), type, store: true, searchable: true, byDefault: true },
      ...{ readonly: false, required: false, ...(link ? { relation: model('crm.tag') } : {}) },
    };
    const view: SchemaView = {
      get: (name) =>
        name === 'sale.order'
          ? { ...order, fields: new Map([...order.fields, [x.name, x]]) }
          : ALL_SCHEMAS.get(name),
    };
    const operation: ReadGroup = { kind: 'read_group', model: model('sale.order'), ...parts };
    return decide(operation, SALES, POLICY, view).effect === 'allow';
  }
  const those = (parts: GroupParts) => TYPES.filter((type) => may(type, parts)).sort();

  test('records are grouped', () => {
    expect(those({ groupby: ['x'] })).toEqual(
      [...PLAIN, 'boolean', 'many2one', 'many2many'].sort(),
    );
    expect(those({ groupby: ['x:month'] })).toEqual(['date', 'datetime']);
  });

  test.each<[string, readonly string[]]>([
    ['sum', NUMBERS],
    ['avg', NUMBERS],
    ['min', PLAIN],
    ['max', PLAIN],
    ['count', [...PLAIN, 'html', 'boolean', 'many2one']],
    ['count_distinct', [...PLAIN, 'html', 'boolean', 'many2one']],
    ['bool_and', ['boolean']],
    ['bool_or', ['boolean']],
  ])('%s is computed', (by, types) => {
    expect(those({ aggregates: [`x:${by}`] })).toEqual([...types].sort());
  });

  test('a figure of its own is a number’s', () => {
    expect(those({ aggregates: ['x'] })).toEqual([...NUMBERS].sort());
  });
});

describe('a grouping has its limits', () => {
  const FOUR = ['state', 'name', 'user_id', 'partner_id'];
  const functions = ['sum', 'avg', 'min', 'max', 'count', 'count_distinct'];
  const figures = ['amount_total', 'date_order', 'name', 'state', 'note', 'user_id']
    .flatMap((name) => functions.map((by) => `${name}:${by}`))
    .filter(
      (figure) =>
        !/(date_order|name|state):(sum|avg)|note:(?!count)|user_id:(?!count)/.test(figure),
    )
    .slice(0, 20);

  test('of four fields to group by', () => {
    expect(group('sale.order', { groupby: FOUR }).effect).toBe('allow');
    expect(denied(group('sale.order', { groupby: [...FOUR, 'lead_id'] }))).toMatchObject({
      code: 'arguments_invalid',
      rule: 'built-in:groupby',
      allowed: "For example ['state', 'date_order:month'].",
    });
  });

  test('of twenty figures', () => {
    expect(figures).toHaveLength(20);
    expect(group('sale.order', { aggregates: figures }).effect).toBe('allow');
    expect(
      denied(group('sale.order', { aggregates: [...figures, 'company_id:count'] })),
    ).toMatchObject({
      rule: 'built-in:aggregates',
      allowed: "For example ['amount_total:sum'].",
    });
  });

  test('of eight keys to order by', () => {
    const order = (count: number) => Array.from({ length: count }, () => 'state').join(', ');
    const by = (text: Json) => group('sale.order', { groupby: ['state'], order: text });
    expect(by(order(8)).effect).toBe('allow');
    expect(denied(by(order(9))).allowed).toBe("For example 'amount_total:sum desc, state'.");
    expect(by('state'.padEnd(1_024)).effect).toBe('allow');
    expect(denied(by('state'.padEnd(1_025))).code).toBe('order_invalid');
  });

  test.each<Json>(['', null])('%j is no order', (order) => {
    expect(sent(group('sale.order', { groupby: ['state'], order }))).not.toHaveProperty('order');
  });

  test.each<Json>([
    ',',
    'state,',
    'state desc asc',
    'state up',
    ['state'],
    { state: 'asc' },
    5,
    true,
  ])('%j is an order that is refused', (order) => {
    expect(denied(group('sale.order', { groupby: ['state'], order })).code).toBe('order_invalid');
  });

  test('is ordered by keys of its answer, one at a time', () => {
    const parts = {
      groupby: ['state', 'date_order:month'],
      aggregates: ['amount_total:sum', 'amount_total:max'],
    };
    const by = (order: string) => group('sale.order', { ...parts, order });
    expect(sent(by('date_order desc, amount_total:max'))).toMatchObject({
      order: 'date_order:month desc, amount_total:max asc',
    });
    for (const order of ['amount_total', 'amount_total:min', 'name', 'user_id'])
      expect(denied(by(order))).toMatchObject({
        code: 'order_invalid',
        rule: 'built-in:order',
        allowed: 'Keys: state, date_order:month, amount_total:sum, amount_total:max, __count.',
      });
  });

  test('tells what a field lacks', () => {
    const reason = (parts: GroupParts) => denied(group('sale.order', parts)).reason;
    expect(reason({ aggregates: ['name'] })).toBe(
      'sale.order.name has no figure of its own: it is of type char.',
    );
    expect(reason({ aggregates: ['name:sum'] })).toBe(
      'sale.order.name has no sum: it is of type char.',
    );
    expect(reason({ groupby: ['note'] })).toBe(
      'records are not grouped by sale.order.note: it is of type html.',
    );
    expect(denied(group('res.partner', { groupby: ['country_code'] })).reason).toBe(
      'records are not grouped by res.partner.country_code: it is not stored.',
    );
    expect(denied(group('sale.order', { groupby: ['staet'] }))).toMatchObject({
      code: 'field_not_searchable',
      rule: 'built-in:unknown-field',
      allowed: 'did you mean "state"?',
    });
  });

  test('takes a figure of a grouped field for its group, and of no other field', () => {
    const both = { groupby: ['state'], aggregates: ['state', 'amount_total'] };
    expect(sent(group('sale.order', both))).toMatchObject({ aggregates: ['amount_total'] });
    expect(denied(group('sale.order', { ...both, aggregates: ['name'] })).effect).toBe('deny');
  });
});
