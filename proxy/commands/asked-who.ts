import { type GroupName, parseGroupName } from '../../policies/names.ts';
import type { Who } from '../explaining/who.ts';
import { UsageError } from './usage-error.ts';

/** Options that say whose call is meant. */
export interface WhoOptions {
  readonly as?: string;
  readonly groups?: string;
  readonly admin?: boolean;
  readonly uid?: number;
}

/** Whose call is meant; undefined when nobody is. Throws `UsageError` where the options contradict each other. */
export function whoOf({ as, groups, admin, uid }: WhoOptions): Who | undefined {
  const account = uid === undefined ? {} : { uid };
  if (as !== undefined) {
    if (groups !== undefined || admin) {
      throw new UsageError('Say who calls in one way: either --as NAME, or --groups and --admin.');
    }
    return { token: as, ...account };
  }
  if (groups === undefined && !admin) return undefined;
  return { groups: groupsIn(groups ?? ''), admin: admin === true, ...account };
}

function groupsIn(text: string): readonly GroupName[] {
  const written = text.split(',').map((name) => name.trim());
  return written.flatMap((name) => parseGroupName(name) ?? []);
}
