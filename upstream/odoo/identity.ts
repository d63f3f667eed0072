import * as z from 'zod';
import type { OdooClient } from './client.ts';
import type { CredentialMethod } from './credential.ts';
import { OdooError } from './errors.ts';
import { VERSION_ADAPTERS, type VersionAdapter } from './version.ts';

/** Who a credential belongs to, as Odoo itself says. Holds no secret. */
export interface OdooIdentity {
  readonly user: string;
  readonly login: string;
  readonly uid: number;
  readonly partner_id: number;
  readonly company_id: number;
  /** The user's own company first: of a list of companies Odoo takes the first for the current one. */
  readonly company_ids: readonly number[];
  readonly method: CredentialMethod;
  /** XML ids of the user's groups first, then their display names. */
  readonly groups: readonly string[];
  readonly is_admin: boolean;
  readonly database: string;
  readonly version: string;
  readonly edition: 'community' | 'enterprise';
}

const ADMIN_GROUP = 'base.group_system';
const reference = z.tuple([z.number().int().positive(), z.unknown()]);
const ids = z.array(z.number().int().positive());
const ownUser = z.looseObject({
  name: z.string(),
  login: z.string(),
  partner_id: reference,
  company_id: reference,
  company_ids: ids.optional(),
});

/**
 * Asks Odoo, with the rights of the signed-in user, who that is. Throws class `version` for an
 * unsupported release and `internal` when Odoo's answer has an unknown form. Rights the user lacks
 * only make the answer smaller: groups that cannot be read are left out, and a user is an
 * administrator only when `has_group('base.group_system')` is literally true.
 */
export async function readIdentity(
  client: OdooClient,
  signal?: AbortSignal,
): Promise<OdooIdentity> {
  const version = await client.version(signal);
  const adapter = VERSION_ADAPTERS[version.major];
  const { user, groupIds } = await readOwnUser(client, adapter, signal);
  const [groups, isAdmin] = await Promise.all([
    readGroupNames(client, groupIds, signal),
    hasAdminGroup(client, adapter, signal),
  ]);
  const companyId = user.company_id[0];
  return {
    user: user.name,
    login: user.login,
    uid: client.uid,
    partner_id: user.partner_id[0],
    company_id: companyId,
    company_ids: [...new Set([companyId, ...(user.company_ids ?? [])])],
    method: client.method,
    groups,
    is_admin: isAdmin,
    database: client.database,
    version: version.series,
    edition: version.edition,
  };
}

/** Fields a user may read of itself whatever its rights (res.users SELF_READABLE_FIELDS, 17 to 19). */
const OWN_FIELDS = ['name', 'login', 'partner_id', 'company_id'];

async function readOwnUser(
  client: OdooClient,
  adapter: VersionAdapter,
  signal: AbortSignal | undefined,
) {
  const attempts = adapter.userGroupFields.flatMap((field) => [
    { field, names: [...OWN_FIELDS, 'company_ids', field] },
    { field, names: [...OWN_FIELDS, field] },
  ]);
  let refused: unknown;
  for (const { field, names } of attempts) {
    try {
      const answer = await client.query(
        'res.users',
        'read',
        [[client.uid]],
        { fields: names },
        signal,
      );
      const record = z.array(ownUser).length(1).safeParse(answer).data?.[0];
      if (record === undefined) throw unknownForm();
      const groupIds = ids.safeParse(record[field]);
      if (!groupIds.success) throw unknownForm();
      return { user: record, groupIds: groupIds.data };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused = error;
    }
  }
  throw refused;
}

async function readGroupNames(
  client: OdooClient,
  groupIds: readonly number[],
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  if (groupIds.length === 0) return [];
  const [external, records] = await Promise.all([
    unlessRefused(client.query('res.groups', 'get_external_id', [groupIds], {}, signal)),
    unlessRefused(
      client.query('res.groups', 'read', [groupIds], { fields: ['display_name'] }, signal),
    ),
  ]);
  const xmlIds = z.record(z.string(), z.string()).safeParse(external).data ?? {};
  const named = z.array(z.looseObject({ display_name: z.string() })).safeParse(records).data ?? [];
  const sorted = (names: readonly string[]) =>
    [...new Set(names)].filter((name) => name !== '').sort();
  return [...sorted(Object.values(xmlIds)), ...sorted(named.map((record) => record.display_name))];
}

/** Whether the user has `base.group_system`; what Odoo does not say is no. Throws class `connection`. */
export async function isAdministrator(client: OdooClient, signal?: AbortSignal): Promise<boolean> {
  const { major } = await client.version(signal);
  return hasAdminGroup(client, VERSION_ADAPTERS[major], signal);
}

async function hasAdminGroup(
  client: OdooClient,
  adapter: VersionAdapter,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const args = adapter.hasGroupOfRecord ? [[client.uid], ADMIN_GROUP] : [ADMIN_GROUP];
  return (await unlessRefused(client.query('res.users', 'has_group', args, {}, signal))) === true;
}

/** The call's answer, or undefined when Odoo refused this one call. */
async function unlessRefused(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof OdooError &&
    (error.class === 'access' || error.class === 'missing' || error.class === 'validation')
  );
}

function unknownForm(): OdooError {
  return new OdooError('internal', 'Odoo described the user in an unknown form.');
}
