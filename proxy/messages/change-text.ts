import { performedBy } from '../../policies/decide/orm/dispatch.ts';
import { mayReadField } from '../../policies/decide/rights/visible-field.ts';
import { MASK } from '../../policies/decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { type ModelName, parseFieldName, type RecordId } from '../../policies/names.ts';
import { isChange, modelOf, type Operation } from '../../policies/operation.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext } from './context.ts';

const MOST_IDS = 20;
const MOST_RECORDS = 20;
/** More lines than this nobody reads; what is left out is counted. */
const MOST_LINES = 100;
/** Longest value shown, in UTF-16 units. */
const LONGEST_VALUE = 200;
/** How deep commands on lists of records may nest and still be shown. */
const DEEPEST = 4;

/**
 * What a call is about to change, as a person reads it before saying yes: each operation with its model and
 * records, and what fields become. Values of fields that the subject may not read are masked.
 */
export function changeText(
  operations: readonly Operation[],
  call: Call,
  { schemas, policy }: Pick<HandlerContext, 'schemas' | 'policy'>,
): string {
  const view = schemas.view(accountOf(call));
  const { subject } = call.caller;
  const { version } = policy.gateway.odoo;

  const lines = operations
    .filter(isChange)
    .flatMap((operation) => linesOf(performedBy(operation, version)));
  const shown = lines.slice(0, MOST_LINES);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more lines`] : [])].join('\n');

  function linesOf(operation: Operation): readonly string[] {
    switch (operation.kind) {
      case 'create': {
        const { model, values } = operation;
        if (values.length === 1) {
          return [`Create a record of ${model}:`, ...values.flatMap((one) => fields(model, one))];
        }
        const records = values.slice(0, MOST_RECORDS).map((one) => `  ${shownValues(model, one)}`);
        const left = values.length - records.length;
        return [
          `Create ${values.length} records of ${model}:`,
          ...records,
          ...(left > 0 ? [`  … and ${left} more`] : []),
        ];
      }
      case 'write':
        return [
          `Change ${recordsOf(operation.model, operation.ids)}:`,
          ...fields(operation.model, operation.values),
        ];
      case 'unlink':
        return [`Delete ${recordsOf(operation.model, operation.ids)}.`];
      case 'post_message':
        return [
          `Write on ${recordsOf(operation.model, operation.ids)}:`,
          `  ${text(operation.body)}`,
        ];
      case 'call': {
        const { model, ids, method, args, kwargs } = operation;
        const given = Object.entries(kwargs).filter(([name]) => name !== 'context');
        const written = [
          ...args.map(plain),
          ...given.map(([name, value]) => `${word(name)}: ${plain(value)}`),
        ];
        const on = ids.length === 0 ? `${model}` : recordsOf(model, ids);
        return [
          `Call ${method} on ${on}${written.length > 0 ? ` with ${written.join(', ')}` : ''}.`,
        ];
      }
      default:
        return [];
    }
  }

  function fields(model: ModelName, values: JsonObject): readonly string[] {
    return Object.entries(values).map(
      ([name, value]) => `  ${word(name)}: ${shownField(model, name, value, 0)}`,
    );
  }

  function shownValues(model: ModelName, values: JsonObject, depth = 0): string {
    const parts = Object.entries(values).map(
      ([name, value]) => `${word(name)}: ${shownField(model, name, value, depth)}`,
    );
    return `{${parts.join(', ')}}`;
  }

  function shownField(model: ModelName, name: string, value: Json, depth: number): string {
    const field = parseFieldName(name);
    if (!field || !mayReadField(model, field, subject, policy, view)) return MASK;
    const schema = view.get(model);
    const known = schema && schema !== 'absent' ? schema.fields.get(field) : undefined;
    const { relation } = known ?? {};
    if (relation === undefined || !isArray(value)) return plain(value);
    if (depth >= DEEPEST) return `(a list of ${value.length})`;
    const shown = value.slice(0, MOST_IDS).map((item) => command(relation, item, depth + 1));
    const left = value.length - shown.length;
    return `[${shown.join(', ')}${left > 0 ? `, … and ${left} more` : ''}]`;
  }

  /** A command on a list of records (Odoo's `[number, id, values]`), or an id. */
  function command(model: ModelName, item: Json, depth: number): string {
    if (!isArray(item)) return isObject(item) ? shownValues(model, item, depth) : plain(item);
    const [kind, id, values] = item;
    const record = typeof id === 'number' ? ` ${id}` : '';
    switch (kind) {
      case 0:
        return `create ${shownValues(model, isObject(values) ? values : {}, depth)}`;
      case 1:
        return `change${record} ${shownValues(model, isObject(values) ? values : {}, depth)}`;
      case 2:
        return `delete${record}`;
      case 3:
        return `unlink${record}`;
      case 4:
        return `link${record}`;
      case 5:
        return 'unlink all';
      case 6:
        return `replace by ${isArray(values) ? ids(values) : '[]'}`;
      default:
        return '(a command)';
    }
  }
}

/** The same for a call whose operations are examples: the tool, its plain arguments, and what kinds of change. */
export function toolText(tool: string, args: JsonObject, operations: readonly Operation[]): string {
  const given = Object.entries(args).map(([name, value]) => `  ${word(name)}: ${plain(value)}`);
  const changes = operations
    .filter(isChange)
    .map((operation) =>
      operation.kind === 'call'
        ? `  calls ${operation.method} on ${operation.model}`
        : `  ${operation.kind} on ${modelOf(operation)}`,
    );
  return [`Use ${word(tool)}:`, ...given, 'which changes:', ...new Set(changes)].join('\n');
}

function recordsOf(model: ModelName, asked: readonly RecordId[]): string {
  const distinct = [...new Set(asked)];
  const [only] = distinct;
  if (distinct.length === 1) return `record ${only} of ${model}`;
  return `${distinct.length} records of ${model} (${ids(distinct)})`;
}

function ids(list: readonly Json[]): string {
  const shown = list.slice(0, MOST_IDS).map(plain);
  const left = list.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** A plain value, or what kind of thing it is. */
function plain(value: Json): string {
  if (isArray(value)) return `(a list of ${value.length})`;
  if (isObject(value)) return '(an object)';
  return typeof value === 'string' ? text(value) : JSON.stringify(value);
}

/** A text on one line, cut to a length. */
function text(value: string): string {
  const cut = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
  return escaped(JSON.stringify(cut));
}

/** A name, which whoever wrote it may have made look like something else. */
function word(name: string): string {
  return escaped(name.slice(0, 64));
}

/** What no reader sees, or sees in another order than it is written in, is shown as its code point. */
function escaped(value: string): string {
  return value.replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
