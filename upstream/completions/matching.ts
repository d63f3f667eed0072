/** Most values a completion offers. */
export const MAX_COMPLETIONS = 50;

/** The values of a completion, and how many fit altogether. */
export interface Completion {
  readonly values: readonly string[];
  readonly total: number;
}

export const NO_COMPLETION: Completion = { values: [], total: 0 };

/** Those of `values` that hold what was typed: first the ones that begin with it; sorted, at most 50. */
export function matching(values: Iterable<string>, typed: string): Completion {
  const wanted = typed.toLowerCase();
  const sorted = [...new Set(values)].toSorted();
  const starting = sorted.filter((value) => value.toLowerCase().startsWith(wanted));
  const holding = sorted.filter(
    (value) => !value.toLowerCase().startsWith(wanted) && value.toLowerCase().includes(wanted),
  );
  const found = [...starting, ...holding];
  return { values: found.slice(0, MAX_COMPLETIONS), total: found.length };
}
