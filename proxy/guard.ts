import { type Deny, deny } from '../policies/decision.ts';
import type { Audit, AuditEntry } from './audit/audit.ts';
import { type Handle, type Inbound, UpstreamFailure } from './exchange.ts';
import { identify } from './identity/resolve.ts';
import type { StartupSignIn } from './identity/startup-sign-in.ts';
import { trackInFlight } from './in-flight.ts';
import type { Limits } from './limits/limits.ts';
import type { Call, MessageHandler, Refusal } from './messages/call.ts';
import { type HandlerContext, onBehalfOf } from './messages/context.ts';
import { refusalAnswer } from './messages/denial.ts';
import { requestHandlers } from './messages/inventory.ts';
import { receiveNotification } from './messages/notifications.ts';
import { relayAnswer, unavailable } from './relay.ts';
import { type Opened, openSession } from './session-opening.ts';
import { isNotification, isRequest, RPC_ERROR, type RpcRequest, rpcError } from './wire/message.ts';

export interface GuardParts extends HandlerContext {
  readonly limits: Limits;
  readonly audit: Audit;
  /** The environment's own sign-in for the person on stdio. */
  readonly startup: StartupSignIn | undefined;
}

type InboundRequest = Inbound & { readonly message: RpcRequest };

/**
 * The pipeline: the one place where the order of stages is written down. The transport has already checked
 * and parsed the bytes. Every request gets exactly one answer and one audit record, whatever happens.
 */
export function createGuard(parts: GuardParts): Handle {
  const handlers = requestHandlers(parts);
  const inFlight = trackInFlight();

  return async (inbound) => {
    const { message } = inbound;
    if (isRequest(message)) return answerRequest({ ...inbound, message });
    if (isNotification(message))
      return receiveNotification({ ...inbound, message }, parts, inFlight);
    // A response: the guard lets no server ask a client anything, so nothing can be waiting for it.
    inbound.reply.finish(202);
  };

  async function answerRequest(inbound: InboundRequest): Promise<void> {
    const entry = parts.audit.begin(inbound);
    try {
      await passStages(inbound, entry);
    } catch (error) {
      answerFailure(inbound, entry, error);
    } finally {
      entry.end();
    }
  }

  async function passStages(inbound: InboundRequest, entry: AuditEntry): Promise<void> {
    const { message: request, era, origin } = inbound;

    // identity
    let identified = identify(origin, era, parts.sessions, parts.policy.gateway);
    if (
      identified.kind === 'known' &&
      identified.principal.kind === 'stdio' &&
      identified.session
    ) {
      await parts.startup?.ensure(identified.session);
      identified = identify(origin, era, parts.sessions, parts.policy.gateway);
    }
    if (identified.kind !== 'known') return answerUnidentified(inbound, identified, entry);
    entry.caller(identified);
    if (era === 'legacy' && !identified.session && request.method !== 'initialize') {
      return answerWithoutSession(inbound, entry);
    }

    // messages: by method, and what is not known does not exist
    const handler = handlers[era].get(request.method);
    if (!handler) return refuse(inbound, unknownMethod(request.method), entry);

    // limits
    const { subject } = identified;
    const permit = parts.limits.admit(subject, handler.cost(request, identified));
    if ('effect' in permit) return refuse(inbound, { shape: 'denial', deny: permit }, entry);
    try {
      const opened = openSession(request, era, origin, identified, parts.sessions);
      if ('effect' in opened) return refuse(inbound, { shape: 'denial', deny: opened }, entry);
      const { caller } = opened;
      entry.caller(caller);
      const { signal, done } = inFlight.start(caller.session, request.id, inbound.signal);
      try {
        await decideAndForward(
          inbound,
          { request, era, origin, caller, signal },
          handler,
          opened,
          entry,
        );
      } finally {
        opened.abandonUnlessSettled();
        done();
      }
    } finally {
      permit.release();
    }
  }

  async function decideAndForward(
    inbound: InboundRequest,
    call: Call,
    handler: MessageHandler,
    opened: Opened,
    entry: AuditEntry,
  ): Promise<void> {
    // binding and decision
    const prepared = await handler.prepare(call);
    entry.facts(prepared.facts);
    if (prepared.kind === 'refused') return refuse(inbound, prepared.refusal, entry);
    try {
      // forward
      const behalf = onBehalfOf(call, prepared.withCredential);
      const answer = await parts.door.request(call.request.method, prepared.params, behalf);
      opened.settle(answer, prepared.params);
      // filter
      entry.relayed(await relayAnswer(inbound, answer, prepared, opened.headers));
    } catch (error) {
      prepared.onFailure?.('unanswered');
      throw error;
    }
  }

  function refuse(inbound: InboundRequest, refusal: Refusal, entry: AuditEntry): void {
    entry.refused(refusal.deny);
    const { response, status, headers } = refusalAnswer(inbound.message, refusal, inbound.era);
    inbound.reply.respond(response, { status, ...(headers ? { headers } : {}) });
  }

  function answerFailure(inbound: InboundRequest, entry: AuditEntry, error: unknown): void {
    const { message: request, reply } = inbound;
    if (error instanceof UpstreamFailure) {
      parts.log.warn({ reason: error.reason, err: error.message }, 'the upstream gave no answer');
      entry.upstreamFailed(error.reason);
      if (error.reason === 'aborted') reply.finish(202);
      else reply.respond(unavailable(request, inbound));
      return;
    }
    parts.log.error({ err: error }, 'a request failed inside the guard and was refused');
    entry.refused(internalRefusal());
    reply.respond(rpcError(request.id, RPC_ERROR.internal, 'Internal error'));
  }
}

function answerUnidentified(
  inbound: InboundRequest,
  identified: Exclude<ReturnType<typeof identify>, { kind: 'known' }>,
  entry: AuditEntry,
): void {
  const { message: request, reply } = inbound;
  if (identified.kind === 'unknown_session') {
    entry.refused(deny('not_signed_in', 'session', 'the session is unknown or has ended.'));
    reply.respond(rpcError(request.id, -32001, 'Session not found'), { status: 404 });
    return;
  }
  entry.refused(
    deny('not_signed_in', 'gateway.yaml:identity.tokens', 'the bearer token is not known.'),
  );
  reply.respond(rpcError(request.id, RPC_ERROR.denied, 'Unauthorized'), {
    status: 401,
    headers: { 'www-authenticate': identified.challenge },
  });
}

/** Legacy HTTP: after `initialize` every request names its session (2025-11-25, Streamable HTTP). */
function answerWithoutSession(inbound: InboundRequest, entry: AuditEntry): void {
  entry.refused(deny('not_signed_in', 'session', 'the request names no session.'));
  inbound.reply.respond(
    rpcError(
      inbound.message.id,
      RPC_ERROR.invalidRequest,
      'Mcp-Session-Id is missing: send initialize first',
    ),
    { status: 400 },
  );
}

function unknownMethod(method: string): Refusal {
  return {
    shape: 'error',
    code: RPC_ERROR.methodNotFound,
    message: 'Method not found',
    deny: deny(
      'message_not_supported',
      'messages',
      `the method ${method.slice(0, 64)} is not relayed.`,
    ),
  };
}

function internalRefusal(): Deny {
  return deny('result_unreadable', 'fail-closed', 'the guard failed while handling the request.');
}
