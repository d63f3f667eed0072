import { existsSync } from 'node:fs';
import { loadPolicy } from '../../policies/load.ts';
import type { Policy } from '../../policies/policy.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where policy files are looked for when nobody says. */
const DEFAULT_FOLDER = './config';

/**
 * The policy of this run: the folder that was named (option or `CONFIG_DIR`), else `./config` where there is
 * one, else the built-in defaults. Throws `PolicyError` with every problem of the files.
 */
export function policyFor(folder: string | undefined, env: Environment): Policy {
  const named = folder ?? (env.CONFIG_DIR || undefined);
  const directory = named ?? (existsSync(DEFAULT_FOLDER) ? DEFAULT_FOLDER : undefined);
  return loadPolicy({ env, ...(directory === undefined ? {} : { directory }) });
}
