/**
 * A rule no policy file can loosen. The id is stable per group: it stands in denials, audit records and
 * alerts, so a group keeps its number for good and a new group takes the next free one.
 */
export interface Guardrail {
  readonly id: `G${number}`;
  /** Why, for the person or model that was refused. */
  readonly reason: string;
}

/** One row of guardrail data: the names that share a reason, separated by white space. */
export interface GuardedNames extends Guardrail {
  readonly names: string;
}

/** Spreads rows into one lookup table. Throws on a name given twice: two reasons would hide one of them. */
export function indexByName(rows: readonly GuardedNames[]): ReadonlyMap<string, Guardrail> {
  const table = new Map<string, Guardrail>();
  for (const { id, reason, names } of rows) {
    const guardrail: Guardrail = Object.freeze({ id, reason });
    for (const name of names.split(/\s+/).filter((word) => word !== '')) {
      if (table.has(name)) throw new Error(`guardrail data names "${name}" twice`);
      table.set(name, guardrail);
    }
  }
  return table;
}
