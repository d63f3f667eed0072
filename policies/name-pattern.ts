import type { NamePattern } from './policy.ts';

const GLOB = /^[a-z0-9_.*]+$/;

/** Whether a text is a pattern (it has a `*`) rather than a name. */
export function isGlob(text: string): boolean {
  return text.includes('*');
}

/**
 * Why a text with a `*` is not a pattern, or undefined when it is one. `*` stands for any run of characters,
 * dots included; everything else stands for itself, and the whole name must match.
 */
export function globProblem(text: string): string | undefined {
  if (text.length > 128) return 'is longer than any Odoo name';
  if (!GLOB.test(text)) return 'may contain only a-z, 0-9, "_", "." and "*"';
  if (text.includes('**')) return 'contains "**": one "*" already crosses dots';
  return undefined;
}

/** Compiles exact names and anchored globs. Throws on a glob that `globProblem` refuses. */
export function namePattern<Name extends string>(written: readonly string[]): NamePattern<Name> {
  const names = new Set(written.filter((text) => !isGlob(text)));
  const globs = written.filter(isGlob).map(globMatcher);
  return Object.freeze({
    matches: (name: Name) => names.has(name) || globs.some((matches) => matches(name)),
    written: Object.freeze([...written]),
  });
}

/** Matches the literal pieces between the stars one after the other: linear, no backtracking. */
function globMatcher(glob: string): (name: string) => boolean {
  const problem = globProblem(glob);
  if (problem !== undefined) throw new Error(`"${glob}" ${problem}`);
  const pieces = glob.split('*');
  const head = pieces[0] ?? '';
  const tail = pieces.at(-1) ?? '';
  const middle = pieces.slice(1, -1);
  return (name) => {
    if (!name.startsWith(head) || !name.endsWith(tail)) return false;
    const end = name.length - tail.length;
    let at = head.length;
    for (const piece of middle) {
      const found = name.indexOf(piece, at);
      if (found === -1) return false;
      at = found + piece.length;
    }
    return at <= end;
  };
}
