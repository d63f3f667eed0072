import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadPolicy } from '../../policies/load.ts';
import { createLog } from '../../proxy/log.ts';
import { type RunningGuard, runGuard } from '../../proxy/running.ts';
import { startHttpSide } from '../../proxy/transports/http-server.ts';
import { lenientAnswers } from './lenient-answers.fixture.ts';
import { createRecordingUpstream, type RecordingUpstream } from './recording-upstream.fixture.ts';

/** The text of each policy file, by its name. A file that is not named is empty: nothing is configured. */
export type Files = Partial<Record<'restrictions' | 'model_access' | 'rbac' | 'gateway', string>>;

/** The bearer tokens of the base configuration: who they are and what they belong to. */
const WHO = {
  boss: 'groups: [base.group_system, base.group_user], admin: true',
  worker: 'groups: [base.group_user, staff], admin: false',
  visitor: 'groups: [base.group_portal], admin: false',
} as const;
export type Who = keyof typeof WHO;

export function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** What every test's gateway.yaml says of a section that the test itself leaves out. */
const BASE_SECTIONS: Readonly<Record<string, string>> = {
  server: 'server: {transport: http, port: 0, log_level: silent}',
  odoo: 'odoo: {database: demo}',
  rate_limit: 'rate_limit: {global_per_minute: 1000, write_per_minute: 1000}',
  audit: "audit: {sink: 'off'}",
  identity: [
    'identity:',
    '  tokens:',
    ...Object.entries(WHO).map(
      ([name, rights]) =>
        `    - {name: ${name}, sha256: ${digestOf(name)}, ${rights}, odoo: {login: bot, api_key: key-of-${name}}}`,
    ),
  ].join('\n'),
};

/** A gateway.yaml with the sections of the base that the text does not write itself. */
export function gatewayText(text: string): string {
  const written = new Set(Object.keys(parse(text) ?? {}));
  const base = Object.entries(BASE_SECTIONS).filter(([section]) => !written.has(section));
  return [text, ...base.map(([, lines]) => lines)].join('\n');
}

/** Writes the files into a folder of their own for as long as `use` takes. */
export async function withFolder<Result>(
  files: Files,
  use: (folder: string) => Promise<Result> | Result,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'configured-'));
  const { gateway = '', ...others } = files;
  const texts = { restrictions: '{}', model_access: '{}', rbac: '{}', ...others };
  try {
    for (const [name, text] of Object.entries({ ...texts, gateway: gatewayText(gateway) }))
      writeFileSync(join(folder, `${name}.yaml`), text);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A guard as those files configure it, in front of a recording upstream. */
export interface ConfiguredGuard extends RunningGuard {
  /** Its MCP endpoint, on a port of its own. */
  readonly url: string;
  readonly upstream: RecordingUpstream;
  /** What it logged, each line parsed. */
  readonly log: readonly Record<string, unknown>[];
}

export interface GuardOptions {
  readonly upstream?: RecordingUpstream;
  /** The variables the files may name. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a guard for as long as `use` takes. */
export async function withGuard<Result>(
  files: Files,
  use: (guard: ConfiguredGuard) => Promise<Result>,
  { upstream = createRecordingUpstream(lenientAnswers), env = {} }: GuardOptions = {},
): Promise<Result> {
  return withFolder(files, async (folder) => {
    const policy = loadPolicy({ directory: folder, env });
    const lines: Record<string, unknown>[] = [];
    const level = policy.gateway.server.logLevel;
    const log = createLog({
      level,
      readable: false,
      to: { write: (line: string) => void lines.push(JSON.parse(line)) },
    });
    const guard = runGuard(policy, upstream, log);
    const { handle, handleSession } = guard;
    const side = await startHttpSide({ port: 0, handle, handleSession });
    try {
      return await use({ ...guard, url: side.url, upstream, log: lines });
    } finally {
      await side.close();
      await guard.close();
    }
  });
}
