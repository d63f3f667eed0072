import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { parseModelSchema } from '../../policies/bindings/field-schema.ts';
import type { Json, JsonObject } from '../../policies/json.ts';
import type { FieldSchema, ModelSchema } from '../../policies/model-schema.ts';
import { type ModelName, parseModelName } from '../../policies/names.ts';
import { UsageError } from '../commands/usage-error.ts';
import { ParseFailure, parseStrictJson, UPSTREAM_JSON_LIMITS } from '../wire/strict-json.ts';

/** Field metadata of some models, saved so that calls can be judged without an Odoo. */
export interface SavedSchema {
  readonly models: ReadonlyMap<ModelName, ModelSchema>;
  readonly digest: string;
}

/** The format of the file. One of another version is refused. */
const VERSION = 1;

const FILE = z.strictObject({
  odoo_mcp_guard_schema: z.literal(VERSION),
  digest: z.string(),
  models: z.record(z.string(), z.record(z.string(), z.json())),
});

/**
 * Reads a file that `odoo-mcp-guard schema` wrote. Throws `UsageError` for anything else, and for one that was
 * changed by hand: what is decided on it would hold for no Odoo.
 */
export function readSavedSchema(file: string): SavedSchema {
  const refuse = (problem: string) =>
    new UsageError(`${file}: ${problem} Make it anew: odoo-mcp-guard schema --out ${file}`);
  let parsed: z.output<typeof FILE>;
  try {
    parsed = FILE.parse(parseStrictJson(readFileSync(file), UPSTREAM_JSON_LIMITS));
  } catch (error) {
    if (error instanceof ParseFailure) throw refuse(`is not readable: ${error.message}.`);
    if (error instanceof z.ZodError) throw refuse(`is no saved schema of version ${VERSION}.`);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw refuse(code === 'ENOENT' ? 'there is no such file.' : `cannot be read (${code}).`);
  }
  const models = new Map<ModelName, ModelSchema>();
  for (const [name, fields] of Object.entries(parsed.models)) {
    const model = parseModelName(name);
    const schema = model && parseModelSchema(model, fields);
    if (!schema || schema.fields.size !== Object.keys(fields).length) {
      throw refuse(`its description of ${JSON.stringify(name)} cannot be read.`);
    }
    models.set(schema.model, schema);
  }
  const digest = digestOf(described(models));
  if (digest !== parsed.digest) throw refuse('was changed since it was saved.');
  return { models, digest };
}

/** The text of the file: the same for the same metadata, whatever order it was learned in. */
export function savedSchemaText(models: ReadonlyMap<ModelName, ModelSchema>): string {
  const content = described(models);
  const file = { odoo_mcp_guard_schema: VERSION, digest: digestOf(content), models: content };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function digestOf(content: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function described(models: ReadonlyMap<ModelName, ModelSchema>): JsonObject {
  return sorted(models, ({ fields }) => sorted(fields, attributes));
}

function sorted<Value>(
  entries: ReadonlyMap<string, Value>,
  describe: (value: Value) => Json,
): JsonObject {
  const names = [...entries.keys()].sort();
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = entries.get(name);
      return value === undefined ? [] : [[name, describe(value)]];
    }),
  );
}

/** In the words of `fields_get`. What is not said is false there, and `searchable` what `store` is. */
function attributes(field: FieldSchema): JsonObject {
  const { type, label, relation, relationField, related } = field;
  return {
    type,
    ...(label === undefined ? {} : { string: label }),
    ...(relation === undefined ? {} : { relation }),
    ...(relationField === undefined ? {} : { relation_field: relationField }),
    ...(related === undefined ? {} : { related }),
    ...(field.store ? { store: true } : {}),
    ...(field.searchable === field.store ? {} : { searchable: field.searchable }),
    ...(field.readonly ? { readonly: true } : {}),
    ...(field.required ? { required: true } : {}),
    default_read: field.byDefault,
  };
}
