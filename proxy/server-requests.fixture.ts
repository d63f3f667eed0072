import type { JsonObject } from '../policies/json.ts';
import { createAudit } from './audit/audit.ts';
import type { AuditRecord } from './audit/record.ts';
import { createSessions } from './identity/sessions.ts';
import { anonymousSubject } from './identity/subject-of.ts';
import { createLog } from './log.ts';
import { memoryUpstream, silence } from './memory-upstream.fixture.ts';
import { type AskedClient, createServerRequests } from './server-requests.ts';
import { createUpstreamDoor } from './upstream-exchange.ts';
import { isRequest, isResponse, type RpcMessage, type RpcResponse } from './wire/message.ts';

/** Requests of a server to a client that can be asked for its folders, with all that is said at either end. */
export function auditing({ patienceMs = 60_000 } = {}) {
  const lines: string[] = [];
  const log = createLog({ level: 'info', to: { write: (line) => void lines.push(line) } });
  const audit = createAudit({
    settings: { sink: 'log', values: false },
    log,
    now: () => 0,
    upstream: 'memory',
    policyRevision: 'x',
  });
  const upstream = memoryUpstream((_, context) => silence(context));
  const told: RpcResponse[] = [];
  const notified: (JsonObject | undefined)[] = [];
  let arrived = () => {};
  const forwarded = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const watched = {
    ...upstream,
    exchange: async (message: RpcMessage) => {
      if (isResponse(message)) told.push(message);
      else if (!isRequest(message)) notified.push(message.params);
      arrived();
      return { kind: 'status', status: 202 } as const;
    },
  };
  const door = createUpstreamDoor(watched, { carriesCredentials: false });
  const session = createSessions({ maxSessions: 1, idleMs: 60_000, now: () => 0 }).open({
    kind: 'stdio',
  });
  if ('effect' in session) throw new Error('no session');
  session.told = { roots: {} };
  const sent: RpcMessage[] = [];
  const client: AskedClient = {
    caller: {
      kind: 'known',
      principal: { kind: 'stdio' },
      subject: anonymousSubject('stdio'),
      credential: undefined,
      session,
    },
    origin: { transport: 'stdio', source: 'stdio', paramHeaders: {} },
    inWords: false,
    resumed: false,
    send: async (message) => void sent.push(message),
  };
  const records = () =>
    lines.flatMap((line): AuditRecord[] => {
      const { audit: record } = JSON.parse(line);
      return record === undefined ? [] : [record];
    });
  return {
    requests: createServerRequests({ door, audit }, patienceMs, () => 0),
    ...{ client, sent, told, notified, records, forwarded },
  };
}
