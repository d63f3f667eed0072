// The conformance suite of the MCP project, run through npx with the Node it needs.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

const PACKAGES = ['node@24.21.0', '@modelcontextprotocol/conformance@0.2.0-alpha.12'];

/**
 * One thing the suite found out.
 *
 * @typedef {object} Check
 * @property {string} name scenario, id and name
 * @property {string} scenario
 * @property {'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO'} status
 * @property {string} why
 */

/** Has the suite installed, and answers how to run it. */
export function findSuite() {
  const named = PACKAGES.flatMap((name) => ['-p', name]);
  const npx = spawnSync('npx', ['-y', ...named, '-c', 'command -v node; command -v conformance'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [node, bin] = npx.stdout?.trim().split('\n') ?? [];
  if (npx.status !== 0 || !node || !bin) {
    throw new Error(`npx could not install the suite: ${npx.stderr ?? npx.error}`);
  }
  const folder = join(dirname(dirname(bin)), '@modelcontextprotocol', 'conformance');
  return {
    /**
     * The scenarios that try out a client, but for those about OAuth: a guard is a resource of its own.
     *
     * @param {string} revision
     * @returns {readonly string[]}
     */
    clientScenarios(revision) {
      const file = join(folder, 'requirements', `${revision}.yaml`);
      const { client, not_scored } = parse(readFileSync(file, 'utf8'));
      const unscored = not_scored.flatMap(({ leg, scenario }) =>
        leg === 'client' ? [scenario] : [],
      );
      return [...client, ...unscored].filter((scenario) => !scenario.startsWith('auth/'));
    },
    /**
     * Runs the suite with these arguments and reads what it found out. Rejects where that is nothing.
     *
     * @param {readonly string[]} args
     * @returns {Promise<readonly Check[]>}
     */
    async run(args) {
      const out = mkdtempSync(join(tmpdir(), 'conformance-'));
      const main = join(folder, 'dist', 'index.js');
      try {
        const child = spawn(node, [main, ...args, '-o', out], {
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let said = '';
        child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
          said = `${said}${text}`.slice(-4_000);
        });
        await once(child, 'close');
        const checks = readChecks(out);
        if (checks.length === 0) throw new Error(`the suite checked nothing: ${said}`);
        return checks;
      } finally {
        rmSync(out, { recursive: true, force: true });
      }
    },
  };
}

/**
 * @param {string} folder
 * @returns {readonly Check[]}
 */
function readChecks(folder) {
  return readdirSync(folder).flatMap((run) => {
    const scenario = run.replace(/^server-/, '').replace(/-\d{4}-\d{2}-\d{2}T[\d-]+Z$/, '');
    /** @type {readonly any[]} */
    const checks = JSON.parse(readFileSync(join(folder, run, 'checks.json'), 'utf8'));
    return checks.map(({ id, name, status, errorMessage }) => ({
      scenario,
      name: `${scenario}: ${id} (${name})`,
      status,
      why: String(errorMessage ?? '')
        .replace(/\s+/g, ' ')
        .slice(0, 300),
    }));
  });
}
