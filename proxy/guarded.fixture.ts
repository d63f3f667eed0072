import { createHash } from 'node:crypto';
import { afterEach } from 'vitest';
import { type Files, policyOf } from '../policies/config-directory.fixture.ts';
import { isObject, type JsonObject } from '../policies/json.ts';
import type { Policy } from '../policies/policy.ts';
import type { AuditRecord } from './audit/record.ts';
import type { Era, Origin, Upstream } from './exchange.ts';
import { createLog } from './log.ts';
import { type RecordingReply, recordingReply } from './recording-reply.fixture.ts';
import { runGuard } from './running.ts';
import type { RequestId, RpcMessage } from './wire/message.ts';

/** Who asks, and how. */
export interface Asking {
  readonly era?: Era;
  readonly session?: string;
  readonly bearer?: string;
  readonly source?: string;
  readonly transport?: 'http' | 'stdio';
  readonly id?: RequestId;
  readonly bodyOnly?: true;
  /** The event after which a stream is to go on. */
  readonly lastEventId?: string;
  /** `Mcp-Param-*` headers, in lower case. */
  readonly paramHeaders?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly reply?: RecordingReply;
}

export interface Guarded {
  /** Sends a request through the guard; resolves when the guard is done with it. */
  ask(method: string, params?: JsonObject, asking?: Asking): Promise<RecordingReply>;
  call(tool: string, args: JsonObject, asking?: Asking): Promise<RecordingReply>;
  send(message: RpcMessage, asking?: Asking): Promise<RecordingReply>;
  /** GET or DELETE. */
  session(kind: 'listen' | 'end', asking?: Asking): Promise<RecordingReply>;
  /** Opens a legacy session over HTTP. */
  open(asking?: Asking): Promise<string>;
  /** The same, signed in to Odoo. */
  signedIn(login?: string, asking?: Asking): Promise<string>;
  readonly audit: readonly AuditRecord[];
  /** Every line of the log, the audit's among them. */
  readonly log: readonly string[];
  leave(): Promise<void>;
  close(): Promise<void>;
}

export const MODERN_META: JsonObject = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

/** The bearer token `worker` is known; it may do what everybody may. */
const GATEWAY = `
odoo: {database: demo}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
identity:
  tokens:
    - {name: worker, sha256: ${sha256('worker')}, groups: [base.group_user], odoo: {login: bot, api_key: key-of-worker}}
`;
const FILES: Files = {
  restrictions: '{}',
  model_access: 'stock_models: {full_crud: [res.partner], read_only: [crm.lead]}',
  rbac: '{}',
  gateway: GATEWAY,
};

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const policies = new Map<string, Policy>();
const running: Guarded[] = [];
afterEach(async () => {
  for (const guard of running.splice(0)) await guard.close();
});

/** A guard in front of that upstream until the test ends. Files that are named replace the usual ones. */
export function guarded(upstream: Upstream, files: Files = {}): Guarded {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', to: { write: (line) => void lines.push(line) } });
  const key = JSON.stringify(files);
  const policy = policies.get(key) ?? policyOf({ ...FILES, ...files });
  policies.set(key, policy);
  const guard = runGuard(policy, upstream, log);

  const originOf = ({
    transport = 'http',
    session,
    bearer,
    source,
    era,
    paramHeaders = {},
    bodyOnly,
    lastEventId,
  }: Asking): Origin => ({
    transport,
    source: source ?? (transport === 'stdio' ? 'stdio' : '127.0.0.1'),
    paramHeaders,
    ...(bodyOnly ? { bodyOnly } : {}),
    ...(lastEventId === undefined ? {} : { lastEventId }),
    ...(bearer === undefined ? {} : { bearer }),
    ...(session === undefined ? {} : { sessionId: session }),
    ...(era === 'modern' ? { protocolVersion: '2026-07-28' } : {}),
  });
  const made: Guarded = {
    async send(message, asking = {}) {
      const reply = asking.reply ?? recordingReply();
      await guard.handle({
        message,
        era: asking.era ?? 'legacy',
        origin: originOf(asking),
        signal: asking.signal ?? new AbortController().signal,
        reply,
      });
      return reply;
    },
    ask(method, params, asking = {}) {
      const withMeta =
        asking.era === 'modern' ? { ...params, _meta: params?._meta ?? MODERN_META } : params;
      return made.send(
        {
          jsonrpc: '2.0',
          id: asking.id ?? 1,
          method,
          ...(withMeta === undefined ? {} : { params: withMeta }),
        },
        asking,
      );
    },
    call: (tool, args, asking) => made.ask('tools/call', { name: tool, arguments: args }, asking),
    async session(kind, asking = {}) {
      const reply = asking.reply ?? recordingReply();
      const signal = asking.signal ?? new AbortController().signal;
      await guard.handleSession({ kind, origin: originOf(asking), signal, reply });
      return reply;
    },
    async open(asking = {}) {
      const { headers } = await made.ask('initialize', INITIALIZE, asking);
      const session = headers['mcp-session-id'];
      if (session === undefined) throw new Error('no session was opened');
      return session;
    },
    async signedIn(login = 'sales', asking = {}) {
      const session = await made.open(asking);
      const reply = await made.call('login', passwordOf(login), { ...asking, session });
      if (resultOf(reply).isError === true) throw new Error('the login was refused');
      return session;
    },
    get audit() {
      return lines.flatMap((line): AuditRecord[] => {
        const { audit } = JSON.parse(line);
        return audit === undefined ? [] : [audit];
      });
    },
    log: lines,
    leave: () => guard.leave(),
    close: () => guard.close(),
  };
  running.push(made);
  return made;
}

export const INITIALIZE: JsonObject = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'raw', version: '1' },
};

export function passwordOf(login: string, credential = 'right'): JsonObject {
  return { method: 'password', username: login, credential };
}

/** The result of the one answer. Throws where it was none. */
export function resultOf({ responses }: RecordingReply): JsonObject {
  const [only, another] = responses;
  if (!only || another || !('result' in only)) {
    throw new Error(`not one result: ${JSON.stringify(responses)}`);
  }
  return only.result;
}

/** The error of the one answer. Throws where it was none. */
export function errorOf({ responses }: RecordingReply) {
  const [only, another] = responses;
  if (!only || another || !('error' in only)) {
    throw new Error(`not one error: ${JSON.stringify(responses)}`);
  }
  return only.error;
}

/** The guard's decision on a refused tool call. */
export function decisionOf(reply: RecordingReply): JsonObject {
  const meta = resultOf(reply)._meta;
  const decision = isObject(meta) ? meta['odoo-mcp-guard/decision'] : undefined;
  return isObject(decision) ? decision : {};
}
