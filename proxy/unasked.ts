import type { Origin } from './exchange.ts';
import type { Caller } from './identity/resolve.ts';
import type { Session } from './identity/sessions.ts';
import type { Prepared } from './messages/call.ts';
import { passesUnjudged } from './messages/client-capabilities.ts';
import type { HandlerContext } from './messages/context.ts';
import { type Family, passes } from './messages/families.ts';
import { loggedMessage } from './messages/logged-message.ts';
import { askedResource } from './messages/resource-access.ts';
import { isStranger } from './messages/signed-in.ts';
import { readTask, writeTask } from './messages/task-state.ts';
import type { ServerRequests } from './server-requests.ts';
import type { RpcNotification, RpcRequest } from './wire/message.ts';

/** A stream on which a server says something beside an answer. */
export interface Channel {
  readonly caller: Caller & { readonly session: Session };
  readonly origin: Origin;
  /** The request whose stream it is; undefined on the stream for what is said unasked. */
  readonly prepared?: Prepared;
  /** Whether what comes on it may have come before. */
  readonly resumed?: boolean;
}

/** What may pass of it. */
export interface Beside {
  /** A notification in the form in which it may leave. */
  notification(notification: RpcNotification): RpcNotification | undefined;
  /** Puts a request to the client, or tells the server that it may not ask: which is the return value. */
  request(
    request: RpcRequest,
    send: (message: RpcRequest | RpcNotification) => Promise<void>,
  ): Promise<boolean>;
}

export interface Unasked {
  on(channel: Channel): Beside;
  /**
   * While a request is under way its progress may arrive on any stream of its session, for whom it was made. Call
   * when it is over.
   */
  during(caller: Caller, prepared: Prepared): () => void;
}

type UnaskedParts = Pick<HandlerContext, 'policy' | 'binding' | 'tasks'> & {
  readonly serverRequests: ServerRequests;
};

/** The notifications that say nothing but that a list is another one now. */
const LISTS: ReadonlyMap<string, Family> = new Map([
  ['notifications/tools/list_changed', 'tools'],
  ['notifications/resources/list_changed', 'resources'],
  ['notifications/prompts/list_changed', 'prompts'],
]);

/**
 * What servers say beside their answers (legacy). Names of lists and URIs that the client subscribed to pass on
 * any stream. Words pass beside what no binding describes, as far as the policy opens the matter; on any other
 * stream, where nobody can tell what they are about, only of a server without a binding.
 */
export function createUnasked(parts: UnaskedParts): Unasked {
  const { policy, binding, serverRequests } = parts;
  const underWay = new WeakMap<Session, Map<Prepared, string>>();

  // A server on stdio does not say which request its words are about: it could be one that a binding describes.
  const saysWhatAbout = binding === undefined || policy.gateway.upstream.kind !== 'stdio';

  function inWords({ caller, prepared }: Channel): boolean {
    if (prepared?.inWords && saysWhatAbout) return true;
    return binding === undefined && passesUnjudged(parts) && !isStranger({ caller }, parts);
  }

  function notification(
    sent: RpcNotification,
    { caller }: Channel,
    words: boolean,
  ): RpcNotification | undefined {
    const { session } = caller;
    const { method, params = {} } = sent;
    const list = LISTS.get(method);
    if (list) return passes(list, parts) ? { jsonrpc: '2.0', method } : undefined;
    switch (method) {
      case 'notifications/resources/updated': {
        const uri = typeof params.uri === 'string' ? heardUri(params.uri, caller) : undefined;
        return uri === undefined ? undefined : { jsonrpc: '2.0', method, params: { uri } };
      }
      case 'notifications/message':
        return words && policy.gateway.protocol.logging === 'allow'
          ? loggedMessage(sent, session.logLevel)
          : undefined;
      case 'notifications/elicitation/complete': {
        const { elicitationId } = params;
        if (typeof elicitationId !== 'string') return undefined;
        if (!session.addresses.has(elicitationId)) return undefined;
        return { jsonrpc: '2.0', method, params: { elicitationId } };
      }
      case 'notifications/cancelled':
        return serverRequests.withdrawn(session, params);
      case 'notifications/tasks/status': {
        const state = readTask(params, 'legacy');
        const task = state && parts.tasks.inSession(session, caller.subject, state.upstreamId);
        if (!state || !task) return undefined;
        return { jsonrpc: '2.0', method, params: writeTask(task.id, state, 'legacy', !task.bound) };
      }
      case 'notifications/progress':
        return progress(sent, caller);
      default:
        return undefined;
    }
  }

  /**
   * What the client calls a resource that has changed, where it subscribed to it as who it is now. A server may name
   * a part of one (2025-11-25, resources): that passes where no rule is about parts.
   */
  function heardUri(uri: string, { subject, session }: Channel['caller']): string | undefined {
    const own = [...session.subscriptions].filter(([, known]) => known.subject === subject.id);
    const exact = own.find(([known]) => known === uri);
    if (exact) return exact[1].uri;
    const isPart = own.some(([known]) => uri.startsWith(`${known.replace(/\/$/, '')}/`));
    return isPart && askedResource(uri, parts).kind === 'unbound' ? uri : undefined;
  }

  function progress(
    sent: RpcNotification,
    { session, subject }: Channel['caller'],
  ): RpcNotification | undefined {
    for (const [{ relay }, whose] of underWay.get(session) ?? []) {
      const passed = whose === subject.id ? relay(sent) : undefined;
      if (passed) return passed;
    }
    return undefined;
  }

  return {
    on(channel) {
      const words = inWords(channel);
      const { caller, origin, resumed = false } = channel;
      return {
        notification: (sent) => notification(sent, channel, words),
        request: (request, send) =>
          serverRequests.relay(request, { caller, origin, inWords: words, resumed, send }),
      };
    },
    during({ session, subject }, prepared) {
      if (!session) return () => {};
      const all = underWay.get(session) ?? new Map<Prepared, string>();
      underWay.set(session, all.set(prepared, subject.id));
      return () => void all.delete(prepared);
    },
  };
}
