import { createHash } from 'node:crypto';
import { afterEach } from 'vitest';
import { policyOf } from '../../policies/config-directory.fixture.ts';
import type { JsonObject } from '../../policies/json.ts';
import type { AuditRecord } from '../../proxy/audit/record.ts';
import { createLog } from '../../proxy/log.ts';
import { runGuard } from '../../proxy/running.ts';
import { chooseUpstream } from '../../proxy/upstream-choice.ts';
import { httpClient, isMethod, type RawClient, stdioClient } from './raw-client.fixture.ts';
import { httpPeer, type Script, type ScriptedPeer, stdioPeer } from './scripted-peer.fixture.ts';

export const SIDES = ['http', 'stdio'] as const;
export type Side = (typeof SIDES)[number];

/** Every combination of what the client and what the server speak. */
export const COMBINATIONS = SIDES.flatMap((client) =>
  SIDES.map((server) => [client, server] as const),
);

export interface Guarded {
  readonly client: RawClient;
  readonly peer: ScriptedPeer;
  readonly audit: readonly AuditRecord[];
}

export interface GuardedOptions {
  readonly client?: Side;
  readonly server?: Side;
  /** Lines of gateway.yaml under `protocol`. */
  readonly protocol?: string;
  /** Under `upstream`, besides its address. */
  readonly upstream?: string;
  readonly resumable?: boolean;
  /** Whether the server lets anybody resume; it does unless told otherwise. */
  readonly resumes?: boolean;
  readonly capabilities?: JsonObject;
  /** Whether the client opens its session; it does unless told otherwise. */
  readonly opened?: boolean;
}

/** All that can be opened. */
export const ALL = 'sampling: allow, elicitation: allow, roots: allow, logging: allow';
const UNBOUND = 'unbound: {tools: allow, resources: allow, prompts: allow, completions: allow}';
export const ABLE: JsonObject = {
  sampling: { tools: {}, context: {} },
  elicitation: { form: {}, url: {} },
  roots: { listChanged: true },
};
const SERVER_ABLE: JsonObject = {
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: { listChanged: true },
  logging: {},
  completions: {},
};

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const handshake =
  (script: Script): Script =>
  (request, peer) => {
    if (request.method !== 'initialize') return script(request, peer);
    peer.answer(request.id, {
      protocolVersion: '2025-11-25',
      capabilities: SERVER_ABLE,
      serverInfo: { name: 'scripted', version: '1' },
    });
  };

/** A client, the guard and a server of ours, until the test ends. */
export async function guardedPeer(script: Script, options: GuardedOptions = {}): Promise<Guarded> {
  const { client: side = 'http', server = 'http', protocol = ALL, upstream = UNBOUND } = options;
  const { resumable = false, resumes = true } = options;
  const peer =
    server === 'http'
      ? await httpPeer(handshake(script), { resumable, resumes })
      : await stdioPeer(handshake(script));
  cleanups.push(() => peer.close());
  const at =
    'url' in peer
      ? `url: "${peer.url}"`
      : `command: ${JSON.stringify(process.execPath)}, args: ${JSON.stringify('args' in peer ? peer.args : [])}`;
  const policy = policyOf({
    restrictions: '{}',
    model_access: 'stock_models: {read_only: [res.partner]}',
    rbac: '{}',
    gateway: `
odoo: {database: demo}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
upstream: {${at}, ${upstream}}
protocol: {${protocol}}
identity:
  stdio: {name: person, groups: [base.group_user]}
  tokens: [{name: worker, sha256: ${createHash('sha256').update('worker').digest('hex')}, groups: [base.group_user]}]
`,
  });
  const lines: string[] = [];
  const log = createLog({ level: 'debug', to: { write: (line) => void lines.push(line) } });
  const guard = runGuard(policy, await chooseUpstream(policy, log, []), log);
  cleanups.push(() => guard.close());
  const client =
    side === 'http'
      ? await httpClient(guard, { authorization: 'Bearer worker' })
      : stdioClient(guard);
  cleanups.push(() => client.close());
  if (options.opened !== false) await open(client, peer, options.capabilities ?? ABLE);
  return {
    client,
    peer,
    get audit() {
      return lines.flatMap((line): AuditRecord[] => {
        const { audit } = JSON.parse(line);
        return audit === undefined ? [] : [audit];
      });
    },
  };
}

async function open(client: RawClient, peer: ScriptedPeer, capabilities: JsonObject) {
  const clientInfo = { name: 'raw', version: '1' };
  const params = { protocolVersion: '2025-11-25', capabilities, clientInfo };
  client.send({ id: 'open', method: 'initialize', params });
  await client.answerTo('open');
  client.send({ method: 'notifications/initialized' });
  await peer.hears(isMethod('notifications/initialized'));
}

/** A tool call as the client makes it. */
export function calling(id: number | string, more: JsonObject = {}): JsonObject {
  return { id, method: 'tools/call', params: { name: 'tool', arguments: {}, ...more } };
}

export const DONE: JsonObject = { content: [{ type: 'text', text: 'done' }] };
