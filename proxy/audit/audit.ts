import { createHash, randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { type Confirm, type Deny, deny, type Note } from '../../policies/decision.ts';
import type { AuditSettings } from '../../policies/gateway-settings.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Inbound } from '../exchange.ts';
import type { Caller } from '../identity/resolve.ts';
import { type OperationRecord, operationRecord } from './operation-record.ts';
import { type AuditRecord, recordedNote, sentence, wordOr } from './record.ts';
import { openAuditSink } from './sink.ts';

export interface Audit {
  /** Starts the record of one message. It is written when its `end` is called, and not before. */
  begin(inbound: Pick<Inbound, 'message' | 'origin'>): AuditEntry;
  /** The refusal of whatever comes while records cannot be kept; undefined while they can. */
  refusal(): Deny | undefined;
  /** Closes the sink. Records that end later are reported on the log. */
  close(): void;
}

/** The record of one call while it is under way. What is said last about its outcome counts. */
export interface AuditEntry {
  readonly id: string;
  /** Who calls, once that is known. */
  caller(caller: Pick<Caller, 'subject' | 'session'>): void;
  /** What the call means, once that is known. */
  facts(facts: AuditFacts): void;
  refused(deny: Deny): void;
  /** In shadow mode: what the policy would have done. What is said first counts. */
  overruled(would: Deny | Confirm): void;
  /** How the upstream's answer left the guard. */
  relayed(answer: AuditedAnswer): void;
  /** No answer was to be had. */
  upstreamFailed(errorClass: string): void;
  /** Writes the record, once. A call that nothing was said about ends as an error. Never throws. */
  end(): void;
}

export interface AuditFacts {
  readonly tool?: string;
  readonly resource?: string;
  readonly prompt?: string;
  readonly operations?: readonly Operation[];
  readonly rule?: string;
}

export type AuditedAnswer =
  | {
      readonly outcome: 'answered';
      readonly filtered: {
        readonly notes: readonly Note[];
        readonly rows?: number;
        /** The upstream reported that the call itself failed: its error class. */
        readonly upstreamError?: string;
      };
      readonly bytes: number;
    }
  | { readonly outcome: 'refused'; readonly deny: Deny }
  | { readonly outcome: 'upstream_error'; readonly error: string };

export interface AuditOptions {
  readonly settings: AuditSettings;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly upstream: string;
  readonly policyRevision: string;
}

const RETRY_WHEN_KEPT_MS = 10_000;
/** The log says which file it is and what is wrong with it: that is not for callers. */
const NOT_KEPT: Deny = deny(
  'audit_unavailable',
  'gateway.yaml:audit',
  'the guard cannot keep a record of the call, and lets nothing through without.',
  { retryAfterMs: RETRY_WHEN_KEPT_MS },
);

type Outcome = Pick<
  AuditRecord,
  'decision' | 'code' | 'rule' | 'reason' | 'rows' | 'bytes' | 'upstreamError'
> & { readonly notes?: readonly Note[] };

/** Opens the audit. Throws when its file cannot be opened. */
export function createAudit(options: AuditOptions): Audit {
  const { settings, log, now, upstream, policyRevision } = options;
  const sink = openAuditSink(settings, log);

  return {
    begin({ message, origin }) {
      const started = now();
      const id = randomUUID();
      let who: Pick<AuditRecord, 'subject' | 'session'> = {};
      let what: Pick<AuditRecord, 'tool' | 'resource' | 'prompt'> = {};
      let rule: string | undefined;
      let operations: readonly OperationRecord[] = [];
      let outcome: Outcome = { decision: 'error' };
      let shadow: AuditRecord['shadow'];
      let written = false;

      const entry: AuditEntry = {
        id,
        caller({ subject, session }) {
          who = {
            subject: { id: subject.id, name: subject.name, source: subject.source },
            ...(session ? { session: sessionDigest(session.id) } : {}),
          };
        },
        facts(facts) {
          what = { ...what, ...namesOf(facts) };
          rule = facts.rule ?? rule;
          if (facts.operations) {
            operations = facts.operations.map((one) => operationRecord(one, settings.values));
          }
        },
        refused({ code, rule: refusing, reason }) {
          outcome = { decision: 'denied', code, rule: refusing, reason: sentence(reason) };
        },
        overruled(would) {
          shadow ??=
            would.effect === 'confirm'
              ? { would: 'confirm', rule: would.confirmRule }
              : {
                  would: 'deny',
                  code: would.code,
                  rule: would.rule,
                  reason: sentence(would.reason),
                };
        },
        relayed(answer) {
          if (answer.outcome === 'refused') entry.refused(answer.deny);
          else if (answer.outcome === 'upstream_error') entry.upstreamFailed(answer.error);
          else outcome = answeredOutcome(answer);
        },
        upstreamFailed(errorClass) {
          outcome = { decision: 'error', upstreamError: wordOr(errorClass) };
        },
        end() {
          if (written) return;
          written = true;
          const { notes = [], ...rest } = outcome;
          sink.write({
            time: new Date(started).toISOString(),
            id,
            ...who,
            source: origin.source,
            upstream,
            method: 'method' in message ? wordOr(message.method) : 'response',
            ...what,
            operations,
            ...(rule === undefined ? {} : { rule }),
            ...rest,
            ...(shadow === undefined ? {} : { shadow }),
            notes: notes.map(recordedNote),
            durationMs: Math.max(0, Math.round((now() - started) * 1_000) / 1_000),
            policyRevision,
          });
        },
      };
      return entry;
    },
    refusal: () => (sink.keeps() ? undefined : NOT_KEPT),
    close: () => sink.close(),
  };
}

/** Which tool, resource or prompt it was. A resource is a binding's word, the others are the caller's. */
function namesOf({
  tool,
  resource,
  prompt,
}: AuditFacts): Pick<AuditRecord, 'tool' | 'resource' | 'prompt'> {
  return {
    ...(tool === undefined ? {} : { tool: wordOr(tool) }),
    ...(resource === undefined ? {} : { resource }),
    ...(prompt === undefined ? {} : { prompt: wordOr(prompt) }),
  };
}

/** An answer that reports a failure of the call is still an answer the policy allowed. */
function answeredOutcome(answer: Extract<AuditedAnswer, { outcome: 'answered' }>): Outcome {
  const { notes, rows, upstreamError } = answer.filtered;
  return {
    decision: 'allowed',
    notes,
    bytes: answer.bytes,
    ...(rows === undefined ? {} : { rows }),
    ...(upstreamError === undefined ? {} : { upstreamError: wordOr(upstreamError) }),
  };
}

function sessionDigest(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 12);
}
