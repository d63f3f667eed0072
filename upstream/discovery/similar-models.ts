import { distance } from 'fastest-levenshtein';

const MAX_SUGGESTIONS = 3;
/** Farther names, by share of their letters, are another word and not a slip. */
const MAX_SHARE = 0.4;

/**
 * The models somebody may have meant who wrote `name`: those that differ by few letters, and those
 * that end in the same word (`invoice` for `account.invoice`); nearest first, at most three.
 */
export function similarModels(name: string, models: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  return models
    .map((model) => ({ model, far: farness(wanted, model) }))
    .filter(({ far }) => far <= MAX_SHARE)
    .toSorted((a, b) => a.far - b.far || (a.model < b.model ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ model }) => model);
}

function farness(wanted: string, model: string): number {
  const whole = distance(wanted, model) / Math.max(wanted.length, model.length);
  const sameWords = wordsOf(wanted) === wordsOf(model);
  const ending = model.endsWith(`.${wanted}`);
  return sameWords ? 0 : ending ? Math.min(whole, MAX_SHARE) : whole;
}

/** Slips are often in what stands between the words: `sale_order`, `crm lead`. */
function wordsOf(name: string): string {
  return name.split(/[^a-z0-9]+/).join('.');
}
