/**
 * A rule no policy file can loosen. The id is stable per group: it stands in denials, audit records and
 * alerts, so a group keeps its number for good and a new group takes the next free one.
 */
export interface Guardrail {
  readonly id: `G${number}`;
  /** Why, for the person or model that was refused. */
  readonly reason: string;
}

/**
 * One row of guardrail data: the names that share a reason, separated by white space. A name that not every
 * one of {@link RELEASES} has says which do: `res.role@19`, `bus.presence@17,18`; `@none` is a name of an
 * add-on, or one people take for the real one. It is guarded in all of them whatever it says.
 */
export interface GuardedNames extends Guardrail {
  readonly names: string;
}

/** The releases of Odoo the data is about. */
export const RELEASES: readonly number[] = [17, 18, 19];

/** A name and the releases that have it. */
export interface GuardedName {
  readonly name: string;
  readonly releases: readonly number[];
}

/** The names of a row. Throws on a release nobody knows. */
export function parseNames(names: string): readonly GuardedName[] {
  return names
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [name = '', written] = word.split('@');
      if (written === undefined) return { name, releases: RELEASES };
      const releases = written === 'none' ? [] : written.split(',').map(Number);
      if (releases.some((release) => !RELEASES.includes(release)))
        throw new Error(`guardrail data says "${word}", and the releases are ${RELEASES}`);
      return { name, releases };
    });
}

/** Spreads rows into one lookup table. Throws on a name given twice: two reasons would hide one of them. */
export function indexByName(rows: readonly GuardedNames[]): ReadonlyMap<string, Guardrail> {
  const table = new Map<string, Guardrail>();
  for (const { id, reason, names } of rows) {
    const guardrail: Guardrail = Object.freeze({ id, reason });
    for (const { name } of parseNames(names)) {
      if (table.has(name)) throw new Error(`guardrail data names "${name}" twice`);
      table.set(name, guardrail);
    }
  }
  return table;
}
