/**
 * How two runs of the suite compare: what passed bare, what passed guarded, and what is missing.
 *
 * @typedef {object} Comparison
 * @property {number} bare
 * @property {number} guarded
 * @property {readonly string[]} failing what does not even pass bare
 * @property {readonly string[]} missing
 */

/**
 * Each check that passes bare must pass guarded, as often as it is made.
 *
 * @param {readonly import('./suite.mjs').Check[]} bare
 * @param {readonly import('./suite.mjs').Check[]} guarded
 * @param {boolean} [mayTakeAnotherForm] whether it is enough that the suite only took note, as it does where an
 *   answer comes as one body and might have come as a stream
 * @returns {Comparison}
 */
export function compare(bare, guarded, mayTakeAnotherForm = false) {
  const before = passing(bare, ['SUCCESS']);
  const after = passing(guarded, mayTakeAnotherForm ? ['SUCCESS', 'INFO'] : ['SUCCESS']);
  const missing = [...before].flatMap(([name, count]) => {
    const lost = count - (after.get(name) ?? 0);
    if (lost <= 0) return [];
    return [`${name}: ${reason(name, guarded)}`];
  });
  const failing = bare.flatMap(({ name, status, why }) =>
    status === 'FAILURE' ? [`${name}: ${why}`] : [],
  );
  return {
    bare: sum(before),
    guarded: sum(passing(guarded, ['SUCCESS'])),
    failing,
    missing,
  };
}

/**
 * Why a check did not pass: what it says itself, or what another of its scenario says that kept it from being made.
 *
 * @param {string} name
 * @param {readonly import('./suite.mjs').Check[]} checks
 */
function reason(name, checks) {
  const own = checks.find((check) => check.name === name && check.status !== 'SUCCESS');
  if (own) return `${own.status} ${own.why}`;
  const before = checks.find(
    ({ scenario, status }) => status === 'FAILURE' && name.startsWith(`${scenario}: `),
  );
  return before ? `not reached; ${before.name} ${before.why}` : 'not reached';
}

/**
 * @param {readonly import('./suite.mjs').Check[]} checks
 * @param {readonly string[]} good
 */
function passing(checks, good) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { name, status } of checks) {
    if (good.includes(status)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** @param {ReadonlyMap<string, number>} counts */
function sum(counts) {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
