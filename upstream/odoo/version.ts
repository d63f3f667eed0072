import * as z from 'zod';
import type { OdooEndpoint } from './endpoint.ts';
import { OdooError } from './errors.ts';

/** The Odoo releases this server knows. */
export type OdooMajor = 17 | 18 | 19;

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
}

export const VERSION_ADAPTERS: Readonly<Record<OdooMajor, VersionAdapter>> = {
  17: { userGroupFields: ['groups_id'], hasGroupOfRecord: false },
  18: { userGroupFields: ['groups_id'], hasGroupOfRecord: true },
  19: { userGroupFields: ['all_group_ids', 'group_ids'], hasGroupOfRecord: true },
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
  const { result } = await endpoint.post('/web/webclient/version_info', {}, { signal });
  const info = versionInfo.safeParse(result);
  if (!info.success)
    throw new OdooError('version', 'Odoo did not say which release it is: it is not supported.');
  return parseServerVersion(info.data.server_version);
}

function isSupported(major: number): major is OdooMajor {
  return major === 17 || major === 18 || major === 19;
}
