import { similarModels } from '../discovery/similar-models.ts';
import type { CredentialMethod, OdooCredential } from './credential.ts';
import type { OdooEndpoint } from './endpoint.ts';
import { OdooError, type OdooErrorClass, UnknownModel } from './errors.ts';
import { type ModelFields, parseModelFields } from './fields.ts';
import { listModels, type ModelList } from './models.ts';
import type { OdooTransport, PrintJob } from './transport.ts';
import { createTtlCache } from './ttl-cache.ts';
import { detectVersion, type OdooVersion } from './version.ts';
import { withVersionHint } from './version-hint.ts';

const METADATA_TTL_MS = 5 * 60_000;
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
  | 'check_object_reference'
  | 'check_access_rights'
  | 'default_get'
  | 'fields_get'
  | 'formatted_read_group'
  | 'get_available_models'
  | 'get_external_id'
  | 'has_group'
  | 'name_search'
  | 'onchange'
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
  /** Prints a report as PDF; absent where the way to Odoo cannot, see `OdooTransport`. */
  readonly print?: (job: PrintJob, signal?: AbortSignal) => Promise<Uint8Array>;
  /** The model's fields as this user sees them; up to five minutes old. */
  fields(model: string, signal?: AbortSignal): Promise<ModelFields>;
  /** The models this user can know of; up to five minutes old. */
  models(signal?: AbortSignal): Promise<ModelList>;
  /** The server's release, asked once. */
  version(signal?: AbortSignal): Promise<OdooVersion>;
}

export interface ClientOptions {
  /** The release, when it is known already. */
  readonly version?: OdooVersion | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** The classes of refusals that name what Odoo does not know. */
const NAMING: readonly OdooErrorClass[] = ['missing', 'validation'];

/** Puts the client over an authenticated transport. Sends nothing by itself. */
export function createClient(
  endpoint: OdooEndpoint,
  transport: OdooTransport,
  credential: Pick<OdooCredential, 'database' | 'method'>,
  { version: known, now }: ClientOptions,
): OdooClient {
  const fieldsOf = createTtlCache<ModelFields>(METADATA_TTL_MS, MAX_CACHED_MODELS, now);
  const modelList = createTtlCache<ModelList>(METADATA_TTL_MS, 1, now);
  let version = known;

  /** Says what may have been meant where Odoo does not know a name: another model, or its name in this release. */
  const suggesting = async (
    answer: Promise<unknown>,
    signal: AbortSignal | undefined,
  ): Promise<unknown> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof OdooError) || !NAMING.includes(error.class)) throw error;
      const meant = error instanceof UnknownModel ? await withSimilar(error, signal) : error;
      const release = await client.version(signal).catch(() => undefined);
      throw release === undefined ? meant : withVersionHint(meant, release.major);
    }
  };
  const withSimilar = async ({ model }: UnknownModel, signal: AbortSignal | undefined) => {
    const list = await client.models(signal).catch(() => undefined);
    const names = list?.models.map((known) => known.model) ?? [];
    return new UnknownModel(model, similarModels(model, names));
  };
  const read: OdooClient['query'] = (model, method, args, kwargs, signal) =>
    transport.call({ model, method, args, kwargs, repeatable: true }, signal);

  const client: OdooClient = {
    uid: transport.uid,
    ...(transport.print && { print: transport.print }),
    login: transport.login,
    database: credential.database,
    method: credential.method,
    call: (model, method, args, kwargs, signal) =>
      suggesting(
        transport.call({ model, method, args, kwargs, repeatable: false }, signal),
        signal,
      ),
    query: (model, method, args, kwargs, signal) =>
      suggesting(read(model, method, args, kwargs, signal), signal),
    async fields(model, signal) {
      const cached = fieldsOf.get(model);
      if (cached !== undefined) return cached;
      const answer = await client.query(
        model,
        'fields_get',
        [],
        { attributes: FIELD_ATTRIBUTES },
        signal,
      );
      const fields = parseModelFields(answer);
      fieldsOf.put(model, fields);
      return fields;
    },
    async models(signal) {
      const cached = modelList.get('');
      if (cached !== undefined) return cached;
      const list = await listModels({ ...client, query: read }, signal);
      modelList.put('', list);
      return list;
    },
    async version(signal) {
      version ??= await detectVersion(endpoint, signal);
      return version;
    },
  };
  return client;
}
