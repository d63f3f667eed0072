/** How large a JSON value may be. */
export interface JsonLimits {
  /** Characters of the value written as JSON. */
  readonly chars: number;
  /** Nested lists and objects, the value itself included. */
  readonly depth: number;
  /** Characters of any one string. */
  readonly string: number;
}

/** Limits of `values`; deep enough for x2many commands that hold x2many commands. */
export const VALUES_LIMITS: JsonLimits = { chars: 100_000, depth: 8, string: 65_536 };
/** Limits of the `args` and `kwargs` of a method call, together. */
export const ARGUMENTS_LIMITS: JsonLimits = { chars: 100_000, depth: 10, string: 65_536 };

/** Says which limit a parsed JSON value breaks, or undefined when it keeps them all. */
export function exceeds(value: unknown, limits: JsonLimits): string | undefined {
  if (deeperThan(value, limits.depth)) return `nested deeper than ${limits.depth} levels`;
  if (hasLongString(value, limits.string)) return `a text of more than ${limits.string} characters`;
  if (JSON.stringify(value).length > limits.chars) return `more than ${limits.chars} characters`;
  return undefined;
}

function deeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  return Object.values(value).some((inner) => deeperThan(inner, depth - 1));
}

/** Safe to recurse: only called on values whose depth is known to be small. */
function hasLongString(value: unknown, length: number): boolean {
  if (typeof value === 'string') return value.length > length;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((inner) => hasLongString(inner, length));
}
