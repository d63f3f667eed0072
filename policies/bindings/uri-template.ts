import { isObject, type Json, type JsonObject } from '../json.ts';
import { frozenEntries } from './frozen-json.ts';

/**
 * A URI template of RFC 6570, as far as resources use it: `{name}` for a whole path segment and one
 * `{?a,b}` for the query at the end.
 */
export interface UriTemplate {
  readonly segments: readonly Segment[];
  readonly query: readonly string[];
}

type Segment = { readonly text: string } | { readonly variable: string };

/** What a URI says in the words of a template; `foreign` when it is none of the template's. */
export type UriMatch =
  | 'foreign'
  | { readonly problem: string }
  | { readonly variables: JsonObject };

const LONGEST_URI = 2_048;
/** Printable ASCII without the characters RFC 3986 has no place for. */
const URI = /^[a-z][a-z0-9+.-]*:\/\/[\w\-.~:/?[\]@!$&'()*+,;=%]*$/;
const VARIABLE = /^(?!(?:__proto__|constructor|prototype)$)[A-Za-z_]\w{0,63}$/;
const TEXT = /^[\w\-.~:@!$&'()*+,;=]*$/;

/** Parses a template; undefined when it is none, or uses a form that is not one of the two. */
export function parseUriTemplate(written: string): UriTemplate | undefined {
  const [, path, list] = /^([^?#]*?)(?:\{\?([^{}]+)\})?$/.exec(written) ?? [];
  if (path === undefined || !/^[a-z][a-z0-9+.-]*:\/\/[^/]/.test(path)) return undefined;
  const segments: Segment[] = [];
  for (const [index, part] of path.split('/').entries()) {
    const [, variable] = /^\{(.*)\}$/.exec(part) ?? [];
    // The scheme, the empty part behind it and the authority are the server's own.
    if (variable !== undefined && index > 2 && VARIABLE.test(variable)) segments.push({ variable });
    else if (TEXT.test(part)) segments.push({ text: part });
    else return undefined;
  }
  const query = list?.split(',') ?? [];
  const names = [
    ...segments.flatMap((part) => ('variable' in part ? [part.variable] : [])),
    ...query,
  ];
  const sound = names.every((name) => VARIABLE.test(name)) && new Set(names).size === names.length;
  return sound ? Object.freeze({ segments, query }) : undefined;
}

/** Every variable of a template. */
export function variablesOf({ segments, query }: UriTemplate): readonly string[] {
  return [...segments.flatMap((part) => ('variable' in part ? [part.variable] : [])), ...query];
}

/** Whether some URI could be both templates'. */
export function overlap(one: UriTemplate, other: UriTemplate): boolean {
  return (
    one.segments.length === other.segments.length &&
    one.segments.every((part, index) => {
      const match = other.segments[index];
      return (
        match !== undefined && (!('text' in part) || !('text' in match) || part.text === match.text)
      );
    })
  );
}

/**
 * Reads a URI by a template. Percent signs are decoded once, inside a segment or a value: a slash that
 * appears then is a problem, and so are dots that walk the path, keys the template does not have or has
 * twice, and whatever is no URI.
 */
export function matchUri({ segments, query }: UriTemplate, uri: string): UriMatch {
  if (uri.length > LONGEST_URI || !URI.test(uri)) return 'foreign';
  const cut = uri.indexOf('?');
  const parts = (cut < 0 ? uri : uri.slice(0, cut)).split('/');
  if (parts.length !== segments.length) return 'foreign';
  const variables: [string, string][] = [];
  let problem: string | undefined;
  for (const [index, segment] of segments.entries()) {
    const part = parts[index] ?? '';
    if ('text' in segment) {
      if (segment.text !== part) return 'foreign';
      continue;
    }
    const value = decoded(part);
    if (value === undefined || value === '' || /^\.{1,2}$|[/\\]/.test(value))
      problem ??= `its part {${segment.variable}} is no plain name`;
    else variables.push([segment.variable, value]);
  }
  if (problem !== undefined) return { problem };
  if (cut < 0) return { variables: frozenEntries(variables) };
  const asked = readQuery(uri.slice(cut + 1), query);
  if (typeof asked === 'string') return { problem: asked };
  return { variables: frozenEntries([...variables, ...asked]) };
}

function readQuery(
  text: string,
  known: readonly string[],
): readonly (readonly [string, string])[] | string {
  const found = new Map<string, string>();
  for (const pair of text.split('&')) {
    const cut = pair.indexOf('=');
    const key = cut < 0 ? undefined : pair.slice(0, cut);
    if (key === undefined || !known.includes(key))
      return known.length === 0 ? 'it takes no query' : `its query takes ${known.join(', ')}`;
    if (found.has(key)) return `its query names ${key} twice`;
    const value = decoded(pair.slice(cut + 1));
    if (value === undefined || value === '') return `its query says nothing for ${key}`;
    found.set(key, value);
  }
  return [...found];
}

/** Percent-decoded once; undefined when that gives no text, or one with control characters. */
function decoded(text: string): string | undefined {
  try {
    const value = decodeURIComponent(text);
    return /\p{C}/u.test(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Writes a URI of the template. Throws `TypeError` when a part of its path has no value. */
export function expandUri({ segments, query }: UriTemplate, variables: JsonObject): string {
  const path = segments.map((segment) => {
    if ('text' in segment) return segment.text;
    const value = encoded(variables[segment.variable]);
    if (value === undefined) throw new TypeError(`{${segment.variable}} has no value`);
    return value;
  });
  const asked = query.flatMap((key) => {
    const value = encoded(variables[key]);
    return value === undefined ? [] : [`${key}=${value}`];
  });
  return `${path.join('/')}${asked.length === 0 ? '' : `?${asked.join('&')}`}`;
}

/** A list of names keeps its commas, as RFC 6570 writes lists. */
function encoded(value: Json | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string' || isObject(value)) throw new TypeError('a URI is made of texts');
  return encodeURIComponent(value).replaceAll('%2C', ',');
}
