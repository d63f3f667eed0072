import type { ResultShape } from '../bindings/result-shape.ts';
import type { Deny, Note } from '../decision.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { embedded, filterBlob, uriOfBlob } from './blob.ts';
import { sanitiseErrorText } from './error-text.ts';
import { type Decided, startFindings } from './findings.ts';
import { type AnswerOf, rebuildAnswer, rebuildFailure } from './rebuild-answer.ts';
import { hasOtherBlocks, structuredAnswer, textBlocks } from './structured-result.ts';
import { refuseUnfinished, tooLarge, unreadable } from './unreadable.ts';

export type { Decided } from './findings.ts';

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
  /** Largest result that may leave, in bytes of its JSON. A file has a limit of its own. */
  readonly maxResponseBytes: number;
}

/**
 * The result of a bound tool as it may leave: rebuilt from what the shape and the obligations let through,
 * never edited. The text copy is written anew from the filtered structure; images, links, further texts,
 * `_meta`, unknown keys and every embedded resource but the one file a call was about are left out. An answer
 * that cannot be read where records, fields, models, files or a method's result are at stake is denied.
 *
 * `decided` has one entry for each step of the shape. A call with no decided operation is treated as one
 * whose answer may hold nothing but the kept keys. `sent` are the arguments that were forwarded.
 */
export function filterToolResult(
  result: JsonObject,
  shape: ResultShape,
  decided: readonly Decided[],
  limits: ResultLimits,
  sent: JsonObject = {},
): FilteredResult | Deny {
  const { resultType } = result;
  const unfinished = refuseUnfinished(result);
  if (unfinished) return unfinished;
  const envelope: JsonObject = resultType === undefined ? {} : { resultType };
  const of: AnswerOf = { shape, decided, sent };
  if (result.isError !== undefined && result.isError !== false)
    return failedResult(result, envelope, of, limits);

  const findings = startFindings();
  const file = shape.kind === 'blob' ? fileOf(result, decided, limits) : undefined;
  if (file !== undefined && 'problem' in file) return unreadable(file.problem, decided);
  const others = hasOtherBlocks(result, file === undefined ? 0 : 1);
  const rebuilt = rebuildAnswer(structuredAnswer(result), of, findings);
  if ('problem' in rebuilt) return unreadable(rebuilt.problem, decided);
  if (others) findings.withheld('content other than structured data is left out');

  const { structured, rows } = rebuilt;
  const text: JsonObject = { type: 'text', text: JSON.stringify(structured) };
  const filtered: JsonObject = { ...envelope, content: [text], structuredContent: structured };
  const bytes = Buffer.byteLength(JSON.stringify(filtered));
  if (bytes > limits.maxResponseBytes) return tooLarge(bytes, limits.maxResponseBytes, decided);
  const whole = file === undefined ? filtered : { ...filtered, content: [text, file.block] };
  return { result: whole, notes: findings.notes(), rows };
}

function fileOf(
  result: JsonObject,
  decided: readonly Decided[],
  limits: ResultLimits,
): { readonly block: JsonObject } | { readonly problem: string } {
  const [first] = decided;
  const file = filterBlob(embedded(result), first, limits.maxResponseBytes);
  if ('problem' in file) return file;
  return { block: { type: 'resource', resource: { uri: uriOfBlob(first?.operation), ...file } } };
}

/** Where the bundled server says what kind of failure it met. */
const ERROR_META_KEY = 'odoo-mcp/error';

function failedResult(
  result: JsonObject,
  envelope: JsonObject,
  of: AnswerOf,
  { maxResponseBytes }: ResultLimits,
): FilteredResult {
  const text = sanitiseErrorText(textBlocks(result).join('\n'), of.decided);
  const failed: JsonObject = { ...envelope, content: [{ type: 'text', text }], isError: true };
  const structured = rebuildFailure(result.structuredContent, of);
  const fits =
    structured !== undefined && Buffer.byteLength(JSON.stringify(structured)) <= maxResponseBytes;
  return {
    result: fits ? { ...failed, structuredContent: structured } : failed,
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
