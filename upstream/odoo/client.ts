import type { CredentialMethod, OdooCredential } from './credential.ts';
import type { OdooEndpoint } from './endpoint.ts';
import { type ModelFields, parseModelFields } from './fields.ts';
import type { OdooTransport } from './transport.ts';
import { detectVersion, type OdooVersion } from './version.ts';

const FIELDS_TTL_MS = 5 * 60_000;
const MAX_CACHED_MODELS = 200;
const FIELD_ATTRIBUTES = [
  'type',
  'string',
  'required',
  'readonly',
  'relation',
  'store',
  'selection',
  'group_operator',
  'aggregator',
] as const;

/** The methods this server itself calls to read. None of them changes anything in Odoo 17 to 19. */
export type ReadMethod =
  | 'check_access_rights'
  | 'default_get'
  | 'fields_get'
  | 'formatted_read_group'
  | 'get_available_models'
  | 'get_external_id'
  | 'has_group'
  | 'name_search'
  | 'read'
  | 'read_group'
  | 'search_count'
  | 'search_read';

/** Odoo as one signed-in user sees it. */
export interface OdooClient {
  readonly uid: number;
  readonly login: string;
  readonly database: string;
  readonly method: CredentialMethod;
  /** Calls a public method with the user's rights, once; throws `OdooError`. */
  call(
    model: string,
    method: string,
    args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /** Calls a method that only reads; it may be sent again when Odoo cannot be reached. */
  query(
    model: string,
    method: ReadMethod,
    args: readonly unknown[],
    kwargs: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<unknown>;
  /** The model's fields as this user sees them; up to five minutes old. */
  fields(model: string, signal?: AbortSignal): Promise<ModelFields>;
  /** The server's release, asked once. */
  version(signal?: AbortSignal): Promise<OdooVersion>;
}

export interface ClientOptions {
  /** The release, when it is known already. */
  readonly version?: OdooVersion | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Puts the client over an authenticated transport. Sends nothing by itself. */
export function createClient(
  endpoint: OdooEndpoint,
  transport: OdooTransport,
  credential: Pick<OdooCredential, 'database' | 'method'>,
  { version: known, now }: ClientOptions,
): OdooClient {
  const cache = new Map<string, { readonly fields: ModelFields; readonly until: number }>();
  let version = known;

  const client: OdooClient = {
    uid: transport.uid,
    login: transport.login,
    database: credential.database,
    method: credential.method,
    call: (model, method, args, kwargs, signal) =>
      transport.call({ model, method, args, kwargs, repeatable: false }, signal),
    query: (model, method, args, kwargs, signal) =>
      transport.call({ model, method, args, kwargs, repeatable: true }, signal),
    async fields(model, signal) {
      const cached = cache.get(model);
      if (cached !== undefined && cached.until > now()) return cached.fields;
      const answer = await client.query(
        model,
        'fields_get',
        [],
        { attributes: FIELD_ATTRIBUTES },
        signal,
      );
      const fields = parseModelFields(answer);
      const oldest = cache.keys().next();
      if (cache.size >= MAX_CACHED_MODELS && !oldest.done) cache.delete(oldest.value);
      cache.delete(model);
      cache.set(model, { fields, until: now() + FIELDS_TTL_MS });
      return fields;
    },
    async version(signal) {
      version ??= await detectVersion(endpoint, signal);
      return version;
    },
  };
  return client;
}
