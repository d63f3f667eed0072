import { parseXml, type XmlElement, XmlRefused } from './xml-document.ts';
import { MAX_XMLRPC_DEPTH } from './xmlrpc-encode.ts';

/** What an XML-RPC method answered. */
export type XmlRpcAnswer =
  | { readonly kind: 'result'; readonly value: unknown }
  | { readonly kind: 'fault'; readonly code: number; readonly text: string };

/** `value`, `struct` and `member`, or `value`, `array` and `data`, for each level; and what is around. */
const MAX_ELEMENT_DEPTH = 3 * MAX_XMLRPC_DEPTH + 9;

/**
 * Reads an XML-RPC answer into JSON's kinds of value: `base64` stays base64 text and `dateTime.iso8601`
 * becomes `YYYY-MM-DD HH:MM:SS`, as Odoo writes both in JSON. Throws {@link XmlRefused} for anything
 * else than one answer of the known types, written exactly.
 */
export function decodeMethodResponse(text: string): XmlRpcAnswer {
  const root = parseXml(text, MAX_ELEMENT_DEPTH);
  if (root.name !== 'methodResponse') throw new XmlRefused('no method response');
  const content = only(root);
  if (content.name === 'params')
    return { kind: 'result', value: decodeValue(only(only(content, 'param'), 'value')) };
  if (content.name === 'fault') return decodeFault(decodeValue(only(content, 'value')));
  throw new XmlRefused('neither a result nor a fault');
}

function decodeFault(fault: unknown): XmlRpcAnswer {
  const described =
    typeof fault === 'object' && fault !== null && 'faultCode' in fault && 'faultString' in fault
      ? fault
      : undefined;
  if (typeof described?.faultCode !== 'number' || typeof described.faultString !== 'string')
    throw new XmlRefused('a fault of an unknown form');
  return { kind: 'fault', code: described.faultCode, text: described.faultString };
}

function decodeValue(value: XmlElement): unknown {
  if (value.children.length === 0) return value.text;
  const typed = only(value);
  switch (typed.name) {
    case 'string':
      return leaf(typed);
    case 'int':
    case 'i4':
    case 'i8':
      return integer(leaf(typed));
    case 'boolean':
      return boolean(leaf(typed));
    case 'double':
      return double(leaf(typed));
    case 'base64':
      return base64(leaf(typed));
    case 'dateTime.iso8601':
      return datetime(leaf(typed));
    case 'nil':
      if (leaf(typed) !== '') throw new XmlRefused('a nil that holds something');
      return null;
    case 'array':
      return childrenOf(only(typed, 'data'), 'value').map(decodeValue);
    case 'struct':
      return struct(childrenOf(typed, 'member'));
    default:
      throw new XmlRefused('a value of an unknown type');
  }
}

function struct(members: readonly XmlElement[]): unknown {
  const entries = new Map<string, unknown>();
  for (const member of members) {
    const [name, value, ...others] = member.children;
    if (name?.name !== 'name' || value?.name !== 'value' || others.length > 0)
      throw new XmlRefused('a member without one name and one value');
    if (entries.has(leaf(name))) throw new XmlRefused('a member twice');
    entries.set(leaf(name), decodeValue(value));
  }
  return Object.fromEntries(entries);
}

function integer(text: string): number {
  const value = Number(text);
  if (!/^\s*[+-]?\d{1,20}\s*$/.test(text) || !Number.isSafeInteger(value))
    throw new XmlRefused('a whole number that is not exact');
  return value;
}

function double(text: string): number {
  const value = Number(text);
  if (
    !/^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text) ||
    !Number.isFinite(value)
  )
    throw new XmlRefused('a number that is none');
  return value;
}

function boolean(text: string): boolean {
  if (text !== '0' && text !== '1') throw new XmlRefused('a boolean other than 0 and 1');
  return text === '1';
}

function base64(text: string): string {
  const packed = text.replace(/\s+/g, '');
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed))
    throw new XmlRefused('base64 that is none');
  return packed;
}

function datetime(text: string): string {
  const parts = /^\s*(\d{4})-?(\d{2})-?(\d{2})T(\d{2}:\d{2}:\d{2})\s*$/.exec(text);
  if (parts === null) throw new XmlRefused('a date and time of an unknown form');
  return `${parts[1]}-${parts[2]}-${parts[3]} ${parts[4]}`;
}

function leaf(element: XmlElement): string {
  if (element.children.length > 0) throw new XmlRefused('elements in the place of a text');
  return element.text;
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  if (element.text.trim() !== '' || element.children.some((child) => child.name !== name))
    throw new XmlRefused(`something else than ${name}`);
  return element.children;
}

function only(element: XmlElement, name?: string): XmlElement {
  const [child, ...others] = element.children;
  if (child === undefined || others.length > 0 || (name !== undefined && child.name !== name))
    throw new XmlRefused('not the one element that belongs here');
  return child;
}
