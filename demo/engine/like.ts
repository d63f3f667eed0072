/** The six operators that match text by a pattern, positive and negative. */
export type LikeOperator = 'like' | 'ilike' | '=like' | '=ilike' | 'not like' | 'not ilike';

/**
 * PostgreSQL's LIKE as Odoo uses it: `%` and `_` are wildcards, a backslash quotes, and without
 * the leading `=` the pattern may start and end anywhere.
 */
export function likePattern(operator: LikeOperator, pattern: string): RegExp {
  const whole = operator.startsWith('=') ? pattern : `%${pattern}%`;
  const source = whole.replace(/\\(.)|[%_]|[^\\%_]/gs, (part, quoted: string | undefined) => {
    if (quoted !== undefined) return escapeRegExp(quoted);
    if (part === '%') return '.*';
    if (part === '_') return '.';
    return escapeRegExp(part);
  });
  return new RegExp(`^${source}$`, operator.endsWith('ilike') ? 'isu' : 'su');
}

function escapeRegExp(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}/-]/g, (special) =>
    special === '-' || special === '/' ? special : `\\${special}`,
  );
}
