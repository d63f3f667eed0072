import { withEveryRight } from '../policies/guardrails-only.ts';
import type { Policy } from '../policies/policy.ts';
import { besidesAnswer } from './answering.ts';
import { type AskingReply, askingReply } from './asking-reply.ts';
import type { Audit, AuditEntry } from './audit/audit.ts';
import { isGone } from './cancellation.ts';
import { type Handle, type Inbound, UpstreamFailure } from './exchange.ts';
import { type Caller, identify } from './identity/resolve.ts';
import type { StartupSignIn } from './identity/startup-sign-in.ts';
import { trackInFlight } from './in-flight.ts';
import { internalRefusal } from './judgement.ts';
import type { LastingStreams } from './lasting-streams.ts';
import type {
  Answered,
  Call,
  MessageHandler,
  Prepared,
  Refusal,
  Refused,
} from './messages/call.ts';
import { type HandlerContext, onBehalfOf } from './messages/context.ts';
import { refusalAnswer } from './messages/denial.ts';
import { requestHandlers, unknownMethod } from './messages/inventory.ts';
import { receiveNotification } from './messages/notifications.ts';
import { receiveResponse } from './messages/responses.ts';
import {
  type UnidentifiedRefusal,
  unidentifiedRefusal,
  WITHOUT_SESSION,
} from './messages/unidentified.ts';
import { relayAnswer } from './relay.ts';
import type { Resumption } from './resumption.ts';
import type { ServerRequests } from './server-requests.ts';
import { type Opened, openSession } from './session-opening.ts';
import type { Unasked } from './unasked.ts';
import { unavailable } from './unavailable.ts';
import {
  isNotification,
  isRequest,
  RPC_ERROR,
  type RpcNotification,
  type RpcRequest,
  rpcError,
} from './wire/message.ts';

export interface GuardParts extends HandlerContext {
  readonly audit: Audit;
  readonly serverRequests: ServerRequests;
  readonly unasked: Unasked;
  readonly resumption: Resumption;
  readonly lastingStreams: LastingStreams;
  /** In shadow mode: the policy as it is written. `policy` is then what is left of it to be enforced. */
  readonly written?: Policy;
  /** The environment's own sign-in for the person on stdio. */
  readonly startup: StartupSignIn | undefined;
}

/** A request on its way through the stages. What its failure means depends on how far it has come. */
interface Passing extends Inbound {
  readonly message: RpcRequest;
  readonly reply: AskingReply;
  readonly entry: AuditEntry;
  /** Whether the caller still waits for an answer. */
  wanted: () => boolean;
  /** Whether the upstream may have changed something on its behalf. */
  mayHaveChanged: boolean;
}

/**
 * The pipeline: the one place where the order of stages is written down. The transport has already checked
 * and parsed the bytes. Every request gets exactly one answer, unless it is cancelled, and one audit record,
 * whatever happens.
 */
export function createGuard(parts: GuardParts): Handle {
  const handlers = requestHandlers(parts);
  const inFlight = trackInFlight();

  return async (inbound) => {
    const { message } = inbound;
    try {
      if (isRequest(message)) await answerRequest({ ...inbound, message });
      else if (isNotification(message)) await receive({ ...inbound, message });
      else receiveResponse(inbound, message, parts);
    } catch (error) {
      // Not even the refusal could be said.
      logFault(error);
    }
  };

  async function receive(inbound: Inbound & { message: RpcNotification }): Promise<void> {
    try {
      await receiveNotification(inbound, parts, inFlight);
    } catch (error) {
      logFault(error);
      inbound.reply.finish(500);
    }
  }

  async function answerRequest(inbound: Inbound & { message: RpcRequest }): Promise<void> {
    const passing: Passing = {
      ...inbound,
      reply: askingReply(inbound),
      entry: parts.audit.begin(inbound),
      wanted: () => !isGone(inbound.signal),
      mayHaveChanged: false,
    };
    try {
      await passStages(passing);
    } catch (error) {
      answerFailure(passing, error);
    } finally {
      passing.reply.over();
      passing.entry.end();
    }
  }

  async function passStages(passing: Passing): Promise<void> {
    const { message: request, era, origin, entry } = passing;

    // identity
    let caller = identify(origin, era, parts.sessions, parts.policy.gateway);
    if (caller.kind !== 'known') return turnAway(passing, unidentifiedRefusal(caller));
    entry.caller(caller);
    if (era === 'legacy' && !caller.session && request.method !== 'initialize') {
      return turnAway(passing, WITHOUT_SESSION);
    }

    // audit: what cannot be recorded is not done
    const unrecorded = parts.audit.refusal();
    if (unrecorded) return refuse(passing, { shape: 'denial', deny: unrecorded });

    // messages: by method, and what is not known does not exist
    const handler = handlers[era].get(request.method);
    if (!handler) return refuse(passing, unknownMethod(request.method));
    if (handler.needsSubject && parts.startup && caller.principal.kind === 'stdio') {
      if (caller.session) await parts.startup.ensure(caller.session);
      caller = identify(origin, era, parts.sessions, parts.policy.gateway);
      if (caller.kind !== 'known') return turnAway(passing, unidentifiedRefusal(caller));
      entry.caller(caller);
    }
    return passLimits(passing, caller, handler);
  }

  async function passLimits(
    passing: Passing,
    identified: Caller,
    handler: MessageHandler,
  ): Promise<void> {
    const { message: request, era, origin, entry } = passing;
    const permit = parts.limits.admit(identified.subject, handler.cost(request, identified));
    if ('effect' in permit) return refuse(passing, { shape: 'denial', deny: permit });
    if (permit.over) entry.overruled(permit.over);
    try {
      const opened = openSession(request, era, origin, identified, parts.sessions);
      if ('effect' in opened) return refuse(passing, { shape: 'denial', deny: opened });
      const { caller } = opened;
      entry.caller(caller);
      const flight = inFlight.start(caller.session, request, passing.signal);
      passing.wanted = flight.wanted;
      let answered = false;
      try {
        const { send } = passing.reply;
        const call: Call = {
          ...{ request, era, origin, signal: flight.signal, send },
          ...enforcedOn(caller, entry),
        };
        answered = await decideAndForward(passing, call, handler, opened);
      } finally {
        opened.conclude(answered);
        flight.done();
      }
    } finally {
      permit.release();
    }
  }

  /** Who calls, with the rights that are enforced: in shadow mode every right there is. */
  function enforcedOn(caller: Caller, entry: AuditEntry): Pick<Call, 'caller' | 'shadow'> {
    const { written } = parts;
    if (!written) return { caller };
    const { subject } = caller;
    return {
      caller: { ...caller, subject: withEveryRight(subject) },
      shadow: { subject, policy: written, overruled: (would) => entry.overruled(would) },
    };
  }

  /** Whether the caller got a result. */
  async function decideAndForward(
    passing: Passing,
    call: Call,
    handler: MessageHandler,
    opened: Opened,
  ): Promise<boolean> {
    // binding and decision
    let step: Prepared | Answered | Refused | undefined = await handler.prepare(call);
    let answered = false;
    while (step) ({ answered, next: step } = await take(passing, call, step, opened));
    return answered;
  }

  /** One round with the upstream. `next`: the person behind the client was asked, and the request goes on. */
  async function take(
    passing: Passing,
    call: Call,
    prepared: Prepared | Answered | Refused,
    opened: Opened,
  ): Promise<{ answered: boolean; next?: Prepared | Answered | Refused }> {
    const { entry, reply, wanted, era } = passing;
    const { request } = call;
    if (prepared.kind === 'refused') {
      entry.facts(prepared.facts);
      refuse(passing, prepared.refusal);
      return { answered: false };
    }
    if (prepared.kind === 'answered') {
      reply.respond({ jsonrpc: '2.0', id: request.id, result: prepared.result });
      entry.relayed({ outcome: 'answered', filtered: { notes: [] }, bytes: 0 });
      return { answered: true };
    }
    const over = parts.unasked.during(call.caller, prepared);
    let lasting: ReturnType<LastingStreams['begin']> | undefined;
    try {
      entry.facts(prepared.facts);
      // forward
      passing.mayHaveChanged = prepared.mayChange;
      const behalf = {
        ...onBehalfOf(call, prepared.withCredential),
        ...(prepared.inWords ? { tellsReason: true as const } : {}),
      };
      const given = await parts.toolHeaders.request(call, prepared.params, behalf);
      opened.keep(given, prepared.params);
      lasting = prepared.endsOpen ? parts.lastingStreams.begin(given, request) : undefined;
      const answer = lasting?.answer ?? given;
      // filter
      const besides = besidesAnswer(call, prepared, answer, wanted, parts);
      const answering = { request, era, reply, wanted, signal: call.signal, ...besides };
      const relayed = await relayAnswer(answering, answer, prepared, opened.headers);
      if (relayed.outcome === 'goes_on') return { answered: false, next: relayed.next };
      if ('fault' in relayed) logFault(relayed.fault);
      entry.relayed(relayed);
      return { answered: relayed.outcome === 'answered' };
    } catch (error) {
      const unreachable = error instanceof UpstreamFailure && error.reason === 'unreachable';
      prepared.onFailure?.(unreachable ? 'unreachable' : 'unanswered');
      throw error;
    } finally {
      over();
      lasting?.over();
    }
  }

  function refuse({ message, era, reply, entry }: Passing, refusal: Refusal): void {
    entry.refused(refusal.deny);
    const { response, status, headers } = refusalAnswer(message, refusal, era);
    reply.respond(response, { status, ...(headers ? { headers } : {}) });
  }

  function answerFailure(passing: Passing, error: unknown): void {
    const { message: request, era, reply, entry, mayHaveChanged } = passing;
    const wanted = passing.wanted();
    if (error instanceof UpstreamFailure) {
      const { reason } = error;
      if (wanted) parts.log.warn({ reason, err: error.message }, 'the upstream gave no answer');
      entry.upstreamFailed(reason);
      // A connection that never was carried nothing.
      const unknown = mayHaveChanged && reason !== 'unreachable';
      if (wanted) reply.respond(unavailable(request, era, unknown));
      else reply.finish(202);
      return;
    }
    logFault(error);
    entry.refused(internalRefusal());
    if (wanted) reply.respond(rpcError(request.id, RPC_ERROR.internal, 'Internal error'));
    else reply.finish(202);
  }

  function logFault(fault: unknown): void {
    parts.log.error({ err: fault }, 'a message failed inside the guard and was refused');
  }
}

/** An answer below JSON-RPC's own words: HTTP clients act on its status. */
function turnAway({ message, reply, entry }: Passing, refusal: UnidentifiedRefusal): void {
  const { status, headers, code, message: text, deny } = refusal;
  entry.refused(deny);
  reply.respond(rpcError(message.id, code, text), { status, headers });
}
