import { closest, distance } from 'fastest-levenshtein';

/** `did you mean "x"?` for the nearest of the known words, or undefined when none is near. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = new Map(known.map((name) => [name.toLowerCase(), name]));
  const nearest = closest(word.toLowerCase(), [...lower.keys()]);
  const farthest = Math.max(2, Math.floor(word.length / 3));
  return distance(word.toLowerCase(), nearest) <= farthest
    ? `did you mean "${lower.get(nearest)}"?`
    : undefined;
}
