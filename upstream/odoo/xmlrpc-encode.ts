import { OdooError } from './errors.ts';

/** Nested lists and structs an XML-RPC call or answer may hold. */
export const MAX_XMLRPC_DEPTH = 30;
/** What XML-RPC's own `int` holds; Odoo's reader takes wider ones as `i8`. */
const INT_MAX = 2 ** 31 - 1;
const INT_MIN = -(2 ** 31);

/** Characters XML 1.0 cannot carry, not even escaped; `u` makes a lone surrogate one of them. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/**
 * Writes an XML-RPC method call. Values are those of JSON: whole numbers go out as `int` (`i8` beyond
 * 32 bits), others as `double`, null as `nil`, members without a value are left out as in JSON. Throws
 * class `validation` for what cannot be carried exactly: control characters, numbers that are not
 * finite or not exact, other kinds of value, nesting beyond {@link MAX_XMLRPC_DEPTH}.
 */
export function encodeMethodCall(method: string, params: readonly unknown[]): string {
  const written = params.map((param) => `<param>${encodeValue(param, 0)}</param>`).join('');
  return `<?xml version="1.0"?>\n<methodCall><methodName>${escapeText(method)}</methodName><params>${written}</params></methodCall>`;
}

function encodeValue(value: unknown, depth: number): string {
  if (depth > MAX_XMLRPC_DEPTH) throw notCarried(`nested deeper than ${MAX_XMLRPC_DEPTH} levels`);
  if (value === null) return '<value><nil/></value>';
  switch (typeof value) {
    case 'boolean':
      return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
    case 'number':
      return `<value>${encodeNumber(value)}</value>`;
    case 'string':
      return `<value><string>${escapeText(value)}</string></value>`;
    case 'object':
      return `<value>${encodeCollection(value, depth)}</value>`;
    default:
      throw notCarried(`a value of type ${typeof value}`);
  }
}

function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw notCarried('a number that is not finite');
  if (!Number.isInteger(value)) return `<double>${value}</double>`;
  if (!Number.isSafeInteger(value))
    throw notCarried('a whole number beyond 2^53, which is not exact');
  return value >= INT_MIN && value <= INT_MAX ? `<int>${value}</int>` : `<i8>${value}</i8>`;
}

function encodeCollection(value: object, depth: number): string {
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => encodeValue(item ?? null, depth + 1)).join('');
    return `<array><data>${items}</data></array>`;
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(
      ([name, member]) =>
        `<member><name>${escapeText(name)}</name>${encodeValue(member, depth + 1)}</member>`,
    );
  return `<struct>${members.join('')}</struct>`;
}

/** A carriage return is written as a reference: an XML reader turns a bare one into a line feed. */
function escapeText(text: string): string {
  if (NOT_XML.test(text)) throw notCarried('a text with a control character');
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

function notCarried(what: string): OdooError {
  return new OdooError(
    'validation',
    `XML-RPC cannot carry ${what}: leave it out of the arguments.`,
  );
}
