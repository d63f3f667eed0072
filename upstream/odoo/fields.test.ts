import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OdooError } from './errors.ts';
import { parseModelFields } from './fields.ts';

const parsed = (field: Record<string, unknown>) =>
  parseModelFields({ a: { type: 'char', ...field } }).get('a');

describe('what fields_get says', () => {
  it('keeps the order of Odoo and what it does not know', () => {
    const fields = parseModelFields({ b: { type: 'char', trim: true }, a: { type: 'integer' } });
    expect([...fields]).toEqual([
      ['b', { type: 'char', trim: true }],
      ['a', { type: 'integer' }],
    ]);
  });

  it.each([
    [true, true],
    ['True', true],
    [1, true],
    [false, false],
    ['', false],
    [0, false],
    [null, false],
  ])('takes the flag %j for %j, as Python does', (written, meant) => {
    expect(parsed({ store: written, readonly: written, required: written })).toMatchObject({
      store: meant,
      readonly: meant,
      required: meant,
    });
  });

  it.each(['string', 'help', 'relation', 'relation_field', 'related', 'groups'])(
    'takes false and null for no %s',
    (attribute) => {
      expect(parsed({ [attribute]: false })?.[attribute]).toBeUndefined();
      expect(parsed({ [attribute]: null })?.[attribute]).toBeUndefined();
      expect(parsed({ [attribute]: 'x' })?.[attribute]).toBe('x');
    },
  );

  it.each([
    [[]],
    [null],
    ['fields'],
    [{ a: {} }],
    [{ a: { type: 1 } }],
    [{ a: { type: 'char', store: [] } }],
    [{ a: { type: 'many2one', relation: 4 } }],
    [{ a: { type: 'selection', selection: ['x'] } }],
  ])('is refused as %j', (answer) => {
    expect(() => parseModelFields(answer)).toThrow(expect.objectContaining({ class: 'internal' }));
  });

  it('is read or refused, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (answer) => {
        try {
          for (const [, field] of parseModelFields(answer)) expect(field.type).toBeTypeOf('string');
        } catch (error) {
          expect(error).toBeInstanceOf(OdooError);
        }
      }),
    );
  });
});
