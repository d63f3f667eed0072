import { type Deny, deny } from '../../decision.ts';
import { isArray, type Json } from '../../json.ts';
import { COUNT } from './group-terms.ts';

const MOST_CONDITIONS = 8;
const OPERATORS: ReadonlySet<Json> = new Set(['=', '!=', '<', '<=', '>', '>=']);

/** The figures of a grouping that are numbers, and what the caller calls them. */
export interface Figures {
  /** Keys as `field:function`. */
  readonly numbers: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, string>;
}

/**
 * Judges a filter of groups by their figures: `[key, operator, number]` conditions, all of which must hold.
 * A key is a figure this grouping asks for, and so may show: any other would be a search by a value the
 * answer does not tell. Gives the conditions under the figures' own keys; undefined where there are none.
 */
export function judgeHaving(
  written: Json | undefined,
  { numbers, aliases }: Figures,
): readonly Json[] | undefined | Deny {
  if (written === undefined || written === null) return undefined;
  if (!isArray(written) || written.length > MOST_CONDITIONS) return malformed();
  const judged: Json[] = [];
  for (const condition of written) {
    if (!isArray(condition) || condition.length !== 3) return malformed();
    const [key, operator = null, value] = condition;
    if (typeof key !== 'string' || !OPERATORS.has(operator)) return malformed();
    if (value === undefined || !Number.isFinite(value)) return malformed();
    const known = key === COUNT || numbers.has(key) ? key : aliases.get(key);
    if (known === undefined || (known !== COUNT && !numbers.has(known))) return notAFigure(numbers);
    judged.push([known, operator, value]);
  }
  return judged.length === 0 ? undefined : judged;
}

function malformed(): Deny {
  return deny(
    'arguments_invalid',
    'built-in:having',
    `groups are filtered by at most ${MOST_CONDITIONS} conditions, each a figure, one of = != < <= > >=, and a number.`,
    { allowed: "For example [['amount_total:sum', '>', 1000]]." },
  );
}

function notAFigure(numbers: ReadonlySet<string>): Deny {
  return deny(
    'arguments_invalid',
    'built-in:having',
    'groups are filtered by figures this grouping asks for, which are numbers and name their function.',
    { allowed: `Figures: ${[...numbers, COUNT].join(', ')}.` },
  );
}
