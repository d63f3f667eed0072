import { XMLParser } from 'fast-xml-parser';
import { OdooError, typeError } from '../engine/errors.ts';
import { isArray, type Json, type JsonObject } from '../engine/json.ts';

/** A call as it came in. */
export interface MethodCall {
  readonly method: string;
  readonly params: readonly Json[];
}

const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  processEntities: true,
});

/** One element; `text` is its own, without that of the elements inside. */
interface Element {
  readonly name: string;
  readonly inside: readonly Element[];
  readonly text: string;
}

/** Reads a method call as Python's `xmlrpc.client` does. Throws what that throws, roughly. */
export function parseMethodCall(body: string): MethodCall {
  const [call] = elementsOf(parse(body));
  if (call?.name !== 'methodCall') throw malformed();
  const method = call.inside.find(({ name }) => name === 'methodName')?.text ?? '';
  const params = call.inside.find(({ name }) => name === 'params')?.inside ?? [];
  return { method, params: params.map((param) => jsonOf(param.inside[0])) };
}

function parse(body: string): unknown {
  try {
    return parser.parse(body, true);
  } catch {
    throw malformed();
  }
}

const malformed = () =>
  new OdooError(
    'xml.parsers.expat.ExpatError',
    'not well-formed (invalid token): line 1, column 0',
  );

function elementsOf(nodes: unknown): readonly Element[] {
  return entriesOf(nodes)
    .filter(([name]) => name !== '#text')
    .map(([name, inside]) => ({ name, inside: elementsOf(inside), text: textOf(inside) }));
}

function textOf(nodes: unknown): string {
  return entriesOf(nodes)
    .map(([name, value]) => (name === '#text' && typeof value === 'string' ? value : ''))
    .join('');
}

function entriesOf(nodes: unknown): readonly [string, unknown][] {
  const list: readonly unknown[] = Array.isArray(nodes) ? nodes : [];
  return list.flatMap((node) =>
    typeof node === 'object' && node !== null ? Object.entries(node).slice(0, 1) : [],
  );
}

function jsonOf(value: Element | undefined): Json {
  const typed = value?.inside[0];
  if (value === undefined || typed === undefined) return value?.text ?? '';
  switch (typed.name) {
    case 'int':
    case 'i4':
    case 'i8':
    case 'double':
      return Number(typed.text);
    case 'boolean':
      return typed.text === '1';
    case 'nil':
      return null;
    case 'array':
      return (typed.inside[0]?.inside ?? []).map(jsonOf);
    case 'struct':
      return Object.fromEntries(
        typed.inside.map((member) => [member.inside[0]?.text ?? '', jsonOf(member.inside[1])]),
      );
    default:
      return typed.text;
  }
}

/** Where in Python's writer a value cannot be written; Odoo answers the traceback. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable';
  readonly frames: readonly string[];
  readonly error: OdooError;
  constructor(frames: readonly string[], error: OdooError) {
    super(error.message);
    this.frames = frames;
    this.error = error;
  }
}

/**
 * A value as Python's writer puts it, one piece per line. Throws {@link Unwritable} for None and for
 * whole numbers over 32 bits. Control characters are taken out, as Odoo does.
 */
export function writeValue(value: Json, frames: readonly string[] = ['__dump']): string {
  if (value === null) {
    const text = 'cannot marshal None unless allow_none is enabled';
    throw new Unwritable([...frames, 'dump_nil'], typeError(text));
  }
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>\n`;
  if (typeof value === 'string') return `<value><string>${escapeText(value)}</string></value>\n`;
  if (typeof value === 'number') return writeNumber(value, frames);
  if (isArray(value)) {
    const inner = [...frames, 'dump_array', '__dump'];
    const items = value.map((item) => writeValue(item, inner)).join('');
    return `<value><array><data>\n${items}</data></array></value>\n`;
  }
  return `<value>${writeStruct(value, frames)}</value>\n`;
}

function writeStruct(value: JsonObject, frames: readonly string[]): string {
  const inner = [...frames, 'dump_struct', '__dump'];
  const members = Object.entries(value).map(
    ([name, member]) =>
      `<member>\n<name>${escapeText(name)}</name>\n${writeValue(member, inner)}</member>\n`,
  );
  return `<struct>\n${members.join('')}</struct>`;
}

function writeNumber(value: number, frames: readonly string[]): string {
  if (!Number.isInteger(value)) return `<value><double>${value}</double></value>\n`;
  if (value > 2 ** 31 - 1 || value < -(2 ** 31)) {
    const error = new OdooError('builtins.OverflowError', 'int exceeds XML-RPC limits');
    throw new Unwritable([...frames, 'dump_long'], error);
  }
  return `<value><int>${value}</int></value>\n`;
}

function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  const carried = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');
  return carried.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
