import { isArray, type Json, type JsonObject } from '../../policies/json.ts';
import type { RecordId } from '../../policies/names.ts';
import type { Operation, OperationKind } from '../../policies/operation.ts';
import { domainShape, fieldNameOr, typeOf, valuesShape } from './shape.ts';

/** One operation as the audit tells it: what was touched, never with what content. */
export interface OperationRecord {
  readonly kind: OperationKind;
  readonly model?: string;
  readonly method?: string;
  /** Up to 50 ids; of more than that only how many. */
  readonly ids?: readonly number[];
  readonly count?: number;
  readonly fields?: readonly string[] | string;
  readonly groupby?: readonly string[] | string;
  readonly aggregates?: readonly string[] | string;
  readonly order?: readonly string[] | string;
  readonly domain?: Json;
  readonly having?: Json;
  readonly values?: JsonObject | readonly JsonObject[];
  readonly arguments?: JsonObject;
  readonly changed?: readonly string[] | string;
  /** An external id, or a report's name: names, which belong to no record's content. */
  readonly externalId?: string;
  readonly report?: string;
  readonly attachment?: number;
  readonly dryRun?: true;
  readonly login?: string;
  readonly loginMethod?: string;
  readonly database?: string;
}

const MOST_IDS = 50;
const MOST_RECORDS = 20;
const LONGEST_LOGIN = 256;
const LOGIN_METHOD = /^[a-z_]{1,32}$/;

/** Describes an operation. `keepValues`: the operator asked for the values in domains and writes. */
export function operationRecord(operation: Operation, keepValues: boolean): OperationRecord {
  const { kind } = operation;
  switch (kind) {
    case 'list_models':
    case 'whoami':
      return { kind };
    case 'login':
      return {
        kind,
        login: operation.login.slice(0, LONGEST_LOGIN),
        loginMethod: LOGIN_METHOD.test(operation.method) ? operation.method : '<string>',
        ...(operation.database === undefined
          ? {}
          : { database: operation.database.slice(0, LONGEST_LOGIN) }),
      };
    case 'fields_get':
      return { kind, model: operation.model };
    case 'search_read':
      return {
        kind,
        model: operation.model,
        ...namesAs('fields', operation.fields),
        ...namesAs('order', termsOf(operation.order)),
        ...domainAs('domain', operation.domain, keepValues),
      };
    case 'search_count':
    case 'name_search':
      return {
        kind,
        model: operation.model,
        ...domainAs('domain', operation.domain, keepValues),
      };
    case 'read_group':
      return {
        kind,
        model: operation.model,
        ...namesAs('groupby', operation.groupby),
        ...namesAs('aggregates', operation.aggregates),
        ...namesAs('order', termsOf(operation.order)),
        ...domainAs('domain', operation.domain, keepValues),
        ...domainAs('having', operation.having, keepValues),
      };
    case 'read':
      return {
        kind,
        model: operation.model,
        ...(operation.externalId === undefined
          ? idsOf(operation.ids)
          : { externalId: dottedNameOr(operation.externalId) }),
        ...namesAs('fields', operation.fields),
      };
    case 'onchange':
      return {
        kind,
        model: operation.model,
        values: valuesShape(operation.values, keepValues),
        ...namesAs('changed', operation.changed),
        ...namesAs('fields', operation.fields),
      };
    case 'create_requirements':
      return { kind, model: operation.model };
    case 'record_actions':
    case 'read_messages':
      return { kind, model: operation.model, ...idsOf(operation.ids) };
    case 'post_message':
      return {
        kind,
        model: operation.model,
        ...idsOf(operation.ids),
        values: valuesShape({ body: operation.body }, keepValues),
        ...dryRunOf(operation),
      };
    case 'read_attachments':
      return {
        kind,
        model: operation.model,
        ...idsOf(operation.ids),
        ...(operation.attachment === undefined ? {} : { attachment: operation.attachment }),
      };
    case 'print_report':
      return {
        kind,
        model: operation.model,
        ...idsOf(operation.ids),
        report: dottedNameOr(operation.report),
      };
    case 'default_get':
      return { kind, model: operation.model, ...namesAs('fields', operation.fields) };
    case 'create':
      return {
        kind,
        model: operation.model,
        count: operation.values.length,
        values: operation.values
          .slice(0, MOST_RECORDS)
          .map((values) => valuesShape(values, keepValues)),
        ...dryRunOf(operation),
      };
    case 'write':
      return {
        kind,
        model: operation.model,
        ...idsOf(operation.ids),
        values: valuesShape(operation.values, keepValues),
        ...dryRunOf(operation),
      };
    case 'unlink':
      return { kind, model: operation.model, ...idsOf(operation.ids), ...dryRunOf(operation) };
    case 'call':
      return {
        kind,
        model: operation.model,
        method: operation.method,
        ...idsOf(operation.ids),
        // Nothing says what a method's arguments hold: their types are all that is written.
        arguments: { positional: typeOf(operation.args), ...valuesShape(operation.kwargs) },
        ...dryRunOf(operation),
      };
    default:
      return operation satisfies never;
  }
}

function idsOf(ids: readonly RecordId[]): Pick<OperationRecord, 'ids' | 'count'> {
  return ids.length <= MOST_IDS ? { ids } : { count: ids.length };
}

function dryRunOf({ dryRun }: { readonly dryRun: boolean }): Pick<OperationRecord, 'dryRun'> {
  return dryRun ? { dryRun: true } : {};
}

/** Odoo's `module.name`, hyphens allowed; anything else a caller wrote there is a value. */
const DOTTED_NAME = /^[a-z][a-z0-9_]*\.[A-Za-z0-9_.-]{1,100}$/;

function dottedNameOr(text: string): string {
  return DOTTED_NAME.test(text) ? text : '<string>';
}

type NameSlot = 'changed' | 'fields' | 'groupby' | 'aggregates' | 'order';

const MOST_NAMES = 200;

function namesAs(slot: NameSlot, written: Json | undefined): OperationRecord | object {
  if (written === undefined) return {};
  if (!isArray(written)) return { [slot]: fieldNameOr(written) };
  return { [slot]: written.slice(0, MOST_NAMES).map(fieldNameOr) };
}

/** `name desc, id` as its terms, directions dropped. */
function termsOf(order: Json | undefined): Json | undefined {
  if (typeof order !== 'string') return order;
  return order
    .slice(0, 2_000)
    .split(',')
    .map((term) => term.trim().split(/\s+/)[0] ?? '');
}

function domainAs(slot: 'domain' | 'having', domain: Json | undefined, keepValues: boolean) {
  return domain === undefined ? {} : { [slot]: domainShape(domain, keepValues) };
}
