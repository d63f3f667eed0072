import type { ResultShape } from '../bindings/binding.ts';
import { type Allow, type Deny, deny, type Note } from '../decision.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { effectOf, type Operation } from '../operation.ts';
import { filterAnswer } from './answer.ts';
import { sanitiseErrorText } from './error-text.ts';
import { type Findings, startFindings } from './findings.ts';
import { keptValue } from './kept-keys.ts';
import { hasOtherBlocks, structuredAnswer, textBlocks } from './structured-result.ts';

/** An allowed operation and what must be done to its answer. */
export type Decided = Pick<Allow, 'operation' | 'obligation' | 'mentionsHidden'>;

/** A result that may leave. */
export interface FilteredResult {
  readonly result: JsonObject;
  readonly notes: readonly Note[];
  /** How many records, models or field descriptions it carries. */
  readonly rows: number;
  /** Set when the server reported that the call failed: its error class, `unknown` where it says none. */
  readonly upstreamError?: string;
}

export interface ResultLimits {
  /** Largest result that may leave, in bytes of its JSON. */
  readonly maxResponseBytes: number;
}

/**
 * The result of a bound tool as it may leave: rebuilt from what the shape and the obligation let through,
 * never edited. The text copy is written anew from the filtered structure; images, links, embedded
 * resources, further texts, `_meta` and unknown keys are left out. An answer that cannot be read where
 * records, fields, models or a method's result are at stake is denied.
 *
 * A call with no decided operation is treated as one whose answer may hold nothing but the kept keys.
 */
export function filterToolResult(
  result: JsonObject,
  shape: ResultShape,
  decided: readonly Decided[],
  limits: ResultLimits,
): FilteredResult | Deny {
  const { resultType } = result;
  if (resultType !== undefined && resultType !== 'complete')
    return deny(
      'message_not_supported',
      'fail-closed',
      'The server behind answered with something other than a finished result.',
    );
  const envelope: JsonObject = resultType === undefined ? {} : { resultType };
  if (result.isError !== undefined && result.isError !== false)
    return failedResult(result, envelope, decided);

  const [first, ...others] = decided;
  const operation = first?.operation;
  if (others.length > 0)
    return unreadable('the call had several operations and one answer', operation);
  const obligation = first?.obligation ?? { kind: 'nothing' };
  const fitting = isDryRun(operation) ? (shape.dryRun ?? shape) : shape;

  const findings = startFindings();
  const answer = structuredAnswer(result);
  if (answer === undefined && obligation.kind !== 'nothing')
    return unreadable('it carries no structured content', operation);
  if (answer === undefined) findings.withheld('the answer carries no structured content');
  if (hasOtherBlocks(result)) findings.withheld('content other than structured data is left out');

  const part = filterAnswer(valueAt(answer, fitting.at), fitting, obligation, findings);
  if ('problem' in part) return unreadable(part.problem, operation);

  const structured = rebuild(answer ?? {}, fitting, part, operation, findings);
  const filtered: JsonObject = {
    ...envelope,
    content: [{ type: 'text', text: JSON.stringify(structured) }],
    structuredContent: structured,
  };
  const bytes = Buffer.byteLength(JSON.stringify(filtered));
  if (bytes > limits.maxResponseBytes) return tooLarge(bytes, limits, operation);
  return { result: filtered, notes: findings.notes(), rows: part.left };
}

/** The kept keys and the answer in the order the server wrote them, each checked; the rest is dropped. */
function rebuild(
  answer: JsonObject,
  shape: ResultShape,
  part: { readonly value?: Json; readonly left: number; readonly sent: number },
  operation: Operation | undefined,
  findings: Findings,
): JsonObject {
  const rebuilt: Record<string, Json> = Object.create(null);
  const [place, ...below] = shape.at;
  for (const [key, value] of Object.entries(answer)) {
    if (key === place) {
      if (part.value !== undefined) rebuilt[key] = nested(below, part.value);
      continue;
    }
    const kept = shape.keep.includes(key)
      ? keptValue(value, shape.holds?.get(key), { operation, left: part.left, sent: part.sent })
      : undefined;
    if (kept === undefined) findings.dropped(key);
    else rebuilt[key] = kept;
  }
  return rebuilt;
}

function nested(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
}

function valueAt(answer: JsonObject | undefined, path: readonly string[]): Json | undefined {
  if (path.length === 0) return undefined;
  let value: Json | undefined = answer;
  for (const key of path)
    value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

/** Where the bundled server says what kind of failure it met. */
const ERROR_META_KEY = 'odoo-mcp/error';

function failedResult(
  result: JsonObject,
  envelope: JsonObject,
  decided: readonly Decided[],
): FilteredResult {
  const text = sanitiseErrorText(textBlocks(result).join('\n'), decided);
  return {
    result: { ...envelope, content: [{ type: 'text', text }], isError: true },
    notes: [],
    rows: 0,
    upstreamError: errorClass(result._meta),
  };
}

function errorClass(meta: Json | undefined): string {
  const error = isObject(meta) ? meta[ERROR_META_KEY] : undefined;
  const name = isObject(error) ? error.class : error;
  return typeof name === 'string' && /^[a-z_]{1,40}$/.test(name) ? name : 'unknown';
}

function isDryRun(operation: Operation | undefined): boolean {
  return operation !== undefined && 'dryRun' in operation && operation.dryRun;
}

function unreadable(problem: string, operation: Operation | undefined): Deny {
  return deny(
    'result_unreadable',
    'fail-closed',
    `The answer of the server behind cannot be filtered: ${problem}.${carriedOut(operation)}`,
  );
}

function tooLarge(bytes: number, limits: ResultLimits, operation: Operation | undefined): Deny {
  return deny(
    'result_too_large',
    'model_access.yaml:max_response_bytes',
    `The answer has ${bytes} bytes, more than the ${limits.maxResponseBytes} that may leave.${carriedOut(operation)}`,
    { allowed: 'Ask for fewer fields or set a lower limit.' },
  );
}

/** A refusal after the fact must not be taken for "nothing happened". */
function carriedOut(operation: Operation | undefined): string {
  const changes =
    operation !== undefined && effectOf(operation.kind) !== 'read' && !isDryRun(operation);
  return changes ? ' The call itself has been carried out: do not repeat it.' : '';
}
