import { deny } from '../policies/decision.ts';
import type { JsonObject } from '../policies/json.ts';
import type { Audit, AuditEntry } from './audit/audit.ts';
import type { Origin } from './exchange.ts';
import type { Caller } from './identity/resolve.ts';
import type { Session } from './identity/sessions.ts';
import { createMemoryBuckets } from './limits/token-buckets.ts';
import { type AskedOfClient, answerToServer, askedOfClient } from './messages/asked-of-client.ts';
import { progressToken } from './messages/envelope.ts';
import { numbersOf } from './messages/progress.ts';
import { addressTold } from './messages/told-addresses.ts';
import { onBehalfOfSession, type UpstreamDoor } from './upstream-exchange.ts';
import {
  type RequestId,
  RPC_ERROR,
  type RpcNotification,
  type RpcRequest,
  type RpcResponse,
  rpcError,
} from './wire/message.ts';

/** The client a request of the server goes to, and by which way. */
export interface AskedClient {
  readonly caller: Caller & { readonly session: Session };
  readonly origin: Origin;
  /** Whether the server may say something here that no data rule has seen. */
  readonly inWords: boolean;
  /** Whether this is a replay: what was asked before may come once more. */
  readonly resumed: boolean;
  readonly send: (message: RpcRequest | RpcNotification) => Promise<void>;
}

/** What servers ask of clients (legacy), until it is answered. Each request leaves one audit record. */
export interface ServerRequests {
  /**
   * Puts a request to the client under an id of the guard's own, or tells the server that it may not ask. Which of
   * the two is the return value.
   */
  relay(request: RpcRequest, client: AskedClient): Promise<boolean>;
  /**
   * Takes a response that a client sent in its session. False where nothing waits for it that this caller was asked:
   * somebody else may have signed in to the session since.
   */
  receive(from: AskedClient['caller'], response: RpcResponse): boolean;
  /** The client's progress with such a request, on to the server. */
  progressed(session: Session, params: JsonObject | undefined): void;
  /** The server takes a request back: what the client is told of it, where it was asked. */
  withdrawn(session: Session, params: JsonObject | undefined): RpcNotification | undefined;
  /** Forgets what the client of a session was asked. */
  end(session: Session): void;
}

interface Outstanding {
  readonly asked: AskedOfClient;
  /** Who was asked. */
  readonly subject: string;
  readonly serverId: RequestId;
  readonly progressToken: string | number | undefined;
  readonly entry: AuditEntry;
  readonly patience: NodeJS.Timeout;
  /** How often the client may still tell of its progress: it draws on no limit. */
  tellings: number;
}

/** Milliseconds a client has for an answer: a person may have to give it. */
const PATIENCE_MS = 5 * 60_000;
/** Requests of one session's server that wait at once. */
const MOST_WAITING = 32;
/** Notifications of progress with one request that go on to the server. */
const MOST_TELLINGS = 1_000;
/**
 * Requests of one session's server in a minute. What comes on top is refused, and leaves a record only where the one
 * before it was not: a server could fill the audit's disk.
 */
const MOST_PER_MINUTE = 600;
/** Milliseconds the server may take to receive an answer. */
const RESPOND_MS = 30_000;

/** Answers the server itself where a client has said nothing for `patienceMs`. `now`: milliseconds that never go back. */
export function createServerRequests(
  { door, audit }: { readonly door: UpstreamDoor; readonly audit: Audit },
  patienceMs: number = PATIENCE_MS,
  now: () => number = () => performance.now(),
): ServerRequests {
  const rates = createMemoryBuckets({ now });
  const flooding = new WeakSet<Session>();
  const waiting = new WeakMap<Session, Map<RequestId, Outstanding>>();
  let lastId = 0;

  function of(session: Session): Map<RequestId, Outstanding> {
    const known = waiting.get(session);
    if (known) return known;
    const made = new Map<RequestId, Outstanding>();
    waiting.set(session, made);
    return made;
  }

  function find(
    session: Session,
    serverId: RequestId,
  ): readonly [RequestId, Outstanding] | undefined {
    return [...of(session)].find(([, { serverId: theirs }]) => theirs === serverId);
  }

  function settle(session: Session, id: RequestId): Outstanding | undefined {
    const found = waiting.get(session)?.get(id);
    if (!found) return undefined;
    waiting.get(session)?.delete(id);
    clearTimeout(found.patience);
    return found;
  }

  /** Nobody waits for this: the server has its answer, or has gone. */
  function tellServer(session: Session, response: RpcResponse): void {
    void door.respond(response, onBehalfOfSession(session, RESPOND_MS));
  }

  function giveUp(id: RequestId, { caller: { session }, send }: AskedClient): void {
    const found = settle(session, id);
    if (!found) return;
    tellServer(session, rpcError(found.serverId, RPC_ERROR.internal, 'no answer in time'));
    found.entry.upstreamFailed('no answer of the client');
    found.entry.end();
    void send(cancellation(id));
  }

  return {
    async relay(request, client) {
      const { caller, origin, inWords, resumed, send } = client;
      const { session } = caller;
      const before = resumed ? find(session, request.id) : undefined;
      if (before && before[1].subject === caller.subject.id) {
        const [id, { asked, progressToken: token }] = before;
        await send(onTheWay(id, asked, token));
        return true;
      }

      const isFlood = !rates.take(session.id, [ONE_ASKED]).ok;
      if (isFlood && flooding.has(session)) {
        const { code, message } = TOO_FAST.error;
        tellServer(session, rpcError(request.id, code, message));
        return false;
      }
      if (isFlood) flooding.add(session);
      else flooding.delete(session);
      const entry = audit.begin({ message: request, origin });
      entry.caller(caller);
      const room = isFlood ? TOO_FAST : of(session).size < MOST_WAITING ? undefined : TOO_MANY;
      const asked = room ?? askedOfClient(request, session.told ?? {}, inWords);
      if (asked.kind === 'refused') {
        entry.refused(asked.deny);
        entry.end();
        const { code, message } = asked.error;
        tellServer(session, rpcError(request.id, code, message));
        return false;
      }
      lastId += 1;
      const id = `server-${lastId}`;
      const token = progressToken(request.params);
      const patience = setTimeout(() => giveUp(id, client), patienceMs);
      patience.unref();
      of(session).set(id, {
        ...{ asked, serverId: request.id, progressToken: token, entry, patience },
        subject: caller.subject.id,
        tellings: MOST_TELLINGS,
      });
      const { elicitationId } = asked.params ?? {};
      if (typeof elicitationId === 'string') addressTold(session, elicitationId);
      await send(onTheWay(id, asked, token));
      return true;
    },
    receive({ session, subject }, response) {
      const { id } = response;
      if (id === undefined || id === null) return false;
      if (waiting.get(session)?.get(id)?.subject !== subject.id) return false;
      const found = settle(session, id);
      if (!found) return false;
      const { asked, serverId, entry } = found;
      const answer = answerToServer(asked, response, serverId);
      if (answer) {
        const bytes = Buffer.byteLength(JSON.stringify(answer));
        entry.relayed({ outcome: 'answered', filtered: { notes: [] }, bytes });
      } else {
        const reason = `the client's answer is none to ${asked.method}.`;
        entry.refused(deny('arguments_invalid', 'protocol', reason));
      }
      entry.end();
      tellServer(session, answer ?? rpcError(serverId, RPC_ERROR.internal, 'no valid answer'));
      return true;
    },
    progressed(session, params) {
      const id = params?.progressToken;
      const found = typeof id === 'string' ? waiting.get(session)?.get(id) : undefined;
      const numbers = numbersOf(params);
      if (found?.progressToken === undefined || !numbers || found.tellings === 0) return;
      found.tellings -= 1;
      const { progressToken: token } = found;
      const behalf = onBehalfOfSession(session, RESPOND_MS);
      void door.notify('notifications/progress', { progressToken: token, ...numbers }, behalf);
    },
    withdrawn(session, params) {
      const serverId = params?.requestId;
      if (typeof serverId !== 'string' && typeof serverId !== 'number') return undefined;
      const found = find(session, serverId);
      if (!found) return undefined;
      const [id, { entry }] = found;
      settle(session, id);
      entry.upstreamFailed('withdrawn by the server');
      entry.end();
      return cancellation(id);
    },
    end(session) {
      for (const id of [...(waiting.get(session)?.keys() ?? [])]) {
        const { entry } = settle(session, id) ?? {};
        entry?.upstreamFailed('the session ended');
        entry?.end();
      }
    },
  };
}

const ONE_ASKED = { bucket: 'asked', perMinute: MOST_PER_MINUTE, units: 1 };

const TOO_FAST = {
  kind: 'refused',
  error: { code: RPC_ERROR.internal, message: 'too many requests in a minute' },
  deny: deny(
    'too_many_requests',
    'server requests',
    `the server asks for more than ${MOST_PER_MINUTE} things a minute; more of these go unrecorded.`,
  ),
} as const;

const TOO_MANY = {
  kind: 'refused',
  error: { code: RPC_ERROR.internal, message: 'too many requests wait for this client' },
  deny: deny(
    'too_many_requests',
    'server requests',
    `${MOST_WAITING} requests of the server wait for this client already.`,
  ),
} as const;

function onTheWay(
  id: RequestId,
  { method, params }: AskedOfClient,
  token: string | number | undefined,
): RpcRequest {
  // Progress comes back under the guard's own id, which is nobody else's token.
  const meta = token === undefined ? {} : { _meta: { progressToken: id } };
  const sent = { ...params, ...meta };
  return {
    jsonrpc: '2.0',
    id,
    method,
    ...(Object.keys(sent).length === 0 ? {} : { params: sent }),
  };
}

function cancellation(requestId: RequestId): RpcNotification {
  return { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
}
