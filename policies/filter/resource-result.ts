import { parsedObject } from '../bindings/codecs.ts';
import type { ResultShape } from '../bindings/result-shape.ts';
import type { Deny } from '../decision.ts';
import { isArray, isObject, type JsonObject } from '../json.ts';
import { filterBlob } from './blob.ts';
import { type Decided, startFindings } from './findings.ts';
import { rebuildAnswer } from './rebuild-answer.ts';
import type { FilteredResult, ResultLimits } from './tool-result.ts';
import { refuseUnfinished, tooLarge, unreadable } from './unreadable.ts';

/**
 * The result of reading a bound resource as it may leave, under the URI the caller asked for. The one text
 * must hold a JSON object, which is rebuilt like a tool's structured answer; a file leaves only where the
 * resource is one. Everything else is left out. `sent` are the variables of the URI that was forwarded.
 */
export function filterResourceResult(
  result: JsonObject,
  uri: string,
  shape: ResultShape,
  decided: readonly Decided[],
  limits: ResultLimits,
  sent: JsonObject = {},
): FilteredResult | Deny {
  const { resultType, contents } = result;
  const unfinished = refuseUnfinished(result);
  if (unfinished) return unfinished;
  const envelope: JsonObject = resultType === undefined ? {} : { resultType };
  if (!isArray(contents)) return unreadable('it holds no contents', decided);
  if (shape.kind === 'blob') {
    const [first] = decided;
    const file = filterBlob(contents, first, limits.maxResponseBytes);
    if ('problem' in file) return unreadable(file.problem, decided);
    return { result: { ...envelope, contents: [{ uri, ...file }] }, notes: [], rows: 1 };
  }
  const [only, ...others] = contents;
  const text = isObject(only) && others.length === 0 ? only.text : undefined;
  const answer = typeof text === 'string' ? parsedObject(text) : undefined;
  if (answer === undefined) return unreadable('it is not one text that holds an object', decided);
  const findings = startFindings();
  const rebuilt = rebuildAnswer(answer, { shape, decided, sent }, findings);
  if ('problem' in rebuilt) return unreadable(rebuilt.problem, decided);
  const filtered: JsonObject = {
    ...envelope,
    contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(rebuilt.structured) }],
  };
  const bytes = Buffer.byteLength(JSON.stringify(filtered));
  if (bytes > limits.maxResponseBytes) return tooLarge(bytes, limits.maxResponseBytes, decided);
  return { result: filtered, notes: findings.notes(), rows: rebuilt.rows };
}
