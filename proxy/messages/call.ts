import type { Confirm, Deny, Note } from '../../policies/decision.ts';
import type { Json, JsonObject } from '../../policies/json.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Subject } from '../../policies/subject.ts';
import type { Era, Origin } from '../exchange.ts';
import type { Caller } from '../identity/resolve.ts';
import type { RpcError, RpcNotification, RpcRequest } from '../wire/message.ts';

/** One request on its way through the guard. */
export interface Call {
  readonly request: RpcRequest;
  readonly era: Era;
  readonly origin: Origin;
  readonly caller: Caller;
  /** Aborted when the caller no longer waits. */
  readonly signal: AbortSignal;
  /** Sends the caller a message ahead of the answer, on the stream of this very request. */
  readonly send: (message: RpcRequest | RpcNotification) => Promise<void>;
  /** In shadow mode: by what the call is judged beside what is enforced. */
  readonly shadow?: Shadow;
}

/** The policy as it is written, and the subject with the rights it really has. */
export interface Shadow {
  readonly subject: Subject;
  readonly policy: Policy;
  /** Told what the policy would have done. What is said first is recorded. */
  overruled(would: Deny | Confirm): void;
}

/** What a family of MCP messages knows how to do: price a request, judge and rewrite it, filter its answer. */
export interface MessageHandler {
  /** Whether its answer depends on who calls: only then is a sign-in still under way waited for. */
  readonly needsSubject: boolean;
  /** What the request draws from the rate buckets; undefined: nothing (liveness and handshakes). */
  cost(request: RpcRequest, caller: Caller): Cost | undefined;
  /** Binds, decides and rewrites. Never forwards anything itself. */
  prepare(call: Call): Promise<Prepared | Answered | Refused>;
}

export interface Cost {
  readonly tool?: string;
  readonly write: boolean;
  readonly units: number;
  /** Whether it is a stream that stays open: such are counted apart from calls that end by themselves. */
  readonly lasting?: true;
}

/** A request that may go on, rewritten, and what to do with its answer. */
export interface Prepared {
  readonly kind: 'prepared';
  /** What is sent upstream: never the caller's bytes. */
  readonly params: JsonObject | undefined;
  /** Whether the upstream acts with the caller's Odoo account. A sign-in and a handshake do not. */
  readonly withCredential: boolean;
  /** Whether something may be different in Odoo once the upstream has the request. */
  readonly mayChange: boolean;
  /** Judges the result before it leaves. Throwing counts as a refusal. */
  filter(result: JsonObject): Promise<Filtered | Deny> | Filtered | Deny;
  /**
   * Looks at the result before it is filtered: where the person behind the client can give what was missing,
   * how the request goes on instead.
   */
  goOn?(result: JsonObject): Promise<Prepared | Answered | Refused | undefined>;
  /** What the caller is told of the upstream's own JSON-RPC error; absent: its code and no more. */
  onError?(error: RpcError['error']): RpcError['error'] | Deny;
  /**
   * Called when there is no result to filter: the upstream answered with a JSON-RPC error, or not at all.
   * `unreachable`: the request never left.
   */
  onFailure?(failure: 'refused' | 'unanswered' | 'unreachable'): void;
  /** Whether the server may end its stream without an answer: it then ends like that towards the caller too. */
  readonly endsOpen?: true;
  /** Which notification about the request itself may leave, and in what form. */
  relay(notification: RpcNotification): RpcNotification | undefined;
  /** The same for notifications that bring results, which have to be judged (2026-07-28, tasks). */
  relayJudged?(notification: RpcNotification): Promise<RpcNotification | undefined>;
  /**
   * Decides the call once more when its result is fetched later (a task's), and judges that by what holds then.
   * Absent: no rule but the tool's own is about it.
   */
  anew?(call: Call): Promise<Pick<Prepared, 'filter'> | Deny>;
  /**
   * Whether the server may say something of its own beside the answer (ask the client, log) as far as the policy
   * lets it: nothing here is held by rules about data.
   */
  readonly inWords?: true;
  /** Whether the answer is for once: judging it has an effect, so it is not to be had again from a replay. */
  readonly once?: true;
  readonly facts: Facts;
}

export interface Filtered {
  readonly result: JsonObject;
  readonly notes: readonly Note[];
  readonly rows?: number;
  /** The upstream reported that the call itself failed: its error class, for the audit. */
  readonly upstreamError?: string;
}

/** A request that the guard answers itself. */
export interface Answered {
  readonly kind: 'answered';
  readonly result: JsonObject;
}

/** What the audit says of a call. */
export interface Facts {
  readonly tool?: string;
  /** A bound resource as its binding writes it, without what was asked of it. */
  readonly resource?: string;
  readonly prompt?: string;
  readonly operations?: readonly Operation[];
  readonly rule?: string;
}

export interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal;
  readonly facts: Facts;
}

export type Refusal =
  /** The caller may know of the thing and is told the rule. */
  | { readonly shape: 'denial'; readonly deny: Deny }
  /** The thing is hidden from the caller or does not exist: one answer for both. */
  | {
      readonly shape: 'error';
      readonly code: number;
      readonly message: string;
      readonly data?: Json;
      readonly deny: Deny;
    };

/** A refusal that teaches. */
export function denied(deny: Deny, facts: Facts = {}): Refused {
  return { kind: 'refused', refusal: { shape: 'denial', deny }, facts };
}

/** No notification of the exchange may leave. */
export function relayNothing(): undefined {
  return undefined;
}
