import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { createHttpServer as createDemoServer } from '../../demo/rpc/http.ts';
import { createState, type DemoState } from '../../demo/state.ts';
import type { JsonObject } from '../../policies/json.ts';
import { loadPolicy } from '../../policies/load.ts';
import { createLog } from '../../proxy/log.ts';
import { recordingReply } from '../../proxy/recording-reply.fixture.ts';
import { runGuard } from '../../proxy/running.ts';
import { createHttpUpstream } from '../../proxy/transports/http-upstream.ts';
import { startUpstream } from '../../upstream/running-upstream.fixture.ts';
import { COMPUTED_FROM_THEM, RECORD_RULES } from './out-of-reach.fixture.ts';

export const TOKEN = 'p0-sales-example';
const P0 = join(import.meta.dirname, '..', '..', 'policies', 'examples', 'p0');
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
/** Nothing in an answer may depend on when it was asked for. */
const NOW = () => new Date('2026-03-04T10:00:00Z');
/** As far as the guard can tell: long enough for most questions not to be refused as one too many. */
const BETWEEN_CALLS_MS = 2_000;

/** A whole chain in this process: guard under the example policy, bundled upstream, demo Odoo. */
export interface World {
  readonly state: DemoState;
  /** Calls a tool as the sales subject; every byte of the answer. */
  call(tool: string, args: JsonObject): Promise<string>;
  close(): Promise<void>;
}

/** The example policy as it is, or with rules on top that say which records are within reach. */
export type Rules = 'without record rules' | 'with record rules';

/** Starts a chain. */
export async function startWorld(version: 17 | 18 | 19, rules: Rules): Promise<World> {
  const state = createState({ version, now: NOW });
  const demo = createDemoServer(state);
  demo.listen(0, '127.0.0.1');
  await once(demo, 'listening');
  const address = demo.address();
  if (address === null || typeof address === 'string') throw new Error('not on a port');
  const url = new URL(`http://127.0.0.1:${address.port}`);
  state.setUrl(url.origin);

  const upstream = await startUpstream(url, 'demo');
  const directory = policyDirectory(version, rules);
  const policy = loadPolicy({
    directory,
    env: {
      ODOO_URL: url.origin,
      ODOO_DB: 'demo',
      ODOO_BOT_LOGIN: 'admin',
      ODOO_BOT_PASSWORD: 'admin',
      P0_SALES_SHA256: digest(TOKEN),
      P0_HR_SHA256: digest('hr'),
      P0_ADMIN_SHA256: digest('admin'),
      RATE_LIMIT_GLOBAL: '1000000',
      RATE_LIMIT_WRITE: '1000000',
      MCP_LOG_LEVEL: 'silent',
    },
  });
  rmSync(directory, { recursive: true });
  const { url: endpoint } = upstream;
  const exchange = createHttpUpstream({
    name: 'bundled upstream',
    endpoint: { url: endpoint.href },
    timeoutMs: 20_000,
    log: () => undefined,
  });
  const key = upstream.headers();
  let calls = 0;
  const guard = runGuard(
    policy,
    {
      ...exchange,
      exchange: (message, context) =>
        exchange.exchange(message, { ...context, headers: { ...context.headers, ...key } }),
    },
    createLog({ level: 'silent', to: { write: () => undefined } }),
    () => calls * BETWEEN_CALLS_MS,
  );
  return {
    state,
    async call(tool, args) {
      const reply = recordingReply();
      calls += 1;
      await guard.handle({
        message: {
          jsonrpc: '2.0',
          id: 1,
          method: 'tools/call',
          params: { name: tool, arguments: args, _meta: MODERN },
        },
        era: 'modern',
        origin: {
          transport: 'http',
          source: '127.0.0.1',
          paramHeaders: {},
          bearer: TOKEN,
          protocolVersion: '2026-07-28',
        },
        signal: new AbortController().signal,
        reply,
      });
      return JSON.stringify([reply.status, reply.responses]);
    },
    async close() {
      await guard.close();
      await upstream.close();
      demo.close();
      demo.closeAllConnections();
    },
  };
}

const rbacFile = z.looseObject({
  sensitive_fields: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const gatewayFile = z.looseObject({ odoo: z.looseObject({}) });

/** The example policy. Which release it is in front of is said where rules are: some of what they allow turns on it. */
function policyDirectory(version: 17 | 18 | 19, rules: Rules): string {
  const directory = mkdtempSync(join(tmpdir(), 'non-interference-'));
  cpSync(P0, directory, { recursive: true });
  if (rules === 'without record rules') return directory;
  const read = (name: string): unknown => parse(readFileSync(join(directory, name), 'utf8'));
  const write = (name: string, file: object) =>
    writeFileSync(join(directory, name), stringify(file));
  const rbac = rbacFile.parse(read('rbac.yaml'));
  const sensitive = { ...rbac.sensitive_fields };
  for (const [model, fields] of Object.entries(COMPUTED_FROM_THEM)) {
    const closed = fields.map((field) => [field, { required_group: [] }] as const);
    sensitive[model] = { ...sensitive[model], ...Object.fromEntries(closed) };
  }
  write('rbac.yaml', { ...rbac, sensitive_fields: sensitive, record_rules: RECORD_RULES });
  const gateway = gatewayFile.parse(read('gateway.yaml'));
  write('gateway.yaml', { ...gateway, odoo: { ...gateway.odoo, version } });
  return directory;
}

const MODERN: JsonObject = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
