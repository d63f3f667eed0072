// Reads a corpus of calls, and writes the arguments of each exactly as the corpus spells them.
import { readFileSync } from 'node:fs';

/**
 * One line of a corpus.
 * @typedef {object} Case
 * @property {string} id
 * @property {string} class
 * @property {readonly number[]} odoo Major versions the case is for.
 * @property {string} as Name of the token to call with.
 * @property {string} tool
 * @property {string} argumentsText The arguments as JSON text, placeholders included.
 * @property {string | undefined} probeText The same question with a guess that is wrong: both must get one answer.
 * @property {'deny' | 'filtered' | 'allow'} expect
 * @property {readonly string[]} mustNotContain
 * @property {string} why
 */

/**
 * Ids by placeholder, such as `{"$emp": 7}`.
 * @typedef {Readonly<Record<string, unknown>>} Fixtures
 */

const EXPECTATIONS = new Set(['deny', 'filtered', 'allow']);
const PLACEHOLDER = /"(\$[a-z][a-z0-9_]*)"/g;
const REPEAT = /"\$repeat:([^":]{1,8}):(\d{1,7})"/g;

/**
 * The cases of a corpus file, one JSON object a line. Throws with the line's number on one that is no case:
 * a case that is skipped in silence would count as held.
 * @param {string} file
 * @returns {readonly Case[]}
 */
export function readCorpus(file) {
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line, index) => ({ line: line.trim(), place: `${file}:${index + 1}` }))
    .filter(({ line }) => line !== '')
    .map(({ line, place }) => parseCase(line, place));
}

/**
 * @param {string} line
 * @param {string} place
 * @returns {Case}
 */
function parseCase(line, place) {
  /** @type {Record<string, unknown>} */
  let written;
  try {
    written = JSON.parse(line);
  } catch (error) {
    throw new Error(`${place} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const { id, odoo, as, tool, expect, why = '', must_not_contain = [] } = written;
  for (const [key, value] of Object.entries({ id, class: written.class, as, tool, expect, why }))
    if (typeof value !== 'string') throw new Error(`${place} has no text "${key}"`);
  if (!EXPECTATIONS.has(String(expect)))
    throw new Error(`${place} expects ${expect}: write deny, filtered or allow`);
  if (!Array.isArray(odoo) || odoo.length === 0)
    throw new Error(`${place} names no Odoo version in "odoo"`);
  if (!Array.isArray(must_not_contain)) throw new Error(`${place}: must_not_contain is a list`);
  const argumentsText = memberText(line, 'arguments');
  if (argumentsText === undefined) throw new Error(`${place} has no "arguments"`);
  return {
    id: String(id),
    class: String(written.class),
    odoo: odoo.map(Number),
    as: String(as),
    tool: String(tool),
    argumentsText,
    probeText: memberText(line, 'probe_false'),
    expect: /** @type {Case['expect']} */ (expect),
    mustNotContain: must_not_contain.map(String),
    why: String(why),
  };
}

/**
 * The text of one member's value, byte for byte. `0.0` and numbers beyond 2^53 are attacks of their own, and
 * parsing them would make harmless integers of them.
 * @param {string} object The text of a JSON object.
 * @param {string} name
 * @returns {string | undefined}
 */
function memberText(object, name) {
  let depth = 0;
  for (let at = 0; at < object.length; at += 1) {
    const char = object[at];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '"') {
      const end = stringEnd(object, at);
      const colon = /^\s*:\s*/.exec(object.slice(end));
      if (depth === 1 && colon && JSON.parse(object.slice(at, end)) === name) {
        const start = end + colon[0].length;
        return object.slice(start, valueEnd(object, start));
      }
      at = end - 1;
    }
  }
  return undefined;
}

/**
 * @param {string} text
 * @param {number} start Where the quote stands.
 */
function stringEnd(text, start) {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/**
 * @param {string} text Valid JSON.
 * @param {number} start
 */
function valueEnd(text, start) {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') at = stringEnd(text, at) - 1;
    else if (char === '{' || char === '[') depth += 1;
    else if ((char === '}' || char === ']' || char === ',') && depth === 0) return at;
    else if (char === '}' || char === ']') depth -= 1;
  }
  return text.length;
}

/**
 * The text with every placeholder filled in, or the first one nobody planted.
 * @param {string} text
 * @param {Fixtures} fixtures
 * @returns {{ text: string } | { missing: string }}
 */
export function fillIn(text, fixtures) {
  /** @type {string | undefined} */
  let missing;
  const filled = text
    .replaceAll(PLACEHOLDER, (written, name) => {
      const value = fixtures[name];
      if (value === undefined || value === null) missing ??= name;
      return JSON.stringify(value ?? written);
    })
    .replaceAll(REPEAT, (_, what, times) => JSON.stringify(what.repeat(Number(times))));
  return missing === undefined ? { text: filled } : { missing };
}
