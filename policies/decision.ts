import type { BudgetPeriod } from './budget-rule.ts';
import type { Change } from './change.ts';
import type { Question } from './facts.ts';
import type { FieldName, MethodName, ModelName } from './names.ts';
import type { Operation } from './operation.ts';
import type { Reach } from './reach.ts';

/**
 * What the policy says of one operation. `need_schema` and `need_facts` are no answers: the caller fetches
 * that field metadata, or asks Odoo those questions, and decides again; what is not to be had is then
 * `absent`, or false, and denied.
 */
export type Decision = Allow | Confirm | Deny | NeedSchema | NeedFacts;

export interface Allow extends Permission {
  readonly effect: 'allow';
}

/** Allowed if the person behind the caller says so, now and to this very operation. */
export interface Confirm extends Permission {
  readonly effect: 'confirm';
  /** The rule that wants it asked: `rbac.yaml:confirm[0]`. */
  readonly confirmRule: string;
}

/** What an allowed operation comes with. */
export interface Permission {
  /** The operation as it may be performed: rewritten, canonical. This is what gets forwarded. */
  readonly operation: Operation;
  /** What must be done to the result before it leaves. */
  readonly obligation: Obligation;
  /** What it does to other records besides, by the commands of x2many fields. */
  readonly implied: readonly Change[];
  /** What was changed on the way, told to the caller and to the operator. */
  readonly notes: readonly Note[];
  /** The rule that granted it. */
  readonly rule: string;
  /** Whether a text of the upstream names a field the subject may not read: it may quote its value. */
  readonly mentionsHidden: (text: string) => boolean;
}

export interface Deny {
  readonly effect: 'deny';
  readonly code: DenyCode;
  /** The rule that refused: `file.yaml:key…` for the operator's, `G…` for a guardrail. */
  readonly rule: string;
  /** What was refused and why, for the person or model that asked. Names no value. */
  readonly reason: string;
  /** What would be allowed instead, where that helps and gives nothing away. */
  readonly allowed?: string;
  /** Milliseconds after which the same call may succeed; absent when a retry cannot help. */
  readonly retryAfterMs?: number;
}

export interface NeedSchema {
  readonly effect: 'need_schema';
  readonly models: readonly ModelName[];
}

export interface NeedFacts {
  readonly effect: 'need_facts';
  /** At least one, each once: to be asked together. */
  readonly questions: readonly Question[];
}

/** Stable codes, part of the product's interface: clients and alerts match on them. */
export type DenyCode =
  | 'not_signed_in'
  | 'login_refused'
  | 'locked_out'
  | 'rate_limited'
  | 'too_many_requests'
  | 'tool_not_allowed'
  | 'tool_unbound'
  | 'arguments_invalid'
  | 'model_blocked'
  | 'model_not_allowed'
  | 'operation_not_allowed'
  | 'method_not_allowed'
  | 'field_not_readable'
  | 'field_not_searchable'
  | 'field_not_writable'
  | 'domain_invalid'
  | 'order_invalid'
  | 'values_invalid'
  | 'ids_invalid'
  | 'record_not_allowed'
  | 'confirmation_declined'
  | 'confirmation_unavailable'
  | 'budget_exceeded'
  | 'limit_invalid'
  | 'context_invalid'
  | 'schema_unavailable'
  | 'result_unreadable'
  | 'result_too_large'
  | 'message_not_supported'
  | 'upstream_unavailable'
  | 'audit_unavailable';

/** What must be done to the answer of an allowed operation. */
export type Obligation =
  /** Nothing in the answer comes from a field: ids, counts, an acknowledgement. */
  | { readonly kind: 'nothing' }
  | RecordObligation
  | GroupObligation
  /** `name_search`: ids of the model's records with their labels, which may be shown; nothing else. */
  | { readonly kind: 'labels'; readonly model: ModelName; readonly maxRecords: number }
  /** `fields_get`: only these fields may be described, and relations only to these models. */
  | {
      readonly kind: 'fields';
      readonly model: ModelName;
      readonly mayDescribe: (field: FieldName) => boolean;
      readonly mayName: (model: ModelName) => boolean;
    }
  /** `list_models`: only these models may be named. Answers the access level to show, or undefined to drop. */
  | {
      readonly kind: 'models';
      readonly accessLevel: (model: ModelName) => string | undefined;
    }
  | ActionsObligation
  /** The bytes of one file: a stored one, or a report. Nothing else of the record comes with them. */
  | { readonly kind: 'blob'; readonly model: ModelName; readonly maxBytes: number }
  /** The result of a method whose content no rule describes: replaced by its type. */
  | { readonly kind: 'opaque'; readonly model: ModelName; readonly method: MethodName };

/** Records come back: an allow-list of keys, everything else is dropped. */
export interface RecordObligation {
  readonly kind: 'records';
  readonly model: ModelName;
  /** Fields whose values may leave, and how. */
  readonly visible: ReadonlyMap<FieldName, FieldTreatment>;
  /** Fields that were asked for and may not be read: shown as the mask, or left out. */
  readonly masked: readonly FieldName[];
  readonly redaction: Redaction;
  readonly maxRecords: number;
}

/** `record_actions`: only what the subject could then do itself may be offered. */
export interface ActionsObligation {
  readonly kind: 'actions';
  readonly model: ModelName;
  readonly mayCall: (method: MethodName) => boolean;
  readonly mayWrite: (field: FieldName) => boolean;
  /** Whether the record's present state or stage may be told. */
  readonly stateVisible: boolean;
}

/** Groups come back: an allow-list of keys as the answer spells them, everything else is dropped. */
export interface GroupObligation {
  readonly kind: 'groups';
  readonly model: ModelName;
  readonly visible: ReadonlyMap<string, GroupTreatment>;
  readonly redaction: Redaction;
  readonly maxGroups: number;
}

/** `period`: a span of time as its label, or `[start, label]`; `count`: a whole number. */
export type GroupTreatment = FieldTreatment | 'period' | 'count';

/**
 * `label`: a many2one `[id, display_name]` whose display name may be shown; `id_only`: it may not.
 * `unordered`: ids of related records, whose order tells of fields that are not open.
 */
export type FieldTreatment = 'value' | 'label' | 'id_only' | 'unordered' | WithinReach;

/** What points at records of a model that rules narrow. */
export interface WithinReach {
  /**
   * `ids_within`: ids of related records, without those out of reach, whose order tells nothing;
   * `label_within`: a many2one whose display name may be shown where its record is within reach.
   */
  readonly kind: 'ids_within' | 'label_within';
  /** Undefined: which records are cannot be asked, so none is. */
  readonly reach: Reach | undefined;
  /** Those of the records that are within reach; absent, and undefined: nobody could tell. */
  readonly among?: (ids: readonly number[]) => readonly number[] | undefined;
}
export type Redaction = 'mask' | 'omit';

/** The value shown in place of a hidden one. */
export const MASK = '***';

/** Something the guard changed in a call it let through. */
export type Note =
  | {
      readonly kind: 'fields_hidden';
      readonly model: ModelName;
      readonly fields: readonly FieldName[];
    }
  | {
      readonly kind: 'fields_defaulted';
      readonly model: ModelName;
      readonly fields: readonly FieldName[];
    }
  /** A record rule was joined to the domain of a search. */
  | { readonly kind: 'records_narrowed'; readonly model: ModelName }
  | { readonly kind: 'limit_capped'; readonly asked: number | undefined; readonly limit: number }
  | { readonly kind: 'context_dropped'; readonly keys: readonly string[] }
  | { readonly kind: 'result_withheld'; readonly reason: string }
  | { readonly kind: 'keys_dropped'; readonly keys: readonly string[] }
  /** Little of a budget is left. `left`: absent where it sums a field that the subject may not read. */
  | {
      readonly kind: 'budget_low';
      readonly rule: string;
      readonly per: BudgetPeriod;
      readonly max: number;
      readonly left?: number;
      /** Why all of it is spent, where that is more than the call itself took. */
      readonly reason?: string;
    };

/** Builds a denial; the one constructor, so that no denial lacks a rule or a reason. */
export function deny(
  code: DenyCode,
  rule: string,
  reason: string,
  more: { readonly allowed?: string; readonly retryAfterMs?: number } = {},
): Deny {
  return { effect: 'deny', code, rule, reason, ...more };
}
