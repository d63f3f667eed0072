import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createHttpServer as createDemoServer } from '../../demo/rpc/http.ts';
import { createState, type DemoState } from '../../demo/state.ts';
import type { JsonObject } from '../../policies/json.ts';
import { loadPolicy } from '../../policies/load.ts';
import { createLog } from '../../proxy/log.ts';
import { recordingReply } from '../../proxy/recording-reply.fixture.ts';
import { runGuard } from '../../proxy/running.ts';
import { createHttpUpstream } from '../../proxy/transports/http-upstream.ts';
import { startUpstream } from '../../upstream/running-upstream.fixture.ts';

export const TOKEN = 'p0-sales-example';
const P0 = join(import.meta.dirname, '..', '..', 'policies', 'examples', 'p0');
const digest = (text: string) => createHash('sha256').update(text).digest('hex');
/** Nothing in an answer may depend on when it was asked for. */
const NOW = () => new Date('2026-03-04T10:00:00Z');

/** A whole chain in this process: guard under the example policy, bundled upstream, demo Odoo. */
export interface World {
  readonly state: DemoState;
  /** Calls a tool as the sales subject; every byte of the answer. */
  call(tool: string, args: JsonObject): Promise<string>;
  close(): Promise<void>;
}

/** Starts a chain. */
export async function startWorld(version: 17 | 18 | 19): Promise<World> {
  const state = createState({ version, now: NOW });
  const demo = createDemoServer(state);
  demo.listen(0, '127.0.0.1');
  await once(demo, 'listening');
  const address = demo.address();
  if (address === null || typeof address === 'string') throw new Error('not on a port');
  const url = new URL(`http://127.0.0.1:${address.port}`);
  state.setUrl(url.origin);

  const upstream = await startUpstream(url, 'demo');
  const policy = loadPolicy({
    directory: P0,
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
  const { url: endpoint } = upstream;
  const exchange = createHttpUpstream({
    name: 'bundled upstream',
    endpoint: { url: endpoint.href },
    timeoutMs: 20_000,
    log: () => undefined,
  });
  const key = upstream.headers();
  const guard = runGuard(
    policy,
    {
      ...exchange,
      exchange: (message, context) =>
        exchange.exchange(message, { ...context, headers: { ...context.headers, ...key } }),
    },
    createLog({ level: 'silent', to: { write: () => undefined } }),
  );
  return {
    state,
    async call(tool, args) {
      const reply = recordingReply();
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

const MODERN: JsonObject = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};
