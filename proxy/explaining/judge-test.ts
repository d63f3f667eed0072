import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { isGlob } from '../../policies/name-pattern.ts';
import type { Expected } from '../../policies/schema/policy-tests.ts';
import { differences } from './partial-match.ts';
import type { Way } from './way.ts';

/** What came back of a call that was made. */
export type Received = { readonly result: JsonObject } | { readonly failure: string };

/** How a call differs from what a test expects of it, in plain words; empty when it does not. */
export function judgeTest(
  expected: Expected,
  way: Way,
  received: Received | undefined,
): readonly string[] {
  if (way.effect !== expected.effect) {
    return [`effect: expected ${expected.effect}, found ${way.effect}${because(way)}`];
  }
  const { code, rule, sends, masked, result } = expected;
  return [
    ...(code === undefined ? [] : differences(code, way.denial?.code, 'code')),
    ...(rule === undefined ? [] : ruleDifference(rule, decidingRules(way))),
    ...(sends === undefined ? [] : differences(sends, way.sends, 'sends')),
    ...(masked === undefined ? [] : maskedDifference(masked, maskedFields(way))),
    ...(result === undefined ? [] : receivedDifference(result, received)),
  ];
}

function because({ denial, judged }: Way): string {
  if (denial) return ` (${denial.code}, ${denial.rule}: ${denial.reason})`;
  const rules = judged.map(({ decision }) => decision.rule);
  return rules.length === 0 ? '' : ` (${rules.join(', ')})`;
}

/** The rules that decided: of the denial, of what has to be confirmed, or the grants. */
export function decidingRules({ effect, denial, judged, prepared }: Way): readonly string[] {
  switch (effect) {
    case 'deny':
      return denial ? [denial.rule] : [];
    case 'confirm':
      return judged.flatMap(({ decision }) =>
        decision.effect === 'confirm' ? [decision.confirmRule] : [],
      );
    case 'allow': {
      const granted = judged.map(({ decision }) => decision.rule);
      return granted.length > 0 ? granted : [prepared?.facts.rule ?? ''];
    }
    default:
      return effect satisfies never;
  }
}

function ruleDifference(expected: string, rules: readonly string[]): readonly string[] {
  const matches = matcher(expected);
  return rules.some(matches)
    ? []
    : [`rule: expected ${expected}, found ${rules.join(', ') || 'none'}`];
}

/** Rule names hold more than names do, so the pieces between the stars are looked for as they are. */
function matcher(glob: string): (rule: string) => boolean {
  if (!isGlob(glob)) return (rule) => rule === glob;
  const [head = '', ...rest] = glob.split('*');
  const tail = rest.at(-1) ?? '';
  return (rule) => {
    if (!rule.startsWith(head)) return false;
    let at = head.length;
    for (const piece of rest.slice(0, -1)) {
      const found = rule.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return rule.length - tail.length >= at && rule.endsWith(tail);
  };
}

/** The fields that were asked for and come back hidden. */
function maskedFields({ judged }: Way): readonly string[] {
  const fields = judged.flatMap(({ decision }) =>
    decision.effect !== 'deny' && decision.obligation.kind === 'records'
      ? decision.obligation.masked
      : [],
  );
  return [...new Set(fields)].sort();
}

function maskedDifference(
  expected: readonly string[],
  masked: readonly string[],
): readonly string[] {
  const open = expected.filter((field) => !masked.includes(field));
  const unexpected = masked.filter((field) => !expected.includes(field));
  return [
    ...(open.length > 0 ? [`masked: ${open.join(', ')} would not come back hidden`] : []),
    ...(unexpected.length > 0
      ? [`masked: ${unexpected.join(', ')} would come back hidden too`]
      : []),
  ];
}

function receivedDifference(
  expected: JsonObject,
  received: Received | undefined,
): readonly string[] {
  if (!received) return ['result: nothing was sent: results are compared with --live'];
  if ('failure' in received) return [`result: ${received.failure}`];
  const { isError, structuredContent } = received.result;
  if (isError === true) return [`result: the call failed: ${textOf(received.result.content)}`];
  return differences(expected, isObject(structuredContent) ? structuredContent : {}, 'result');
}

function textOf(content: Json | undefined): string {
  const [first] = Array.isArray(content) ? content : [];
  return isObject(first) && typeof first.text === 'string' ? first.text : 'without a word';
}
