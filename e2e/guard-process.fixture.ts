import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

const root = join(import.meta.dirname, '..');
/** The product as it is installed; `npm test` compiles it before the tests run. */
export const GUARD_MAIN = join(root, 'dist', 'proxy', 'main.js');

const greeting = z.object({
  ready: z.literal(true),
  url: z.url(),
  odoo: z.string(),
  policy: z.string(),
  logins: z.array(z.object({ login: z.string(), password: z.string(), what: z.string() })),
  tokens: z.array(z.object({ token: z.string(), what: z.string() })),
  client: z.looseObject({ mcpServers: z.record(z.string(), z.unknown()) }),
});

const auditLine = z.object({
  audit: z.looseObject({
    method: z.string(),
    session: z.string().optional(),
    decision: z.string(),
    tool: z.string().optional(),
    code: z.string().optional(),
    rule: z.string().optional(),
    upstreamError: z.string().optional(),
  }),
});
export type AuditLine = z.infer<typeof auditLine>['audit'];

export interface GuardProcess extends z.infer<typeof greeting> {
  readonly process: ChildProcessWithoutNullStreams;
  /** What it has written to standard error so far. */
  log(): string;
  /** The audit records of one session among it. */
  auditOf(session: { readonly id: string }): readonly AuditLine[];
  /** Ends it the way Ctrl-C does, and answers its exit code. */
  stop(): Promise<number | null>;
}

/** Runs `odoo-mcp-guard start` on a free port with nothing of this process's environment but what is given. */
export async function startGuardProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<GuardProcess> {
  const child = spawn(process.execPath, [GUARD_MAIN, 'start', '--json'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', MCP_PORT: '0', MCP_LOG_LEVEL: 'info', ...env },
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit');
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    exited.then(() => {
      throw new Error(`the guard ended before it was ready:\n${log}`);
    }),
  ]);
  return {
    ...greeting.parse(JSON.parse(line)),
    process: child,
    log: () => log,
    auditOf: ({ id }) =>
      log
        .split('\n')
        .filter((text) => text.includes('"audit"'))
        .map((text) => auditLine.parse(JSON.parse(text)).audit)
        .filter(
          ({ session }) => session === createHash('sha256').update(id).digest('hex').slice(0, 12),
        ),
    async stop() {
      child.kill('SIGINT');
      await exited;
      return child.exitCode;
    },
  };
}
