/**
 * How two runs of the suite compare: what passed bare, what passed guarded, and what is missing.
 *
 * @typedef {object} Comparison
 * @property {number} bare
 * @property {number} guarded
 * @property {readonly string[]} missing
 */

/**
 * Each check that passes bare must pass guarded, as often as it is made.
 *
 * @param {readonly import('./suite.mjs').Check[]} bare
 * @param {readonly import('./suite.mjs').Check[]} guarded
 * @returns {Comparison}
 */
export function compare(bare, guarded) {
  const before = passing(bare);
  const after = passing(guarded);
  const missing = [...before].flatMap(([name, count]) => {
    const lost = count - (after.get(name) ?? 0);
    if (lost <= 0) return [];
    const failed = guarded.find((check) => check.name === name && check.status !== 'SUCCESS');
    return [`${name}: ${failed ? `${failed.status} ${failed.why}` : 'not reached'}`];
  });
  return { bare: sum(before), guarded: sum(after), missing };
}

/** @param {readonly import('./suite.mjs').Check[]} checks */
function passing(checks) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { name, status } of checks) {
    if (status === 'SUCCESS') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** @param {ReadonlyMap<string, number>} counts */
function sum(counts) {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
