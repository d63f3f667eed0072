import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import type { FieldName, ModelName } from '../names.ts';
import { parseModelSchema } from './field-schema.ts';

const model = 'sale.order' as ModelName;
const field = (name: string, fields: Json) =>
  parseModelSchema(model, fields)?.fields.get(name as FieldName);

describe('parsing field metadata', () => {
  it('reads a relational field', () => {
    const fields = {
      order_line: {
        type: 'one2many',
        string: 'Lines',
        relation: 'sale.order.line',
        relation_field: 'order_id',
        store: true,
        searchable: true,
        readonly: false,
        required: false,
      },
    };
    expect(field('order_line', fields)).toEqual({
      name: 'order_line',
      label: 'Lines',
      type: 'one2many',
      relation: 'sale.order.line',
      relationField: 'order_id',
      store: true,
      searchable: true,
      readonly: false,
      required: false,
      byDefault: false,
    });
  });

  it('reads a related path written either way, and false as none', () => {
    expect(field('a', { a: { type: 'char', related: 'partner_id.email' } })?.related).toBe(
      'partner_id.email',
    );
    expect(field('a', { a: { type: 'char', related: ['partner_id', 'email'] } })?.related).toBe(
      'partner_id.email',
    );
    expect(field('a', { a: { type: 'char', related: false } })).not.toHaveProperty('related');
  });

  it('takes a field for not stored, and search for what is stored, unless it is said', () => {
    expect(field('a', { a: { type: 'char' } })).toMatchObject({ store: false, searchable: false });
    expect(field('a', { a: { type: 'char', store: true } })).toMatchObject({ searchable: true });
    expect(field('a', { a: { type: 'char', searchable: true } })).toMatchObject({ store: false });
  });

  it.each<[string, object, boolean]>([
    ['stored', { type: 'char', store: true }, true],
    ['computed', { type: 'char' }, false],
    ['binary', { type: 'binary', store: true }, false],
    ['x2many', { type: 'many2many', store: true, relation: 'res.partner' }, false],
    ['switched on', { type: 'char', default_read: true }, true],
    ['switched off', { type: 'char', store: true, default_read: false }, false],
  ])('decides whether a %s field is read by default', (_, description, byDefault) => {
    expect(field('a', { a: description as Json })?.byDefault).toBe(byDefault);
  });

  it.each<[string, Json]>([
    ['no object', 'char'],
    ['no type', { string: 'A' }],
    ['a type that is none', { type: 7 }],
    ['a relation without a model', { type: 'many2one' }],
    ['a model that is none', { type: 'many2one', relation: 'Res Partner' }],
    ['a related path that is none', { type: 'char', related: 'a..b' }],
    ['a flag that is none', { type: 'char', store: 'yes' }],
  ])('leaves out a field with %s', (_, description) => {
    const schema = parseModelSchema(model, { good: { type: 'char' }, bad: description });
    expect([...(schema?.fields.keys() ?? [])]).toEqual(['good']);
  });

  it('is undefined for what describes no fields at all', () => {
    for (const answer of [null, [], 'x', 3])
      expect(parseModelSchema(model, answer)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        parseModelSchema(model, answer as Json);
      }),
    );
  });
});
