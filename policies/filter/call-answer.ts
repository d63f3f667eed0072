import type { Obligation } from '../decision.ts';
import { isArray, isObject, type Json } from '../json.ts';
import { type MethodName, parseRecordId } from '../names.ts';
import { type AnswerKind, type FilteredAnswer, filterAnswer } from './answer.ts';
import type { Findings } from './findings.ts';

/** The form in which each inherited method answers, as Odoo 17, 18 and 19 have it. */
const ANSWERS: ReadonlyMap<string, AnswerKind> = new Map(
  Object.entries({
    search_read: 'records',
    read: 'records',
    web_read: 'records',
    read_group: 'groups',
    formatted_read_group: 'groups',
    name_search: 'labels',
    fields_get: 'fields',
  } as const),
);

/**
 * The result of a method as it may leave. A method that was judged as the operation it is owes what that
 * operation owes, and answers in a form of its own; any other method's result is replaced by its type.
 */
export function filterCallAnswer(
  answer: Json | undefined,
  method: MethodName,
  obligation: Obligation,
  findings: Findings,
): FilteredAnswer {
  if (obligation.kind === 'opaque') return filterAnswer(answer, 'value', obligation, findings);
  switch (method) {
    case 'search':
    case 'search_fetch':
      return idsOnly(answer, obligation, findings);
    case 'web_search_read':
      return searchPage(answer, obligation, findings);
    case 'onchange':
      return formAnswer(answer, obligation, findings);
    default:
      return filterAnswer(answer, ANSWERS.get(method) ?? 'value', obligation, findings);
  }
}

function idsOnly(
  answer: Json | undefined,
  obligation: Obligation,
  findings: Findings,
): FilteredAnswer {
  if (obligation.kind !== 'records') return { problem: 'it holds ids where none were asked for' };
  if (!isArray(answer) || !answer.every((id) => parseRecordId(id) !== undefined))
    return { problem: 'it holds no ids where they belong' };
  const value = answer.slice(0, obligation.maxRecords);
  if (value.length < answer.length)
    findings.withheld(`ids beyond the first ${value.length} were cut`);
  return { value, left: value.length, sent: answer.length };
}

/** `{length, records}`: a page of a search, and how many records the whole search has. */
function searchPage(
  answer: Json | undefined,
  obligation: Obligation,
  findings: Findings,
): FilteredAnswer {
  if (!isObject(answer)) return { problem: 'it holds no records where they belong' };
  const { records, length, ...others } = answer;
  const page = filterAnswer(records, 'records', obligation, findings);
  if ('problem' in page) return page;
  for (const key of Object.keys(others)) findings.dropped(key);
  const total = Number.isSafeInteger(length) ? { length: length ?? null } : {};
  return { ...page, value: { ...total, records: page.value ?? [] } };
}

/** `{value, warning}`: what a form computed. A warning is a text that no rule describes. */
function formAnswer(
  answer: Json | undefined,
  obligation: Obligation,
  findings: Findings,
): FilteredAnswer {
  if (!isObject(answer)) return { problem: 'it holds no values where they belong' };
  const { value, ...others } = answer;
  const form = filterAnswer(value ?? {}, 'record', obligation, findings);
  if ('problem' in form) return form;
  for (const key of Object.keys(others)) findings.dropped(key);
  return { ...form, value: { value: form.value ?? {} } };
}
