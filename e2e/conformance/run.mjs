// npm run test:conformance -- [--only TEXT]
// Runs the conformance suite against a server and against the guard in front of it. Exit code 1: something that
// passes bare does not pass guarded.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './comparison.mjs';
import { guardOnStdio, startGuard } from './guard.mjs';
import { startProcess } from './started-process.mjs';
import { findSuite } from './suite.mjs';

const USAGE = `usage: npm run test:conformance -- [--only TEXT]

  --only TEXT  only the runs whose name holds this text

Needs a build (npm run build) and the npm registry.
Exit code 0: whatever passes bare passes guarded; 1: something does not; 2: the run could not be made.
`;
const REVISIONS = ['2025-11-25', '2026-07-28'];
const FIXTURE = join(import.meta.dirname, 'fixture-server.mjs');
const CLIENT = join(import.meta.dirname, 'client.mjs');
const GUARDED_CLIENT = join(import.meta.dirname, 'client-through-guard.mjs');
const onStdio = { command: process.execPath, args: [FIXTURE] };

/** Scenarios about streams that are resumed, which stdio has none of. */
const HTTP_ONLY = new Set(['server-sse-polling']);

/**
 * @param {string} url the bare server
 * @returns {readonly { name: string, server: import('./guard.mjs').Server, stdio: boolean }[]}
 */
const arrangements = (url) => [
  { name: 'guard, HTTP server', server: { url }, stdio: false },
  { name: 'guard, stdio server', server: onStdio, stdio: true },
  { name: 'guard, guard on stdio, stdio server', server: guardOnStdio(onStdio), stdio: true },
  { name: 'guard, guard on stdio, HTTP server', server: guardOnStdio({ url }), stdio: true },
];

/** @param {string} line */
function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * @param {string} name
 * @param {import('./comparison.mjs').Comparison} comparison
 */
function report(name, { bare, guarded, failing, missing }) {
  say(`${name}: ${bare} pass bare, ${guarded} guarded, ${missing.length} missing`);
  for (const one of failing) say(`  - fails bare: ${one}`);
  for (const one of missing) say(`  - ${one}`);
  return failing.length === 0 && missing.length === 0;
}

async function main() {
  const { values } = parseArgs({
    options: { only: { type: 'string', default: '' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stderr.write(USAGE);
    return 0;
  }
  const wanted = (/** @type {string} */ name) => name.includes(values.only);
  const suite = findSuite();
  const servers = await compareServers(suite, wanted);
  const clients = await compareClients(suite, wanted);
  return servers && clients ? 0 : 1;
}

/**
 * The guard as a server, towards the suite's clients.
 *
 * @param {ReturnType<typeof findSuite>} suite
 * @param {(name: string) => boolean} wanted
 */
async function compareServers(suite, wanted) {
  const fixture = await startProcess(process.execPath, [FIXTURE, '--http'], {
    from: 'stdout',
    ready: (line) => line,
  });
  let complete = true;
  try {
    for (const revision of REVISIONS) {
      const chosen = arrangements(fixture.ready)
        .map((one) => ({ ...one, name: `${revision}: ${one.name}` }))
        .filter(({ name }) => wanted(name));
      if (chosen.length === 0) continue;
      const args = ['--requirements', revision];
      const bare = await suite.run(['server', '--url', fixture.ready, ...args]);
      for (const { name, server, stdio } of chosen) {
        const guard = await startGuard(server);
        const guarded = await suite.run(['server', '--url', guard.url, ...args]);
        await guard.stop();
        const expected = stdio ? bare.filter(({ scenario }) => !HTTP_ONLY.has(scenario)) : bare;
        complete = report(name, compare(expected, guarded, stdio)) && complete;
      }
    }
  } finally {
    await fixture.stop();
  }
  return complete;
}

/**
 * The guard as a client, towards the suite's servers.
 *
 * @param {ReturnType<typeof findSuite>} suite
 * @param {(name: string) => boolean} wanted
 */
async function compareClients(suite, wanted) {
  let complete = true;
  for (const revision of REVISIONS) {
    const name = `${revision}: client, guard, the suite's servers`;
    if (!wanted(name)) continue;
    /** @param {string} client */
    const run = async (client) => {
      const checks = [];
      for (const scenario of suite.clientScenarios(revision)) {
        const which = ['--scenario', scenario, '--spec-version', revision];
        checks.push(...(await suite.run(['client', '--command', `node ${client}`, ...which])));
      }
      return checks;
    };
    complete = report(name, compare(await run(CLIENT), await run(GUARDED_CLIENT))) && complete;
  }
  return complete;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    process.stderr.write(`${error?.stack ?? error}\n`);
    process.exitCode = 2;
  },
);
