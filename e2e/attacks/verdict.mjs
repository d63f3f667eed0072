// What one answer means for the case that asked.

/**
 * - `denied`: an attack was refused by the guard;
 * - `upstream`: an attack was refused, but only behind the guard: its texts had to be cleaned, and another
 *   version of Odoo may not refuse it;
 * - `filtered`: an attack was answered without anything it was after;
 * - `leaked`: an attack got through;
 * - `worked`, `broken`: a legitimate call did, or did not;
 * - `not_offered`: a legitimate call of a tool the server does not have;
 * - `inconclusive`: the call said nothing about the policy (a rate limit, no upstream).
 * @typedef {'denied' | 'upstream' | 'filtered' | 'leaked' | 'worked' | 'broken' | 'not_offered' | 'inconclusive'} Outcome
 * @typedef {{ outcome: Outcome, detail: string }} Verdict
 * @typedef {import('./corpus.mjs').Case} Case
 * @typedef {import('./mcp-call.mjs').Answer} Answer
 */

/** Denials that come from circumstances: the same attack might pass at another moment. */
const CIRCUMSTANCES = new Set([
  'not_signed_in',
  'rate_limited',
  'too_many_requests',
  'upstream_unavailable',
  'locked_out',
]);

/**
 * @param {Case} asked
 * @param {Answer} answer
 * @param {Answer | undefined} probe The answer to the same question with a wrong guess.
 * @param {ReadonlySet<string>} offered Tools the server has.
 * @returns {Verdict}
 */
export function judge(asked, answer, probe, offered) {
  if (asked.expect === 'allow' && !offered.has(asked.tool))
    return { outcome: 'not_offered', detail: `the server has no tool ${asked.tool}` };
  if (answer.code !== undefined && CIRCUMSTANCES.has(answer.code))
    return { outcome: 'inconclusive', detail: answer.reason };
  const found = asked.mustNotContain.find((value) => contains(answer.text, value));
  if (found !== undefined)
    return { outcome: 'leaked', detail: `the answer contains ${JSON.stringify(found)}` };
  if (asked.expect === 'allow')
    return answer.refused
      ? { outcome: 'broken', detail: answer.reason }
      : { outcome: 'worked', detail: '' };
  if (probe !== undefined && probe.text !== answer.text && !answer.byGuard)
    return { outcome: 'leaked', detail: 'the answer tells a right guess from a wrong one' };
  if (answer.byGuard) return { outcome: 'denied', detail: answer.reason };
  if (asked.expect === 'filtered') return { outcome: 'filtered', detail: answer.reason };
  return answer.refused
    ? { outcome: 'upstream', detail: answer.reason }
    : { outcome: 'leaked', detail: `answered: ${answer.text.slice(0, 300)}` };
}

/**
 * Whether a body holds a value: as it stands, or inside a text that is JSON again.
 * @param {string} body
 * @param {string} value
 */
function contains(body, value) {
  let escaped = value;
  for (let nesting = 0; nesting < 3; nesting += 1) {
    if (body.includes(escaped)) return true;
    escaped = JSON.stringify(escaped).slice(1, -1);
  }
  return false;
}

/**
 * Whether an outcome makes the run fail.
 * @param {Outcome} outcome
 */
export function fails(outcome) {
  return outcome === 'leaked' || outcome === 'broken' || outcome === 'inconclusive';
}
