import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../../policies/policy.ts';
import { UpstreamFailure } from '../exchange.ts';
import { liveSetting } from '../explaining/live-setting.ts';
import { readSavedSchema } from '../explaining/saved-schema.ts';
import { offlineSetting, type Setting } from '../explaining/setting.ts';
import { createLog } from '../log.ts';
import { ToolFailure } from '../tool-failure.ts';
import { UsageError } from './usage-error.ts';

/** Field metadata beside the policy files, used where no other is named. */
const BESIDE_POLICY = 'schema.json';

/** Runs something in front of the policy's upstream, and ends the upstream whatever comes of it. */
export async function withUpstream<Result>(
  policy: Policy,
  use: (setting: Setting) => Promise<Result>,
): Promise<Result> {
  try {
    return await closing(await liveSetting(policy, quietLog()), use);
  } catch (error) {
    throw odooTrouble(error, policy) ?? error;
  }
}

/** What the person who asks can do where Odoo itself could not be asked; undefined for other failures. */
function odooTrouble(error: unknown, { gateway }: Policy): UsageError | undefined {
  if (!(error instanceof UpstreamFailure) || gateway.upstream.kind !== 'bundled') return undefined;
  const { url, database } = gateway.odoo;
  switch (error.cause instanceof ToolFailure ? error.cause.errorClass : undefined) {
    case 'connection':
      return new UsageError(
        `Odoo gives no answer at ${url}: is it running, and is ODOO_URL (odoo.url) right?`,
      );
    case 'database':
      return new UsageError(
        database === undefined
          ? `Which database of the Odoo at ${url}? Set ODOO_DB (odoo.database).`
          : `The Odoo at ${url} has no database ${JSON.stringify(database)}: set ODOO_DB (odoo.database) to one it has.`,
      );
    default:
      return undefined;
  }
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
