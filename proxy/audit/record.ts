import type { DenyCode, Note } from '../../policies/decision.ts';
import type { SubjectSource } from '../../policies/subject.ts';
import type { OperationRecord } from './operation-record.ts';
import { fieldNameOr } from './shape.ts';

/** One call, one record. Everything in it is one of these parts: nothing of a message is copied wholesale. */
export interface AuditRecord {
  /** When the call came in, ISO 8601 in UTC. */
  readonly time: string;
  /** The guard's own id for the call. */
  readonly id: string;
  /** Absent where the caller could not be identified. */
  readonly subject?: {
    readonly id: string;
    readonly name: string;
    readonly source: SubjectSource;
  };
  /** Where the message came from: peer address, or `stdio`. */
  readonly source: string;
  /** A digest of the session's id, the same for its every call. Nobody can resume a session with it. */
  readonly session?: string;
  readonly upstream: string;
  readonly method: string;
  readonly tool?: string;
  /** The URI or URI template of a resource. */
  readonly resource?: string;
  readonly prompt?: string;
  readonly operations: readonly OperationRecord[];
  /** `error`: it was allowed, or never decided, and gave no answer. */
  readonly decision: 'allowed' | 'denied' | 'error';
  readonly code?: DenyCode;
  readonly rule?: string;
  readonly reason?: string;
  /** In shadow mode: what the policy would have done to a call that was let through. */
  readonly shadow?: {
    readonly would: 'deny' | 'confirm';
    readonly code?: DenyCode;
    readonly rule: string;
    readonly reason?: string;
  };
  /** What the guard changed in a call that it let through. */
  readonly notes: readonly Note[];
  readonly rows?: number;
  readonly bytes?: number;
  readonly durationMs: number;
  /** The class of what went wrong behind the guard, never its text. */
  readonly upstreamError?: string;
  readonly policyRevision: string;
}

const LONGEST_WORD = 128;
const LONGEST_SENTENCE = 600;
const WORD = /^[A-Za-z0-9_$][A-Za-z0-9_$ .:/-]*$/;

/** A name out of a message (tool, method, error class), where it can be one. */
export function wordOr(text: string): string {
  return text.length <= LONGEST_WORD && WORD.test(text) ? text : '<not a name>';
}

/** The guard's own sentences, kept to a length. */
export function sentence(text: string): string {
  return text.length <= LONGEST_SENTENCE ? text : `${text.slice(0, LONGEST_SENTENCE)}…`;
}

/** A note with its callers' words checked: context and result keys may be anything a message held. */
export function recordedNote(note: Note): Note {
  switch (note.kind) {
    case 'context_dropped':
    case 'keys_dropped':
      return { kind: note.kind, keys: note.keys.map(fieldNameOr) };
    case 'fields_hidden':
    case 'fields_defaulted':
      return { kind: note.kind, model: note.model, fields: note.fields };
    case 'limit_capped':
      return { kind: note.kind, asked: note.asked, limit: note.limit };
    case 'result_withheld':
      return { kind: note.kind, reason: sentence(note.reason) };
    case 'records_narrowed':
      return { kind: note.kind, model: note.model };
    case 'budget_low': {
      const { kind, rule, per, max, left, reason } = note;
      return {
        ...{ kind, rule, per, max },
        ...(left === undefined ? {} : { left }),
        ...(reason === undefined ? {} : { reason: sentence(reason) }),
      };
    }
    default:
      return note satisfies never;
  }
}
