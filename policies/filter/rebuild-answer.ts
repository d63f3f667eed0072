import type { AnswerShape, KeptValue, ResultKind, ResultShape } from '../bindings/result-shape.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type FilteredAnswer, filterAnswer } from './answer.ts';
import { filterCallAnswer } from './call-answer.ts';
import type { Decided, Findings } from './findings.ts';
import { type Rebuilding, rebuildObject, rebuildValue } from './rebuild-value.ts';
import { partAt } from './structured-result.ts';

/** A structured answer as it may leave, or why it cannot be judged. */
export type RebuiltAnswer =
  | {
      readonly structured: JsonObject;
      /** How many records, models or field descriptions it carries. */
      readonly rows: number;
    }
  | { readonly problem: string };

/** What an answer is rebuilt from beside itself. */
export interface AnswerOf {
  readonly shape: ResultShape;
  /** One for each step of the shape, or none at all. */
  readonly decided: readonly Decided[];
  /** The arguments that were forwarded. */
  readonly sent: JsonObject;
}

/**
 * The answer in the order the server wrote it, each key checked; what the shape does not describe is
 * dropped. An answer that is missing where records, fields, models or a method's result are at stake is a
 * problem.
 */
export function rebuildAnswer(
  answer: JsonObject | undefined,
  { shape, decided, sent }: AnswerOf,
  findings: Findings,
): RebuiltAnswer {
  const problems: string[] = [];
  const to = rebuilding(shape, decided, sent, findings, (problem) => problems.push(problem));
  if (decided.length > 0 && to.decided.size !== shape.steps.length)
    return { problem: 'the call had several operations and one answer' };
  if (answer === undefined) {
    if (decided.some(({ obligation }) => obligation.kind !== 'nothing'))
      return { problem: 'it carries no structured content' };
    findings.withheld('the answer carries no structured content');
  }
  const fitting = decided.some(isDryRun) ? (shape.dryRun ?? shape) : shape;
  const [step = ''] = shape.steps;
  const part = filterPart(
    fitting.at.length === 0 ? undefined : partAt(answer, fitting.at),
    fitting.kind,
    to.decided.get(step),
    findings,
  );
  if ('problem' in part) return part;
  to.tallies.set(step, { left: part.left, sent: part.sent });
  const structured = rebuildTop(answer ?? {}, fitting, part.value, to);
  const [problem] = problems;
  if (problem !== undefined) return { problem };
  const rows = [...to.tallies.values()].reduce((sum, { left }) => sum + left, 0);
  return { structured, rows };
}

/** The keys that may leave beside the text of a failed call; undefined when there are none. */
export function rebuildFailure(
  answer: Json | undefined,
  { shape, decided, sent }: AnswerOf,
): JsonObject | undefined {
  if (shape.failure === undefined || !isObject(answer)) return undefined;
  const to = rebuilding(shape, decided, sent, SILENT, () => {});
  const kept = rebuildObject(answer, shape.failure, to);
  return kept === undefined || Object.keys(kept).length === 0 ? undefined : kept;
}

const SILENT: Findings = { dropped: () => {}, withheld: () => {}, notes: () => [] };

/** Whether nothing was done. */
function isDryRun({ operation }: Decided): boolean {
  return 'dryRun' in operation && operation.dryRun;
}

function filterPart(
  answer: Json | undefined,
  kind: ResultKind,
  decided: Decided | undefined,
  findings: Findings,
): FilteredAnswer {
  if (decided === undefined) return filterAnswer(answer, kind, { kind: 'nothing' }, findings);
  const { operation, obligation } = decided;
  return kind === 'value' && operation.kind === 'call'
    ? filterCallAnswer(answer, operation.method, obligation, findings)
    : filterAnswer(answer, kind, obligation, findings);
}

function rebuilding(
  shape: ResultShape,
  decided: readonly Decided[],
  sent: JsonObject,
  findings: Findings,
  unreadable: (problem: string) => void,
): Rebuilding {
  const byStep = new Map<string, Decided>();
  for (const [index, one] of decided.entries()) byStep.set(shape.steps[index] ?? `${index}`, one);
  return { decided: byStep, sent, findings, tallies: new Map(), unreadable };
}

function rebuildTop(
  answer: JsonObject,
  shape: AnswerShape,
  part: Json | undefined,
  to: Rebuilding,
): JsonObject {
  const [place, ...below] = shape.at;
  const shown = new Map<string, Json | undefined>();
  const counts: [string, Json, KeptValue][] = [];
  for (const [key, value] of Object.entries(answer)) {
    const kept = shape.keep.get(key);
    shown.set(key, undefined);
    if (key === place) shown.set(key, part === undefined ? undefined : nested(below, part));
    else if (kept?.kind === 'count' || kept?.kind === 'total') counts.push([key, value, kept]);
    else if (kept !== undefined) shown.set(key, rebuildValue(value, kept, to));
  }
  for (const [key, value, kept] of counts) shown.set(key, rebuildValue(value, kept, to));
  const rebuilt: Record<string, Json> = Object.create(null);
  for (const [key, value] of shown) {
    if (value !== undefined) rebuilt[key] = value;
    else if (key !== place) to.findings.dropped(key);
  }
  return rebuilt;
}

function nested(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
}
