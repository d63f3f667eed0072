/** Longest text of an Odoo error that reaches a client, in characters. */
export const MAX_ERROR_LENGTH = 600;
const MAX_INPUT_LENGTH = 8_000;

/** Removed together with everything after it. */
const TAILS: readonly RegExp[] = [
  /Traceback \(most recent call last\)[\s\S]*/,
  /\b(?:SELECT\s[\s\S]{1,400}?\sFROM|INSERT INTO|UPDATE\s+"?\w+"?\s+SET|DELETE FROM)\s[\s\S]*/,
  /^(?:DETAIL|HINT|CONTEXT|QUERY|STATEMENT|LINE \d+):[\s\S]*/m,
  /This operation is allowed for the following groups:[\s\S]*/,
  /This restriction is due to the following rules:[\s\S]*/,
  /(?:Please )?contact your (?:system )?administrator[\s\S]*/i,
  /If you really, really need access[\s\S]*/,
];

/** Replaced wherever they stand. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/\(Records?: [^\n]*?User: \d+\)/g, ''],
  [/^(?:User|Groups|Records?): .*$/gm, ''],
  [/\(allowed for groups [^\n]*?\)/g, ''],
  [/\(id=\d+\)/g, ''],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s'")>]+/gi, '[address]'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '[address]'],
  [/\blocalhost(?::\d{1,5})?\b/gi, '[address]'],
  [/<[\w.]+ object at 0x[0-9a-f]+>/g, '[object]'],
  [/\bFile "[^"\n]*"(?:, line \d+)?(?:, in \S+)?/g, '[path]'],
  [/(?<![\w.\]])\/(?:[\w.@-]+\/)+[\w.@-]*/g, '[path]'],
  [/\b[A-Za-z]:\\[^\s'"]+/g, '[path]'],
  [/\b[\w-]+\.(?:py|pyc|so)\b(?::\d+)?/g, '[path]'],
  [/\bpsycopg2(?:\.\w+)+:?/g, ''],
  [/\brelation "[^"\n]*"/g, 'a table'],
];

/**
 * The part of an Odoo message that a person can use: tracebacks, SQL, paths, addresses, user ids,
 * group lists and "contact your administrator" tails are taken out, control characters and runs of
 * blanks collapsed, and the length capped at {@link MAX_ERROR_LENGTH}. May return an empty text.
 */
export function sanitise(raw: string): string {
  let text = raw.slice(0, MAX_INPUT_LENGTH).replaceAll('\r\n', '\n');
  for (const tail of TAILS) text = text.replace(tail, '');
  for (const [pattern, replacement] of PARTS) text = text.replace(pattern, replacement);
  text = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .replace(/ *\n */g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();
  return text.length > MAX_ERROR_LENGTH ? `${text.slice(0, MAX_ERROR_LENGTH - 1)}…` : text;
}

const ACCESS_REFUSED = "Odoo's access rights do not allow this operation for this user.";

/**
 * The text of an Odoo AccessError without user names, record names, group names or rule names:
 * known forms (Odoo 17, 18 and 19) keep the operation and what it was refused on, a short business
 * text is kept when it names none of these, and anything else becomes one general sentence.
 */
export function sanitiseAccess(raw: string): string {
  const model = /^You are not allowed to (\w+) '([^'\n]{1,120})'/.exec(raw);
  if (model) return `You are not allowed to ${model[1]} '${model[2]}' records.`;

  const rule = /doesn't have '(\w+)' access to:/.exec(raw);
  if (rule) return `Odoo's record rules do not give you '${rule[1]}' access to these records.`;

  const fields =
    /^You do not have enough rights to access the fields? ([^\n]{1,300}?) on ([^\n(]{1,120}?) ?\(/.exec(
      raw,
    );
  if (fields)
    return `You do not have enough rights to access the field(s) ${fields[1]} on ${fields[2]}.`;

  if (/^The requested operation can not be completed due to security restrictions/.test(raw)) {
    const names = [...raw.matchAll(/^- ([a-z]\w*) \(/gm)].map((match) => match[1]);
    return names.length > 0
      ? `You do not have enough rights to access the field(s) ${names.join(', ')}.`
      : ACCESS_REFUSED;
  }

  if (/^Private methods/.test(raw)) return 'Private methods cannot be called remotely.';

  const paragraph = raw.split(/\n\s*\n/, 1)[0] ?? '';
  if (/\(id=\d+\)|\buser\b|\bgroups?\b|\brules?\b|administrator|top-secret/i.test(paragraph))
    return ACCESS_REFUSED;
  return sanitise(paragraph) || ACCESS_REFUSED;
}
