import { describe, expect, it } from 'vitest';
import { parseModelFields } from '../odoo/fields.ts';
import { formFor } from './form.ts';
import { formAnswer, valuesOfForm } from './form-answer.ts';
import { MissingValues } from './missing-values.ts';

const formOf = (...fields: ConstructorParameters<typeof MissingValues>[1]) =>
  formFor(new MissingValues('x.model', fields));

describe('the form for missing values', () => {
  it.each([
    ['char', {}, { type: 'string' }],
    ['text', {}, { type: 'string' }],
    ['integer', {}, { type: 'integer' }],
    ['monetary', {}, { type: 'number' }],
    ['boolean', {}, { type: 'boolean' }],
    ['date', {}, { type: 'string', format: 'date' }],
    ['datetime', {}, { type: 'string', format: 'date-time' }],
    ['many2one', { relation: 'res.partner' }, { type: 'integer', minimum: 1 }],
    [
      'selection',
      {
        selection: [
          ['a', 'First'],
          ['b', 'Second'],
        ] as const,
      },
      { type: 'string', enum: ['a', 'b'], enumNames: ['First', 'Second'] },
    ],
  ])('asks for a %s', (type, more, schema) => {
    const form = formOf({ name: 'it', type, string: 'Label', ...more });
    expect(form?.requestedSchema.properties.it).toMatchObject({ title: 'Label', ...schema });
    expect(form?.requestedSchema.required).toEqual(['it']);
  });

  it('leaves out what no flat form holds, and is none when nothing is left', () => {
    const file = { name: 'file', type: 'binary', string: 'File' };
    const empty = { name: 'kind', type: 'selection', string: 'Kind', selection: [] };
    expect(formOf(file, empty)).toBeUndefined();
    const form = formOf(file, { name: 'name', type: 'char', string: 'Name' });
    expect(Object.keys(form?.requestedSchema.properties ?? {})).toEqual(['name']);
  });
});

describe('the answer to a form', () => {
  it.each([
    [undefined, undefined],
    [{}, undefined],
    [{ other: { action: 'accept', content: { name: 'x' } } }, undefined],
    [{ missing_fields: { action: 'decline' } }, { kind: 'declined' }],
    [{ missing_fields: { action: 'cancel' } }, { kind: 'declined' }],
    [{ missing_fields: { roots: [] } }, { kind: 'declined' }],
    [{ missing_fields: { action: 'accept' } }, { kind: 'accepted', content: {} }],
    [
      { missing_fields: { action: 'accept', content: { name: 'x' } } },
      { kind: 'accepted', content: { name: 'x' } },
    ],
  ])('of %j is %j', (responses, answer) => {
    expect(formAnswer(responses)).toEqual(answer);
  });

  const FIELDS = parseModelFields({
    name: { type: 'char', required: true },
    start: { type: 'datetime', required: true },
    level: {
      type: 'selection',
      required: true,
      selection: [
        [1, 'Low'],
        ['2', 'High'],
      ],
    },
    secret: { type: 'char', required: false },
    state: { type: 'char', required: true, readonly: true },
  });

  it.each([
    ['a text as it is', { name: 'x' }, { name: 'x' }],
    ['a time in UTC', { start: '2026-01-05T10:00:00+02:00' }, { start: '2026-01-05 08:00:00' }],
    ['a time that is none as it is', { start: 'noon' }, { start: 'noon' }],
    [
      'a time without a zone as it is',
      { start: '2026-01-05T10:00:00' },
      { start: '2026-01-05T10:00:00' },
    ],
    ["a choice as Odoo's own value", { level: '1' }, { level: 1 }],
    ['a choice that is none as it is', { level: 'x' }, { level: 'x' }],
    ['no blanks', { name: '' }, {}],
    ['nothing that is not required', { secret: 'x' }, {}],
    ['nothing that cannot be written', { state: 'done' }, {}],
    ['nothing that is no field', { toString: 'x', other: 1 }, {}],
  ])('gives %s', (_what, content, values) => {
    expect(valuesOfForm(content, FIELDS)).toEqual(values);
  });
});
