import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModelFields, parseModelFields } from './fields.ts';
import { checkValues } from './write-check.ts';

const FIELDS: ModelFields = new Map([
  ['name', { type: 'char', required: true }],
  ['note', { type: 'html' }],
  ['sequence', { type: 'integer' }],
  ['amount', { type: 'monetary' }],
  ['active', { type: 'boolean' }],
  ['date', { type: 'date' }],
  ['date_order', { type: 'datetime' }],
  [
    'state',
    {
      type: 'selection',
      selection: [
        ['draft', 'Draft'],
        ['done', 'Done'],
      ],
    },
  ],
  ['partner_id', { type: 'many2one', relation: 'res.partner' }],
  ['line_ids', { type: 'one2many', relation: 'sale.order.line' }],
  ['total', { type: 'float', readonly: true }],
  ['extra', { type: 'properties' }],
]);

describe('values before they are written', () => {
  it.each<[string, unknown]>([
    ['name', 'Azure'],
    ['note', '<p>x</p>'],
    ['sequence', 0],
    ['amount', 12.5],
    ['active', false],
    ['active', true],
    ['date', '2024-02-29'],
    ['date_order', '2025-01-31 23:59:59'],
    ['date_order', '2025-01-31'],
    ['state', 'done'],
    ['partner_id', 7],
    ['line_ids', [[0, 0, { name: 'x', tax_ids: [[6, 0, [1, 2]]] }]]],
    ['extra', [{ name: 'a', value: 1 }]],
    ['name', false],
    ['partner_id', null],
    ['date', false],
  ])('%s may be %j', (name, value) => {
    expect(checkValues({ [name]: value }, FIELDS)).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['id', 3, /cannot be written/],
    ['nam', 'x', /no such field.*did you mean name\?/],
    ['total', 1, /read-only/],
    ['name', '  ', /cannot be blank/],
    ['name', 5, /text/],
    ['sequence', '5', /whole number/],
    ['sequence', 1.5, /whole number/],
    ['amount', '***', /number/],
    ['active', 'true', /true or false/],
    ['date', '2025-02-29', /YYYY-MM-DD/],
    ['date', '2025-13-01', /YYYY-MM-DD/],
    ['date', '29/02/2024', /YYYY-MM-DD/],
    ['date_order', '2025-01-31T10:00:00Z', /HH:MM:SS/],
    ['date_order', '2025-01-31 24:00:00', /HH:MM:SS/],
    ['state', 'sent', /one of draft, done/],
    ['partner_id', 'Azure', /id of a record/],
    ['partner_id', 0, /id of a record/],
    ['line_ids', 4, /x2many commands/],
  ])('%s may not be %j', (name, value, problem) => {
    const problems = checkValues({ [name]: value }, FIELDS);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('are told every problem at once', () => {
    expect(checkValues({ nam: 1, total: 1, state: 'x', name: 'ok' }, FIELDS)).toHaveLength(3);
  });

  it('may not be larger than the limits', () => {
    expect(checkValues({ name: 'x'.repeat(65_537) }, FIELDS)).toHaveLength(1);
    expect(
      checkValues({ note: 'x'.repeat(60_000), name: 'x'.repeat(60_000) }, FIELDS),
    ).toHaveLength(1);
    const deep = JSON.parse(`${'['.repeat(9)}${']'.repeat(9)}`);
    expect(checkValues({ line_ids: deep }, FIELDS)[0]).toMatch(/nested deeper/);
  });

  it('agree with the calendar about every date', () => {
    const day = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T00:00:00Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (date) => {
        expect(checkValues({ date: date.toISOString().slice(0, 10) }, FIELDS)).toEqual([]);
      }),
    );
  });

  it('never make the check throw', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
        expect(Array.isArray(checkValues(values, FIELDS))).toBe(true);
      }),
    );
  });
});

describe('a read-only field', () => {
  const fields = parseModelFields({
    move_type: { type: 'selection', readonly: true, required: true, store: true },
    amount: { type: 'float', readonly: true, required: false, store: true },
    total: { type: 'float', readonly: true, required: true, store: false },
  });

  it('can be given once where it is required and stored: when the record is made', () => {
    const values = { move_type: 'entry' };
    expect(checkValues(values, fields, { creating: true })).toEqual([]);
    expect(checkValues(values, fields)).toEqual(['move_type: read-only in this model']);
  });

  it.each(['amount', 'total'])('like %s is refused all the same', (name) => {
    const problem = [`${name}: read-only in this model`];
    expect(checkValues({ [name]: 1 }, fields, { creating: true })).toEqual(problem);
  });
});
