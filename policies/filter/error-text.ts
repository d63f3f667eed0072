import type { Allow } from '../decision.ts';
import { wordsOf } from './call-words.ts';

/** Longest error text that leaves, in characters. */
export const MAX_ERROR_CHARACTERS = 600;
/** Said where nothing of the server's own text can be shown. */
export const WITHHELD_ERROR =
  'The server behind the guard reported an error whose text may not be shown. Check the arguments; do not repeat the call unchanged.';

const MAX_INPUT = 8_000;

/**
 * An upstream's error text as it may leave. Error texts are free prose, so this fails closed in three steps:
 *
 * 1. What is known to carry internals is cut: tracebacks, SQL and everything after them, Odoo's lists of
 *    groups, rules and records, paths, addresses, invisible characters.
 * 2. A text that still looks like data (JSON, Python literals, markup), or that names a field the
 *    caller may not read, is replaced as a whole.
 * 3. In what is left, quoted parts and words that look like values (numbers of more than three digits, codes,
 *    e-mail addresses, dotted names) become `…` unless the caller wrote them itself in this very call.
 *
 * Plain words stay, so that a person can act on Odoo's own sentences ("You can not delete a sent quotation").
 */
export function sanitiseErrorText(
  text: string,
  decided: readonly Pick<Allow, 'operation' | 'obligation' | 'mentionsHidden'>[],
): string {
  const cut = withoutInternals(visible(text.slice(0, MAX_INPUT)));
  if (cut === '' || looksLikeData(cut)) return WITHHELD_ERROR;
  if (decided.some(({ mentionsHidden }) => mentionsHidden(cut))) return WITHHELD_ERROR;
  for (const { obligation } of decided)
    if (obligation.kind === 'records' && obligation.masked.some((field) => names(cut, field)))
      return WITHHELD_ERROR;
  const own = wordsOf(decided.map(({ operation }) => operation));
  const shown = withoutValues(withoutNumbers(withoutQuotes(cut, own), own), own);
  if (!/\p{L}{2}/u.test(shown)) return WITHHELD_ERROR;
  return shown.length > MAX_ERROR_CHARACTERS
    ? `${shown.slice(0, MAX_ERROR_CHARACTERS - 1)}…`
    : shown;
}

/** Control, formatting (zero-width, bidirectional), private-use and unassigned characters, and ANSI sequences. */
function visible(text: string): string {
  return (
    text
      .split('…')
      .map((part) => part.normalize('NFKC'))
      .join('…')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character starts what is removed
      .replace(/[\u001b\u009b](?:\[|\])?[0-9;?]*[ -/]*[@-~]?/g, '')
      .replace(/\r\n?/g, '\n')
      .replace(/\t/g, ' ')
      .replace(/[^\P{C}\n]/gu, '')
  );
}

/** Removed together with everything after it. */
const TAILS: readonly RegExp[] = [
  /Traceback \(most recent call last\)[\s\S]*/i,
  /\b(?:SELECT\s[\s\S]{1,400}?\sFROM|INSERT\s+INTO|UPDATE\s+"?\w+"?\s+SET|DELETE\s+FROM)\s[\s\S]*/i,
  /^\s*(?:DETAIL|HINT|CONTEXT|QUERY|STATEMENT|LINE \d+):[\s\S]*/m,
  /This operation is allowed for the following groups:[\s\S]*/,
  /This restriction is due to the following rules:[\s\S]*/,
  /(?:Please )?contact your (?:system )?administrator[\s\S]*/i,
  /If you really, really need access[\s\S]*/,
  /\n\s*at [\w.<>]+ ?\([\s\S]*/,
];

/** Replaced wherever they stand. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\(Records?:[^\n]*?User: ?\d+\)/g, ''],
  [/^\s*(?:User|Groups|Records?|Operation|Constraint): [^\n]*$/gm, ''],
  // PostgreSQL names a constraint after its table and column.
  [/\b\w+_(?:fkey|pkey|uniq|excl)\b/g, '…'],
  [/^Sorry, [^\n]*? doesn't have /gm, 'The user does not have '],
  [/^\s*[-*] .*$/gm, ''],
  [/\(allowed for groups [^\n]*?\)/g, ''],
  [/\(id=\d+\)/g, ''],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s'")>]+/gi, '…'],
  [/\b(?:localhost|\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5})?\b/gi, '…'],
  [/<[\w.]+ object at 0x[0-9a-f]+>/g, '…'],
  [/\bFile "[^"\n]*"(?:, line \d+)?(?:, in \S+)?/g, '…'],
  [/(?<![\w.])\/(?:[\w.@-]+\/)+[\w.@-]*/g, '…'],
  [/\b[A-Za-z]:\\[^\s'"]+/g, '…'],
];

function withoutInternals(text: string): string {
  let kept = text;
  for (const tail of TAILS) kept = kept.replace(tail, '');
  for (const [pattern, replacement] of PARTS) kept = kept.replace(pattern, replacement);
  return kept
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ *\n\s*/g, '\n')
    .trim();
}

/** Braces, nested brackets, `key: value` pairs in quotes, and markup are no sentences. */
function looksLikeData(text: string): boolean {
  return /[{}]|\[\s*[[('"{\d]|["']\s*:\s|<\/?[a-z][^>]*>/i.test(text);
}

function names(text: string, field: string): boolean {
  return new Set(text.toLowerCase().match(/\w+/g)).has(field);
}

/** Words of Odoo, of MCP and of failed connections that stand in a text without being anybody's data. */
const PLAIN: ReadonlySet<string> = new Set(
  `read write create unlink delete search call true false none null id ids display_name
  password api_key session and or not any model method domain fields values limit offset order args kwargs
  context many2one one2many many2many x2many many2one_reference json-2 2fa utf-8 e.g i.e odoo_url odoo_db
  depth_zero_self_signed_cert self_signed_cert_in_chain unable_to_verify_leaf_signature cert_has_expired
  err_tls_cert_altname_invalid und_err_connect_timeout`.split(/\s+/),
);

/** Opening quotes stand at the start of a word, closing ones at its end: the apostrophe of "can't" is none. */
const QUOTED = /(?<![\p{L}\p{N}])(["'`“”‘’«„])(?=\S)([^\n]*?\S?)(["'`“”‘’»])(?![\p{L}\p{N}])/gu;

function withoutQuotes(text: string, own: ReadonlySet<string>): string {
  return text.replace(QUOTED, (whole: string, open: string, inner: string, close: string) =>
    inner === '' || allowed(inner, own) ? whole : `${open}…${close}`,
  );
}

function allowed(word: string, own: ReadonlySet<string>): boolean {
  const lower = word.toLowerCase();
  return own.has(lower) || PLAIN.has(lower) || isFieldLike(word);
}

/** `partner_id`, `get_model_fields`: two or more lower-case words and hardly a digit. */
function isFieldLike(word: string): boolean {
  return /^[a-z]+\d{0,2}(?:_[a-z]+\d{0,2})+$/.test(word) && word.length <= 40;
}

/** Amounts, dates and telephone numbers, however they are grouped: `4.200,50`, `+32 470 12 34 56`. */
const GROUPED = /(?<![\p{L}\p{N}_-])\+?\p{N}(?:[\p{N}.,'’ :/-]*\p{N})?(?![\p{L}\p{N}_-])/gu;

function withoutNumbers(text: string, own: ReadonlySet<string>): string {
  return text.replace(GROUPED, (group) => {
    const small = (group.match(/\p{N}/gu)?.length ?? 0) <= 3;
    return small || own.has(group) || group.split(' ').every((part) => own.has(part)) ? group : '…';
  });
}

function withoutValues(text: string, own: ReadonlySet<string>): string {
  return text.replace(/[^\s'"`“”‘’«»„()[\],;:!?]+/g, (token) => {
    const word = token.replace(/^[.…]+|[.…]+$/g, '');
    return word === '' || allowed(word, own) || !looksLikeValue(word)
      ? token
      : token.replace(word, '…');
  });
}

function looksLikeValue(word: string): boolean {
  const digits = word.match(/\p{N}/gu)?.length ?? 0;
  if (digits > 3) return true;
  if (digits > 0) return !/^[+-]?\d+(?:\.\d+)?%?$/.test(word);
  if (/[@_\\/=+#$%&|~^<>*]/.test(word)) return true;
  if (/\p{L}\.\p{L}/u.test(word)) return true;
  return word.length > 30 || (word.match(/\p{Ll}\p{Lu}/gu)?.length ?? 0) > 1;
}
