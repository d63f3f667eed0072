import { Buffer, isUtf8 } from 'node:buffer';
import type { JsonObject } from '../../policies/json.ts';
import type { RpcMessage } from './message.ts';

/**
 * Headers that mirror the body of a modern request (2026-07-28, Streamable HTTP). The body is the
 * authority: towards the upstream they are always made from it, and those of a client only compared.
 */

/** Which member of `params` the `Mcp-Name` header repeats, by method. */
const NAME_SOURCE: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/** What `Mcp-Name` must repeat for this request; undefined where the method has no such header. */
export function mirroredName(
  method: string,
  params: JsonObject | undefined,
): { readonly member: string; readonly value: string | undefined } | undefined {
  const member = NAME_SOURCE.get(method);
  if (member === undefined) return undefined;
  const value = params?.[member];
  return { member, value: typeof value === 'string' ? value : undefined };
}

const PREFIX = '=?base64?';
const SUFFIX = '?=';
const CANONICAL_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** Visible ASCII with single inner spaces allowed: what survives a header line unchanged. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Encodes a value for a mirrored header: as it is where a header can hold it, else `=?base64?…?=`. */
export function encodeHeaderValue(value: string): string {
  if (PLAIN.test(value) && !value.startsWith(PREFIX)) return value;
  return `${PREFIX}${Buffer.from(value, 'utf8').toString('base64')}${SUFFIX}`;
}

/** Decodes a mirrored header; undefined where the base64 form is not canonical or not UTF-8. */
export function decodeHeaderValue(header: string): string | undefined {
  const value = trimOws(header);
  if (!value.startsWith(PREFIX) || !value.endsWith(SUFFIX)) return value;
  const payload = value.slice(PREFIX.length, -SUFFIX.length);
  if (!CANONICAL_BASE64.test(payload)) return undefined;
  const bytes = Buffer.from(payload, 'base64');
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined;
}

/** The headers that mirror a modern message: version, method and, where the method has one, name. */
export function mirrorHeaders(
  message: RpcMessage,
  protocolVersion: string,
): Readonly<Record<string, string>> {
  if (!('method' in message)) return { 'mcp-protocol-version': protocolVersion };
  const name = mirroredName(message.method, message.params)?.value;
  const headers = {
    'mcp-protocol-version': protocolVersion,
    'mcp-method': encodeHeaderValue(message.method),
  };
  return name === undefined ? headers : { ...headers, 'mcp-name': encodeHeaderValue(name) };
}

/** Strips the optional white space (space, tab) that HTTP allows around a field value. */
export function trimOws(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isOws(value.charCodeAt(start))) start++;
  while (end > start && isOws(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end);
}

function isOws(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
