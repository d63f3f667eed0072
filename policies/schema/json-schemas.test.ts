import { expect, test } from 'vitest';
import { jsonSchemas } from './json-schemas.ts';

interface Described {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly additionalProperties?: unknown;
  readonly anyOf?: readonly Described[];
}

test.each([
  ['restrictions', 'always_blocked'],
  ['model_access', 'group_access'],
  ['rbac', 'field_group_overrides'],
  ['gateway', 'identity'],
])('%s.yaml is described in both shapes', (name, key) => {
  const schema: Described = jsonSchemas()[`${name}.yaml`] ?? {};
  const [flat, nested] = schema.anyOf ?? [];
  expect(flat?.properties).toHaveProperty(key);
  expect(nested?.properties?.[name]?.properties).toHaveProperty(key);
  expect(flat?.additionalProperties).toBe(false);
});

test('nothing in them asks an editor to accept keys that loading refuses', () => {
  const open: string[] = [];
  const visit = (schema: Described, path: string) => {
    if (schema.properties !== undefined && schema.additionalProperties !== false) open.push(path);
    for (const [key, below] of Object.entries(schema.properties ?? {}))
      visit(below, `${path}.${key}`);
    for (const option of schema.anyOf ?? []) visit(option, path);
  };
  for (const [name, schema] of Object.entries(jsonSchemas())) visit(schema, name);
  expect(open).toEqual([]);
});
