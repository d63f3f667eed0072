import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../../policies/policy.ts';
import { liveSetting } from '../explaining/live-setting.ts';
import { readSavedSchema } from '../explaining/saved-schema.ts';
import { offlineSetting, type Setting } from '../explaining/setting.ts';
import { createLog } from '../log.ts';

/** Field metadata beside the policy files, used where no other is named. */
const BESIDE_POLICY = 'schema.json';

/** Runs something in front of the policy's upstream, and ends the upstream whatever comes of it. */
export async function withUpstream<Result>(
  policy: Policy,
  use: (setting: Setting) => Promise<Result>,
): Promise<Result> {
  return closing(await liveSetting(policy, quietLog()), use);
}

/** The same with field metadata of a file, or of nothing, in the upstream's place. */
export async function withSchema<Result>(
  policy: Policy,
  file: string | undefined,
  use: (setting: Setting) => Promise<Result>,
): Promise<Result> {
  const schema = file === undefined ? undefined : readSavedSchema(file);
  return closing(offlineSetting(policy, schema, quietLog()), use);
}

/** The saved metadata that stands beside the policy files, where there is one. */
export function schemaBeside({ source }: Policy): string | undefined {
  const file = join(source, BESIDE_POLICY);
  return existsSync(file) ? file : undefined;
}

async function closing<Result>(
  setting: Setting,
  use: (setting: Setting) => Promise<Result>,
): Promise<Result> {
  try {
    return await use(setting);
  } finally {
    await setting.close();
  }
}

/** What these commands have to say they print; a log between the lines would be in the way. */
function quietLog() {
  return createLog({ level: 'error' });
}
