import type { Deny } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { startFindings } from './findings.ts';
import type { FilteredResult, ResultLimits } from './tool-result.ts';
import { tooLarge, unreadable } from './unreadable.ts';

/**
 * A `prompts/get` result: its description and its messages of plain text, which the server's author wrote.
 * Everything else, embedded resources above all, is left out. Denied when it holds no messages.
 */
export function filterPromptResult(
  result: JsonObject,
  limits: ResultLimits,
): Pick<FilteredResult, 'result' | 'notes'> | Deny {
  const { messages, description, resultType } = result;
  if (!isArray(messages) || (resultType !== undefined && resultType !== 'complete'))
    return unreadable('it holds no messages of a prompt', []);
  const findings = startFindings();
  const shown = messages.flatMap((message): Json[] => {
    if (!isObject(message) || !isObject(message.content)) return [];
    const { role, content } = message;
    if (role !== 'user' && role !== 'assistant') return [];
    return content.type === 'text' && typeof content.text === 'string'
      ? [{ role, content: { type: 'text', text: content.text } }]
      : [];
  });
  if (shown.length < messages.length)
    findings.withheld('messages other than plain text are left out');
  const envelope = resultType === undefined ? {} : { resultType };
  const filtered: JsonObject = {
    ...envelope,
    ...(typeof description === 'string' ? { description } : {}),
    messages: shown,
  };
  const bytes = Buffer.byteLength(JSON.stringify(filtered));
  if (bytes > limits.maxResponseBytes) return tooLarge(bytes, limits.maxResponseBytes, []);
  return { result: filtered, notes: findings.notes() };
}
