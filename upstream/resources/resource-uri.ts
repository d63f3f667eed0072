import { UriTemplate } from '@modelcontextprotocol/server';

/** The values of a template's variables in one URI, percent-decoded. */
export type UriVariables = Readonly<Record<string, string>>;

/** Longest URI looked at, in characters. */
const MAX_URI = 2_000;

/**
 * A URI template of path variables and optional query variables, such as
 * `odoo://record/{model}/{id}{?fields}`. The SDK's own matching (2.4.0) takes query variables for
 * required and leaves percent-encoding in the values; this one does neither, and refuses query variables
 * that the template does not name or that are given twice.
 */
export class ResourceUri extends UriTemplate {
  override match(uri: string): Record<string, string> | null {
    return matchUri(this.toString(), uri) ?? null;
  }
}

/** The variables of `uri` under `template`, or undefined when it does not fit. */
export function matchUri(template: string, uri: string): Record<string, string> | undefined {
  if (uri.length > MAX_URI || uri.includes('#')) return undefined;
  const [path = '', ...query] = uri.split('?');
  const [wantedPath = '', wantedQuery = ''] = template.split('{?');
  if (query.length > 1) return undefined;
  const values = matchPath(wantedPath.split('/'), path.split('/'));
  const named = matchQuery(wantedQuery.replace('}', '').split(','), query[0]);
  return values === undefined || named === undefined ? undefined : { ...values, ...named };
}

function matchPath(
  wanted: readonly string[],
  given: readonly string[],
): Record<string, string> | undefined {
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    const variable = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (variable === undefined) {
      if (segment !== value) return undefined;
      continue;
    }
    const decoded = decode(value);
    if (decoded === undefined || decoded === '') return undefined;
    values[variable] = decoded;
  }
  return values;
}

function matchQuery(
  allowed: readonly string[],
  query: string | undefined,
): Record<string, string> | undefined {
  const values: Record<string, string> = {};
  if (query === undefined) return values;
  for (const pair of query.split('&')) {
    const [name = '', value, ...rest] = pair.split('=');
    const decoded = decode(value ?? '');
    if (!allowed.includes(name) || Object.hasOwn(values, name)) return undefined;
    if (decoded === undefined || rest.length > 0) return undefined;
    values[name] = decoded;
  }
  return values;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
