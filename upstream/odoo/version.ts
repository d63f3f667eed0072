import * as z from 'zod';
import type { OdooEndpoint } from './endpoint.ts';
import { ConnectionFailure, OdooError } from './errors.ts';

/** The Odoo releases this server knows. */
export const ODOO_MAJORS = [17, 18, 19] as const;
export type OdooMajor = (typeof ODOO_MAJORS)[number];

export interface OdooVersion {
  readonly major: OdooMajor;
  /** As Odoo names the series: `18.0`, `saas~18.2`. */
  readonly series: string;
  readonly edition: 'community' | 'enterprise';
}

/** What differs between releases. */
export interface VersionAdapter {
  /**
   * Fields of res.users that hold the user's groups, best first. 19 splits direct from implied
   * groups, and lets a user without rights on res.users read only the direct ones.
   */
  readonly userGroupFields: readonly [string, ...string[]];
  /** 17 asks has_group of the model; 18 made it a record method, called as `[[uid], group]`. */
  readonly hasGroupOfRecord: boolean;
  /** How records are grouped: 19 has another method, with other arguments and other keys in its answer. */
  readonly groupingMethod: 'read_group' | 'formatted_read_group';
  /** The argument of name_search that takes a domain. */
  readonly nameSearchDomain: 'args' | 'domain';
  /** Up to 18 an override of default_get may take its argument under any name, and after record ids. */
  readonly defaultGetIsUniform: boolean;
}

const UNTIL_18 = {
  groupingMethod: 'read_group',
  nameSearchDomain: 'args',
  defaultGetIsUniform: false,
} as const;

export const VERSION_ADAPTERS: Readonly<Record<OdooMajor, VersionAdapter>> = {
  17: { ...UNTIL_18, userGroupFields: ['groups_id'], hasGroupOfRecord: false },
  18: { ...UNTIL_18, userGroupFields: ['groups_id'], hasGroupOfRecord: true },
  19: {
    userGroupFields: ['all_group_ids', 'group_ids'],
    hasGroupOfRecord: true,
    groupingMethod: 'formatted_read_group',
    nameSearchDomain: 'domain',
    defaultGetIsUniform: true,
  },
};

const SERVER_VERSION = /^((?:saas~)?(\d+)\.\d+)(?:[^+]*)(\+e)?/;
const versionInfo = z.looseObject({ server_version: z.string() });

/** Reads a `server_version` text such as `18.0-20250520` or `19.0+e`; throws class `version`. */
export function parseServerVersion(text: string): OdooVersion {
  const match = SERVER_VERSION.exec(text);
  const major = Number(match?.[2]);
  if (match?.[1] === undefined || !isSupported(major))
    throw new OdooError(
      'version',
      'This Odoo release is not supported: Odoo 17, 18 and 19 are, and nothing else was tried.',
    );
  return { major, series: match[1], edition: match[3] === '+e' ? 'enterprise' : 'community' };
}

/** Asks the server which release it is; needs no login. Throws class `version` or `connection`. */
export async function detectVersion(
  endpoint: OdooEndpoint,
  signal?: AbortSignal,
): Promise<OdooVersion> {
  const said = await askVersion(endpoint, signal);
  if (said === undefined)
    throw new OdooError(
      'version',
      'Odoo did not say which release it is: set ODOO_VERSION to 17, 18 or 19.',
    );
  return parseServerVersion(said);
}

/**
 * The release to speak when ODOO_VERSION pins it. A server that keeps its release to itself, as behind
 * a proxy that hides the page, is taken at the operator's word; throws class `version` when it names
 * another one, and class `connection` when it cannot be asked.
 */
export async function confirmVersion(
  endpoint: OdooEndpoint,
  pinned: OdooMajor,
  signal?: AbortSignal,
): Promise<OdooVersion> {
  const said = await askVersionIfTold(endpoint, signal);
  if (said === undefined) return { major: pinned, series: `${pinned}.0`, edition: 'community' };
  const version = parseServerVersion(said);
  if (version.major !== pinned)
    throw new OdooError(
      'version',
      `This Odoo is release ${version.series}, but ODOO_VERSION is ${pinned}: set it to ${version.major}, or leave it out.`,
    );
  return version;
}

/**
 * The release of a server nobody has named one for, or undefined when the server keeps it to itself or
 * it is none of the supported: what needs a release says so when it comes to it. Throws class
 * `connection` when the server cannot be asked.
 */
export async function discoverVersion(
  endpoint: OdooEndpoint,
  signal?: AbortSignal,
): Promise<OdooVersion | undefined> {
  const said = await askVersionIfTold(endpoint, signal);
  const major = Number(SERVER_VERSION.exec(said ?? '')?.[2]);
  return said !== undefined && isSupported(major) ? parseServerVersion(said) : undefined;
}

/** As {@link askVersion}; a server that answers something else tells none. */
async function askVersionIfTold(
  endpoint: OdooEndpoint,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  return askVersion(endpoint, signal).catch((error: unknown) => {
    if (keepsToItself(error)) return undefined;
    throw error;
  });
}

/** The server's `server_version`, or undefined when its answer holds none. */
async function askVersion(
  endpoint: OdooEndpoint,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const path = '/web/webclient/version_info';
  const { result } = await endpoint.post(path, {}, { signal, repeatable: true });
  return versionInfo.safeParse(result).data?.server_version;
}

/** Whether something answered, only not with a release. */
function keepsToItself(error: unknown): boolean {
  if (error instanceof ConnectionFailure) return error.trouble === 'misdirected';
  return error instanceof OdooError && error.class !== 'connection';
}

function isSupported(major: number): major is OdooMajor {
  return ODOO_MAJORS.some((known) => known === major);
}
