import { PassThrough } from 'node:stream';
import { loadPolicy } from '../../policies/load.ts';
import type { Upstream } from '../../proxy/exchange.ts';
import { createLog } from '../../proxy/log.ts';
import { runGuard } from '../../proxy/running.ts';
import { startHttpSide } from '../../proxy/transports/http-server.ts';
import { startStdioSide } from '../../proxy/transports/stdio-client-side.ts';
import { digestOf, withFolder } from '../configured/configured-guard.fixture.ts';
import { POLICY } from '../configured/marker-calls.fixture.ts';

export interface FuzzedGuard {
  readonly url: string;
  readonly port: number;
  /** Says lines on standard input, ends it, and gives what came on standard output until the guard ended. */
  say(parts: readonly Buffer[]): Promise<string>;
  /** What the guard says of failures of its own. None is due, whatever comes in. */
  readonly faults: readonly string[];
}

const WORKER = 'groups: [base.group_user, staff], odoo: {login: bot, api_key: key-of-worker}';
const GATEWAY = `${POLICY.gateway}
odoo: {database: demo}
upstream: {timeout_seconds: 2}
identity:
  tokens: [{name: worker, sha256: ${digestOf('worker')}, ${WORKER}}]
  stdio: {name: person, ${WORKER}}
`;

/** A guard that hides some fields of every model, on HTTP and on streams, for as long as `use` takes. */
export async function withFuzzedGuard<Result>(
  upstream: Upstream,
  use: (guard: FuzzedGuard) => Promise<Result>,
): Promise<Result> {
  return withFolder({ ...POLICY, gateway: GATEWAY }, async (folder) => {
    const policy = loadPolicy({ directory: folder, env: {} });
    const faults: string[] = [];
    const fault = (line: string): void => {
      if (/inside the guard|"level":"(?:error|fatal)"/.test(line)) faults.push(line);
    };
    const log = createLog({ level: 'debug', readable: false, to: { write: fault } });
    const { handle, handleSession, close } = runGuard(policy, upstream, log);
    const jsonLimits = { maxBytes: 256 * 1024, maxDepth: 64, maxMembers: 20_000 };
    const onFault = (line: string): void => void faults.push(line);
    const side = await startHttpSide({
      ...{ port: 0, handle, handleSession, jsonLimits, log: onFault },
    });
    try {
      return await use({
        url: side.url,
        port: side.port,
        async say(parts) {
          const [input, output] = [new PassThrough(), new PassThrough()];
          let said = '';
          output.setEncoding('utf8').on('data', (text) => {
            said += text;
          });
          const person = startStdioSide({
            ...{ input, output, handle, handleSession, jsonLimits, log: onFault },
            drainMs: 60_000,
          });
          for (const part of parts) {
            input.write(part);
            await new Promise((resolve) => setImmediate(resolve));
          }
          input.end();
          await person.done;
          return said;
        },
        faults,
      });
    } finally {
      await side.close();
      await close();
    }
  });
}
