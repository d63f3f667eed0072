// The step of action.yml: checks a policy, saves the fields of an Odoo, and runs the policy's tests with them. Without
// ODOO_URL it starts an Odoo in containers, which needs Docker and a Node.js that runs TypeScript (22.18 or newer).
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ensureBuilt, ensureInstalled, root, say } from '../../../scripts/steps.mjs';

const { env } = process;
const config = resolve(env.POLICY_CONFIG || 'config');
const version = Number(env.ODOO_VERSION);
if (![17, 18, 19].includes(version)) throw new Error('ODOO_VERSION is none of 17, 18, 19');

ensureInstalled();
ensureBuilt();

/** Runs a command of the guard on the policy; throws where it fails. */
function guard(label, args, variables = {}) {
  say(`▸ Odoo ${version}: ${label}`);
  const main = join(root, 'dist', 'proxy', 'main.js');
  const { status, stdout } = spawnSync(process.execPath, [main, ...args, '--config', config], {
    env: { ...env, ...variables },
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  process.stdout.write(stdout);
  if (status !== 0) throw new Error(`${label}: failed for Odoo ${version}`);
  return /^\d+ passed, \d+ failed.*$/m.exec(stdout)?.[0] ?? 'done';
}

/** The Odoo that was named, or one in containers. */
async function openOdoo() {
  if (env.ODOO_URL) return { variables: {}, stop: async () => undefined };
  const { startOdoo } = await import('../../../e2e/real-odoo/containers.fixture.ts');
  const { installing } = await import('../../../e2e/real-odoo/apps.fixture.ts');
  const images = {
    odoo: env.ODOO_IMAGE || `odoo:${version}.0`,
    postgres: env.POSTGRES_IMAGE || 'postgres:16.10-bookworm',
  };
  const content = {
    installation: installing(version, (env.ODOO_APPS || 'base').split(',')),
    script: env.ODOO_PREPARE ? readFileSync(env.ODOO_PREPARE, 'utf8') : '',
  };
  const odoo = await startOdoo(version, images, content, say);
  return { variables: { ODOO_URL: odoo.address, ODOO_DB: odoo.database }, stop: odoo.stop };
}

const folder = mkdtempSync(join(tmpdir(), 'policy-tests-'));
const odoo = await openOdoo();
try {
  const schema = join(folder, 'schema.json');
  guard('the policy', ['validate'], odoo.variables);
  guard('its fields', ['schema', '--out', schema], odoo.variables);
  const judged = guard('the tests of the policy', ['test', '--schema', schema], odoo.variables);
  const live = env.POLICY_LIVE_TESTS
    ? guard('the live tests', ['test', '--live', resolve(env.POLICY_LIVE_TESTS)], odoo.variables)
    : 'none';
  const line = `| Odoo ${version} | ${judged} | ${live} |`;
  if (env.GITHUB_STEP_SUMMARY)
    appendFileSync(
      env.GITHUB_STEP_SUMMARY,
      `| policy | tests | live tests |\n| --- | --- | --- |\n${line}\n`,
    );
  say(line);
} catch (error) {
  say(`✘ ${error.message}`);
  process.exitCode = 1;
} finally {
  await odoo.stop();
  rmSync(folder, { recursive: true, force: true });
}
