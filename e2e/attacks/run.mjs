// npm run test:attacks -- --corpus FILE --url MCP_URL --fixtures FILE [--tokens …] [--odoo 17|18|19] [--json]
// Plays a corpus of attacks and legitimate calls against a running guard. Exit code 1: something leaked or broke.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fillIn, readCorpus } from './corpus.mjs';
import { callTool, toolsOf } from './mcp-call.mjs';
import { render } from './report.mjs';
import { fails, judge } from './verdict.mjs';

const USAGE = `usage: npm run test:attacks -- --corpus FILE --url MCP_URL --fixtures FILE

  --corpus FILE    calls to make, one JSON object a line
  --url URL        MCP endpoint of a running guard, such as http://127.0.0.1:8080/mcp
  --fixtures FILE  JSON object of the ids behind the corpus's placeholders: {"$emp": 7, …}
  --tokens LIST    bearer tokens by the corpus's names (default sales=p0-sales-example,
                   hr=p0-hr-example,admin=p0-admin-example)
  --odoo VERSION   17, 18 or 19: which cases apply (default: "$version" of the fixtures)
  --only LIST      ids or classes of the cases to play, separated by commas
  --json           one JSON object instead of the table

The guard's rate limits must be far above the number of cases: RATE_LIMIT_GLOBAL, RATE_LIMIT_WRITE.
Exit code 0: nothing leaked and nothing broke; 1: something did; 2: the run could not be made.
`;
const TOKENS = 'sales=p0-sales-example,hr=p0-hr-example,admin=p0-admin-example';

/** @typedef {import('./report.mjs').Played} Played */

async function main() {
  const { values } = parseArgs({
    options: {
      corpus: { type: 'string' },
      url: { type: 'string' },
      fixtures: { type: 'string' },
      tokens: { type: 'string', default: TOKENS },
      odoo: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || !values.corpus || !values.url || !values.fixtures) {
    process.stderr.write(USAGE);
    return values.help ? 0 : 2;
  }
  const fixtures = JSON.parse(readFileSync(values.fixtures, 'utf8'));
  const version = Number(values.odoo ?? fixtures.$version);
  if (![17, 18, 19].includes(version))
    throw new Error('which Odoo is it? Give --odoo 17, 18 or 19');
  const tokens = parseTokens(values.tokens);
  const cases = chosen(readCorpus(values.corpus), version, values.only);
  const played = await play(cases, { url: values.url, tokens, fixtures });
  const failed = played.some(({ outcome }) => outcome !== 'skipped' && fails(outcome));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ version, ok: !failed, cases: played })}\n`
      : render(played, version),
  );
  return failed ? 1 : 0;
}

/**
 * @param {string} text
 * @returns {ReadonlyMap<string, string>}
 */
function parseTokens(text) {
  return new Map(
    text.split(',').map((part) => {
      const at = part.indexOf('=');
      if (at < 1 || at === part.length - 1) throw new Error('--tokens takes name=token,name=token');
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}

/**
 * @param {readonly import('./corpus.mjs').Case[]} cases
 * @param {number} version
 * @param {string | undefined} only
 */
function chosen(cases, version, only) {
  const wanted = only === undefined ? undefined : new Set(only.split(','));
  const kept = cases.filter(
    (one) =>
      one.odoo.includes(version) &&
      (wanted === undefined || wanted.has(one.id) || wanted.has(one.class)),
  );
  if (kept.length === 0) throw new Error(`the corpus has no such case for Odoo ${version}`);
  return kept;
}

/**
 * Plays the cases one after the other: some change what later ones see.
 * @param {readonly import('./corpus.mjs').Case[]} cases
 * @param {{ url: string, tokens: ReadonlyMap<string, string>, fixtures: import('./corpus.mjs').Fixtures }} target
 * @returns {Promise<readonly Played[]>}
 */
async function play(cases, { url, tokens, fixtures }) {
  const offered = new Set();
  for (const token of tokens.values())
    for (const tool of await toolsOf(url, token)) offered.add(tool);
  /** @type {Played[]} */
  const played = [];
  for (const one of cases) {
    const { id, why, tool } = one;
    const known = { id, class: one.class, as: one.as, tool, expect: one.expect, why };
    const token = tokens.get(one.as);
    if (token === undefined)
      throw new Error(`${id} calls as ${one.as}: give its token in --tokens`);
    const filled = fillIn(one.argumentsText, fixtures);
    const probe = one.probeText === undefined ? undefined : fillIn(one.probeText, fixtures);
    if ('missing' in filled) {
      played.push({ ...known, outcome: 'skipped', detail: `nothing planted as ${filled.missing}` });
      continue;
    }
    const answer = await callTool(url, token, tool, filled.text);
    const other =
      probe !== undefined && 'text' in probe && !answer.byGuard
        ? await callTool(url, token, tool, probe.text)
        : undefined;
    played.push({ ...known, ...judge(one, answer, other, offered) });
  }
  return played;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  },
);
