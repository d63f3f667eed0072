import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseModelSchema } from '../../policies/bindings/field-schema.ts';
import type { JsonObject } from '../../policies/json.ts';
import type { ModelSchema } from '../../policies/model-schema.ts';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import { readSavedSchema, savedSchemaText } from './saved-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'saved-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const file = join(folder, 'schema.json');
  writeFileSync(file, text);
  return file;
}

function schemaOf(models: Readonly<Record<string, JsonObject>>): Map<ModelName, ModelSchema> {
  return new Map(
    Object.entries(models).flatMap(([name, fields]) => {
      const model = parseModelName(name);
      const schema = model && parseModelSchema(model, fields);
      return schema ? [[schema.model, schema] as const] : [];
    }),
  );
}

const field = fc.oneof(
  fc.record(
    {
      type: fc.constantFrom('char', 'integer', 'binary', 'json', 'reference'),
      string: fc.string(),
      store: fc.boolean(),
      searchable: fc.boolean(),
      readonly: fc.boolean(),
      required: fc.boolean(),
      default_read: fc.boolean(),
      related: fc.constantFrom('partner_id.name', false),
    },
    { requiredKeys: ['type'] },
  ),
  fc.record(
    {
      type: fc.constantFrom('many2one', 'one2many', 'many2many'),
      relation: fc.constantFrom('res.partner', 'sale.order'),
      relation_field: fc.constantFrom('order_id', 'partner_id'),
      store: fc.boolean(),
    },
    { requiredKeys: ['type', 'relation'] },
  ),
);
const name = fc.stringMatching(/^[a-b][a-z0-9_]{0,5}$/);
const models = fc.dictionary(name, fc.dictionary(name, field, { maxKeys: 6 }), { maxKeys: 4 });

describe('saved field metadata', () => {
  it('says the same when it is read again', () => {
    fc.assert(
      fc.property(models, (described) => {
        const before = schemaOf(described);
        const { models: after } = readSavedSchema(fileWith(savedSchemaText(before)));
        expect(after).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same text whatever order things were learned in', () => {
    const char = { type: 'char', store: true };
    const one = schemaOf({ 'a.b': { x: char, y: char }, 'c.d': { z: char } });
    const other = schemaOf({ 'c.d': { z: char }, 'a.b': { y: char, x: char } });
    expect(savedSchemaText(one)).toBe(savedSchemaText(other));
  });

  const saved = savedSchemaText(schemaOf({ 'a.b': { x: { type: 'char', store: true } } }));

  it.each([
    ['changed by hand', saved.replace('"store": true', '"readonly": true'), 'was changed since'],
    ['of another version', saved.replace('_schema": 1', '_schema": 2'), 'no saved schema of'],
    ['no JSON', '{', 'is not readable'],
    ['something else', '{"models": {}}', 'no saved schema of'],
  ])('is refused when it is %s', (_what, text, problem) => {
    expect(() => readSavedSchema(fileWith(text))).toThrow(problem);
  });

  it('tells how to make a file that is not there', () => {
    const file = join(folder, 'none.json');
    expect(() => readSavedSchema(file)).toThrow(
      `${file}: there is no such file. Make it anew: odoo-mcp-guard schema --out ${file}`,
    );
  });
});
