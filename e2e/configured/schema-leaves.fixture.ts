import * as z from 'zod';

/** As much of a JSON Schema as the policy files' schemas use. */
interface SchemaNode {
  readonly anyOf?: readonly SchemaNode[] | undefined;
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: boolean | SchemaNode | undefined;
  readonly items?: SchemaNode | undefined;
}

const schemaNode: z.ZodType<SchemaNode> = z.lazy(() =>
  z.object({
    anyOf: z.array(schemaNode).optional(),
    properties: z.record(z.string(), schemaNode).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), schemaNode]).optional(),
    items: schemaNode.optional(),
  }),
);

/** The schema of a policy file with its keys at the top: the other shape nests the same keys under one. */
export function flatShape(file: object): SchemaNode {
  const [flat] = schemaNode.parse(file).anyOf ?? [];
  if (flat?.properties === undefined) throw new Error('the schema has no flat shape');
  return flat;
}

/**
 * Every key of a schema that holds a value: `a.b`, with `*` for a name the operator chooses and `[]` for an
 * entry of a list of mappings. A list of plain values is one key.
 */
export function leafKeys(node: SchemaNode, path = ''): readonly string[] {
  const below = node.anyOf?.filter(isMapping) ?? [];
  if (below.length > 0) return [...new Set(below.flatMap((option) => leafKeys(option, path)))];
  if (node.properties !== undefined)
    return Object.entries(node.properties).flatMap(([key, next]) =>
      leafKeys(next, joined(path, key)),
    );
  if (typeof node.additionalProperties === 'object')
    return leafKeys(node.additionalProperties, joined(path, '*'));
  if (node.items !== undefined && isMapping(node.items)) return leafKeys(node.items, `${path}[]`);
  return [path];
}

/** The keys whose written values differ between two files of that schema. */
export function differingKeys(node: SchemaNode, one: unknown, other: unknown): readonly string[] {
  const [before, after] = [one, other].map((data) => writtenAt(node, data, '', ''));
  const keys = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
  return [...keys].filter((key) => before?.get(key) !== after?.get(key));
}

/** What is written at each key, with the names and places it is written under. */
function writtenAt(node: SchemaNode, data: unknown, path: string, place: string) {
  const found = new Map<string, string>();
  visit(node, data, path, place);
  return found;

  function visit(at: SchemaNode, value: unknown, key: string, where: string): void {
    if (at.anyOf?.some(isMapping)) {
      const option = at.anyOf.find((one) => fits(one, value));
      if (option === undefined) throw new Error(`${where}: written in no known shape`);
      visit(option, value, key, where);
      return;
    }
    if (!isMapping(at) && !(at.items !== undefined && isMapping(at.items))) {
      found.set(key, `${found.get(key) ?? ''}${where}=${JSON.stringify(value)}\n`);
      return;
    }
    for (const [name, entry] of Object.entries(value ?? {})) {
      const next = Array.isArray(value)
        ? { node: at.items, key: `${key}[]` }
        : at.properties !== undefined
          ? { node: at.properties[name], key: joined(key, name) }
          : { node: recordValue(at), key: joined(key, '*') };
      if (next.node === undefined) throw new Error(`${where}: ${name} is not in the schema`);
      visit(next.node, entry, next.key, joined(where, name));
    }
  }
}

function recordValue({ additionalProperties }: SchemaNode): SchemaNode | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

function isMapping(node: SchemaNode): boolean {
  return (
    node.properties !== undefined ||
    recordValue(node) !== undefined ||
    (node.anyOf?.some(isMapping) ?? false)
  );
}

function fits(node: SchemaNode, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return !isMapping(node);
  const keys = Object.keys(value);
  if (node.properties === undefined) return true;
  const known = new Set(Object.keys(node.properties));
  return (
    keys.every((key) => known.has(key)) && (node.required ?? []).every((key) => keys.includes(key))
  );
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
