import type { Json } from '../json.ts';

/** Said of a file whose type the server does not say in a form that can be checked. */
export const ANY_FILE = 'application/octet-stream';

/** A media type of RFC 6838, lower case and without parameters. */
export function isMimeType(value: Json | undefined): value is string {
  return typeof value === 'string' && MIME_TYPE.test(value);
}

const MIME_TYPE =
  /^(?:application|audio|chemical|font|image|message|model|multipart|text|video)\/[a-z0-9][a-z0-9.+-]{0,99}$/;

/** The name of a file: one line of plain text. */
export function isFileName(value: Json | undefined): value is string {
  return typeof value === 'string' && value.length <= 255 && !/\p{C}/u.test(value);
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** How many bytes a text of standard base64 holds; undefined when it is none. */
export function bytesOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'string' || value.length % 4 !== 0 || !BASE64.test(value)) return undefined;
  const padding = value.endsWith('==') ? 2 : value.endsWith('=') ? 1 : 0;
  return (value.length / 4) * 3 - padding;
}
