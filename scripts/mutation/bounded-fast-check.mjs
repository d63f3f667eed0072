// What `fast-check` means inside a mutation run: the same cases each time, so that a mutant meets the same
// fate twice; a bounded number of them; and no shrinking, since it is only asked whether a case fails.
import original from 'fast-check';

export * from 'fast-check';

const SEED = 20;
const MOST_RUNS = 250;

/** Thrown in place of checking a property while properties are passed. */
export class Passed extends Error {}

let passing = false;

/** Whether tests end where they would check a property. */
export function passProperties(whether) {
  passing = whether;
}

/** Checks a property on the cases of one seed; throws at the first that fails. */
export function assert(property, parameters = {}) {
  if (passing) throw new Passed();
  const numRuns = Math.min(parameters.numRuns ?? 100, MOST_RUNS);
  return original.assert(property, { ...parameters, numRuns, seed: SEED, endOnFailure: true });
}

export default { ...original, assert };
