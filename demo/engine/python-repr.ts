import { isArray, type Json } from './json.ts';

/** A JSON value the way Python's `repr` prints it: Odoo quotes values so in its error texts. */
export function pythonRepr(value: Json): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quote(value);
  if (isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  const entries = Object.entries(value).map(([key, item]) => `${quote(key)}: ${pythonRepr(item)}`);
  return `{${entries.join(', ')}}`;
}

/** A domain leaf as Python prints a tuple: `('name', '=', 'x')`. */
export function tupleRepr(items: readonly Json[]): string {
  const inner = items.map(pythonRepr).join(', ');
  return items.length === 1 ? `(${inner},)` : `(${inner})`;
}

function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return escaped.includes("'") && !escaped.includes('"')
    ? `"${escaped}"`
    : `'${escaped.replaceAll("'", "\\'")}'`;
}
