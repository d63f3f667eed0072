import type { PartKind, ResultKind } from '../bindings/result-shape.ts';
import type { Obligation } from '../decision.ts';
import { isArray, isObject, type Json } from '../json.ts';
import { filterActions } from './actions.ts';
import { filterFieldDescriptions } from './field-descriptions.ts';
import type { Findings } from './findings.ts';
import { filterGroups } from './groups.ts';
import { filterLabels } from './labels.ts';
import { filterModelList } from './model-list.ts';
import { opaqueValue } from './opaque-value.ts';
import { filterRecord, filterRecords } from './records.ts';

/** The answer as it may leave (absent: nothing of it may), or why it cannot be judged. */
export type FilteredAnswer =
  | {
      readonly value?: Json;
      /** How many things are left, and how many the server sent. */
      readonly left: number;
      readonly sent: number;
    }
  | { readonly problem: string };

/** What a filtered piece of a result is. The names of fields and models and a record's state are single values. */
export type AnswerKind = ResultKind | Exclude<PartKind, 'field_name' | 'model_name' | 'state'>;

/** Applies the obligation of a call to the part of the result that holds its answer. */
export function filterAnswer(
  answer: Json | undefined,
  kind: AnswerKind,
  obligation: Obligation,
  findings: Findings,
): FilteredAnswer {
  switch (kind) {
    case 'acknowledgement':
    case 'identity':
    case 'blob':
    case 'parts':
      return nothing;
    case 'count':
    case 'ids':
      return plainNumbers(answer, findings);
    case 'records':
    case 'record':
    case 'groups':
    case 'labels':
    case 'fields':
    case 'models':
    case 'actions':
    case 'value':
      break;
  }
  switch (obligation.kind) {
    case 'records':
      return records(answer, kind, obligation, findings);
    case 'groups': {
      if (!isArray(answer)) return { problem: 'it holds no groups where they belong' };
      const value = filterGroups(answer, obligation, findings);
      return value === undefined
        ? { problem: 'one of its groups is no object' }
        : { value, left: value.length, sent: answer.length };
    }
    case 'labels': {
      if (!isArray(answer)) return { problem: 'it holds no names where they belong' };
      const value = filterLabels(answer, obligation.maxRecords);
      if (value === undefined) return { problem: 'one of its names is no id with a label' };
      if (value.length < answer.length)
        findings.withheld(`names beyond the first ${value.length} were cut`);
      return { value, left: value.length, sent: answer.length };
    }
    case 'fields': {
      if (!isObject(answer)) return { problem: 'it holds no field descriptions where they belong' };
      const value = filterFieldDescriptions(answer, obligation, findings);
      return { value, left: Object.keys(value).length, sent: Object.keys(answer).length };
    }
    case 'models': {
      if (!isArray(answer)) return { problem: 'it holds no list of models where it belongs' };
      const value = filterModelList(answer, obligation, findings);
      return { value, left: value.length, sent: answer.length };
    }
    case 'actions': {
      if (!isArray(answer)) return { problem: 'it holds no actions where they belong' };
      const value = filterActions(answer, obligation, findings);
      return { value, left: value.length, sent: answer.length };
    }
    case 'blob':
      return { problem: `it holds ${kind} where a file was asked for` };
    case 'opaque':
      if (answer !== undefined && answer !== null)
        findings.withheld(`the result of ${obligation.model}.${obligation.method} is not shown`);
      return { value: opaqueValue(answer), left: 0, sent: 0 };
    case 'nothing':
      return kind === 'value'
        ? plainNumbers(answer, findings)
        : { problem: `it holds ${kind} that no rule describes` };
  }
}

const nothing: FilteredAnswer = { left: 0, sent: 0 };

function records(
  answer: Json | undefined,
  kind: AnswerKind,
  obligation: Extract<Obligation, { readonly kind: 'records' }>,
  findings: Findings,
): FilteredAnswer {
  const several = kind !== 'record';
  if (several && isArray(answer)) {
    const value = filterRecords(answer, obligation, findings);
    return value === undefined
      ? { problem: 'one of its records is no object' }
      : { value, left: value.length, sent: answer.length };
  }
  if (kind !== 'records' && isObject(answer))
    return { value: filterRecord(answer, obligation, findings), left: 1, sent: 1 };
  // Odoo's word for "no such record" is false.
  if (kind === 'record' && (answer === null || answer === false))
    return { value: answer, left: 0, sent: 0 };
  return { problem: 'it holds no records where they belong' };
}

/** Numbers, lists of whole numbers, true, false and null hold no field's text. */
function plainNumbers(answer: Json | undefined, findings: Findings): FilteredAnswer {
  if (answer === undefined) return nothing;
  const plain =
    answer === null ||
    typeof answer === 'boolean' ||
    Number.isSafeInteger(answer) ||
    (isArray(answer) && answer.every((item) => Number.isSafeInteger(item)));
  if (plain) return { value: answer, left: 0, sent: 0 };
  findings.withheld('the answer holds more than ids and counts');
  return nothing;
}
