import {
  type Era,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from '../exchange.ts';
import {
  isRequest,
  RPC_ERROR,
  type RpcMessage,
  type RpcRequest,
  rpcError,
} from '../wire/message.ts';
import { type JsonLimits, UPSTREAM_JSON_LIMITS } from '../wire/strict-json.ts';
import type { ChildSettings } from './child-process.ts';
import { silenceFor } from './patience.ts';
import { openStdioConnection, type StdioConnection } from './stdio-connection.ts';

export interface StdioUpstreamSettings
  extends Pick<ChildSettings, 'command' | 'args' | 'env' | 'cwd'> {
  readonly name: string;
  /** Milliseconds until the first message of an answer. Default 60 s. */
  readonly timeoutMs?: number;
  /** Milliseconds between messages after the first. Default 5 min; 0 for any time. */
  readonly idleMs?: number;
  /** Milliseconds until a child that says nothing to `server/discover` counts as one that does not know it. Default 10 s. */
  readonly probeMs?: number;
  /** Milliseconds a child is given to end by itself. Default 2 s. */
  readonly graceMs?: number;
  /** Legacy sessions at once, each with a child of its own. */
  readonly maxChildren: number;
  readonly jsonLimits?: JsonLimits;
  /** Takes the children's standard error, line by line, and what they did wrong. */
  readonly log: (message: string) => void;
}

/**
 * An upstream that is a program on its standard streams. Legacy sessions have a child each, for handshake,
 * log level and subscriptions are per process; modern requests share one, as each says all it needs. No child is
 * ever given anybody's account, so that whose request it is makes no difference to it.
 *
 * A legacy session whose child has ended is over: whatever it asks next is answered with status 404, as an
 * HTTP upstream answers for a session it does not know, until `initialize` starts a new child.
 */
export function createStdioUpstream(settings: StdioUpstreamSettings): Upstream {
  const sessions = new Map<string, StdioConnection>();
  const graceMs = settings.graceMs ?? 2_000;
  const timeoutMs = settings.timeoutMs ?? 60_000;
  let shared: StdioConnection | undefined;
  let closed = false;
  const stopping = new Set<Promise<void>>();

  function open(era: Era): StdioConnection {
    if (closed) throw new UpstreamFailure('closed', 'the guard is closing');
    return openStdioConnection({
      ...settings,
      era,
      jsonLimits: settings.jsonLimits ?? UPSTREAM_JSON_LIMITS,
      timeoutMs,
      idleMs: settings.idleMs ?? silenceFor(timeoutMs),
    });
  }

  /** The child of a legacy session; undefined where it has none and this message does not start one. */
  function sessionFor(key: string, message: RpcMessage): StdioConnection | undefined {
    const known = sessions.get(key);
    if (known?.alive === true) return known;
    sessions.delete(key);
    if (!('method' in message) || message.method !== 'initialize') return undefined;
    for (const [other, connection] of sessions) if (!connection.alive) sessions.delete(other);
    const { maxChildren } = settings;
    if (sessions.size >= maxChildren) {
      const full = `${maxChildren} sessions have a process each already (upstream.max_processes)`;
      throw new UpstreamFailure('unreachable', full);
    }
    const opened = open('legacy');
    sessions.set(key, opened);
    return opened;
  }

  function stop(connection: StdioConnection): Promise<void> {
    const stopped = connection.stop(graceMs).finally(() => stopping.delete(stopped));
    stopping.add(stopped);
    return stopped;
  }

  /**
   * Programs of earlier revisions may end, or say nothing, when they are asked anything before `initialize`: that
   * too says that they do not know the method, and by an error of that kind clients learn that they have to begin
   * with `initialize` (2026-07-28, stdio). The next request starts another child.
   */
  async function probe(
    connection: StdioConnection,
    request: RpcRequest,
    { signal }: UpstreamContext,
  ): Promise<UpstreamAnswer> {
    const patience = AbortSignal.timeout(settings.probeMs ?? 10_000);
    try {
      return await connection.exchange(request, { signal: AbortSignal.any([signal, patience]) });
    } catch (error) {
      const ended = error instanceof UpstreamFailure && error.reason === 'closed';
      const started = connection.pid !== undefined;
      if (closed || signal.aborted || !started || !(ended || patience.aborted)) throw error;
      const message = rpcError(request.id, RPC_ERROR.methodNotFound, 'Method not found');
      return { kind: 'message', status: 200, message };
    }
  }

  return {
    name: settings.name,
    async exchange(message, context) {
      switch (context.era) {
        case 'legacy': {
          const connection = sessionFor(keyOf(context.guardSession), message);
          if (connection === undefined) return { kind: 'status', status: 404 };
          return connection.exchange(message, context);
        }
        case 'modern': {
          if (shared?.alive !== true) shared = open('modern');
          return isRequest(message) && message.method === 'server/discover'
            ? probe(shared, message, context)
            : shared.exchange(message, context);
        }
      }
    },
    async listen(context) {
      if (context.era === 'modern') return { kind: 'status', status: 405 };
      const connection = sessions.get(keyOf(context.guardSession));
      if (connection?.alive !== true) return { kind: 'status', status: 404 };
      return connection.listen(context.signal);
    },
    async endSession(context) {
      const key = keyOf(context.guardSession);
      const connection = sessions.get(key);
      sessions.delete(key);
      if (connection !== undefined) await stop(connection);
    },
    async close() {
      closed = true;
      for (const connection of sessions.values()) void stop(connection);
      if (shared !== undefined) void stop(shared);
      sessions.clear();
      await Promise.all(stopping);
    },
  };
}

/** Without a session of the guard's there is no telling whose child it would be. */
function keyOf(guardSession: string | undefined): string {
  if (guardSession === undefined)
    throw new UpstreamFailure('invalid', 'a legacy exchange with a stdio upstream needs a session');
  return guardSession;
}
