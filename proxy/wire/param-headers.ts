import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { decodeHeaderValue, encodeHeaderValue } from './mirrored-headers.ts';

/**
 * `Mcp-Param-*` headers (2026-07-28): a tool may declare, with `x-mcp-header` on a property of its input
 * schema, that an argument is repeated in a header. The transport cannot know the schema; whoever has the
 * tool's definition compiles its declarations once and uses them on every call.
 */
export interface ParamHeader {
  /** Lower-case name of the whole header: `mcp-param-region`. */
  readonly header: string;
  /** Where the argument stands in `params.arguments`. */
  readonly path: readonly string[];
  readonly type: 'string' | 'integer' | 'boolean';
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const KEY = 'x-mcp-header';
const MAX_DEPTH = 32;

/**
 * Compiles the declarations of an input schema. Undefined where the schema breaks a rule of the
 * specification: such a tool must not be offered over HTTP. The rules: the name is an HTTP token, unique
 * whatever its case; the property is a string, an integer or a boolean; it is reached through
 * `properties` alone, never through `items`, `oneOf`, `$defs` and the like.
 */
export function paramHeadersOf(inputSchema: Json | undefined): readonly ParamHeader[] | undefined {
  const found: ParamHeader[] = [];
  const names = new Set<string>();

  function visit(node: Json | undefined, path: readonly string[], depth: number): boolean {
    if (!isObject(node)) return true;
    if (depth > MAX_DEPTH) return !mentions(node, 0);
    if (KEY in node && !declare(node, path)) return false;
    for (const [keyword, child] of Object.entries(node)) {
      if (keyword === 'properties' && isObject(child)) {
        for (const [name, schema] of Object.entries(child))
          if (!visit(schema, [...path, name], depth + 1)) return false;
      } else if (SUBSCHEMA_KEYWORDS.has(keyword) && mentions(child, 0)) return false;
    }
    return true;
  }

  function declare(node: JsonObject, path: readonly string[]): boolean {
    const name = node[KEY];
    const type = node.type;
    if (path.length === 0 || typeof name !== 'string' || !TOKEN.test(name)) return false;
    if (type !== 'string' && type !== 'integer' && type !== 'boolean') return false;
    const header = `mcp-param-${name.toLowerCase()}`;
    if (names.has(header)) return false;
    names.add(header);
    found.push({ header, path, type });
    return true;
  }

  return visit(inputSchema, [], 0) ? found : undefined;
}

/** The headers that repeat these arguments; an argument that is absent or null has none. */
export function paramHeadersFor(
  declared: readonly ParamHeader[],
  args: Json | undefined,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const { header, path } of declared) {
    const value = text(at(args, path));
    if (value !== undefined) headers[header] = encodeHeaderValue(value);
  }
  return headers;
}

/**
 * Compares a client's headers with the arguments they repeat. Returns the name of the first header that
 * is missing, differs or cannot be decoded: the call is answered with 400 and -32020.
 */
export function paramHeaderMismatch(
  declared: readonly ParamHeader[],
  args: Json | undefined,
  headers: Readonly<Record<string, string>>,
): string | undefined {
  for (const { header, path, type } of declared) {
    const argument = at(args, path);
    const expected = text(argument);
    if (expected === undefined) continue;
    const sent = Object.hasOwn(headers, header) ? headers[header] : undefined;
    const decoded = sent === undefined ? undefined : decodeHeaderValue(sent);
    if (decoded === undefined) return header;
    const equal =
      type === 'integer' && /^-?\d+(\.0+)?$/.test(decoded)
        ? Number(decoded) === argument
        : decoded === expected;
    if (!equal) return header;
  }
  return undefined;
}

const SUBSCHEMA_KEYWORDS: ReadonlySet<string> = new Set([
  'items',
  'prefixItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'patternProperties',
  'dependentSchemas',
  'oneOf',
  'anyOf',
  'allOf',
  'not',
  'if',
  'then',
  'else',
  '$defs',
  'definitions',
]);

/** Whether a declaration stands anywhere below a place where none may. Too deep counts as yes. */
function mentions(node: Json, depth: number): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (depth > MAX_DEPTH * 2) return true;
  if (isObject(node) && KEY in node) return true;
  return Object.values(node).some((child) => mentions(child, depth + 1));
}

function at(root: Json | undefined, path: readonly string[]): Json | undefined {
  let node = root;
  for (const key of path) {
    if (!isObject(node) || !Object.hasOwn(node, key)) return undefined;
    node = node[key];
  }
  return node;
}

function text(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}
