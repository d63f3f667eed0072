import type { Policy } from '../../policies/policy.ts';
import { createLog } from '../log.ts';
import { type DemoOdoo, startDemo } from './demo-odoo.ts';
import { type DemoToken, withDemoTokens } from './demo-subjects.ts';
import { odooSilence } from './odoo-silence.ts';
import { type Environment, policyFor } from './policy-source.ts';
import { serve } from './serve.ts';
import { announcementFor, type Welcome, welcome } from './welcome.ts';

/**
 * Serves HTTP for a first look: in front of the embedded demo Odoo unless `ODOO_URL` is set. Everything it
 * started ends with it.
 */
export async function start(
  options: { readonly config?: string; readonly json?: boolean },
  env: Environment,
): Promise<void> {
  const progress = (line: string) => {
    if (!options.json) process.stderr.write(`${line}\n`);
  };
  // Before anything is started: a mistake in a file should be all there is to read.
  const loaded = policyFor(options.config, {
    MCP_LOG_LEVEL: 'warn',
    ...env,
    MCP_TRANSPORT: 'http',
  });
  const demo = env.ODOO_URL ? undefined : await startingDemo(env, progress);
  try {
    const { policy, tokens } = demo ? inFrontOf(demo, loaded) : { policy: loaded, tokens: [] };
    progress('▸ starting the guard and its upstream');
    const log = createLog({ level: policy.gateway.server.logLevel });
    const warn = (line: string) => (options.json ? log.warn(line) : progress(`  warning: ${line}`));
    for (const warning of policy.warnings) warn(warning);
    const silence = demo ? undefined : silenceOf(policy);
    const served = await serve(policy, log);
    const silent = await silence;
    if (silent !== undefined) warn(silent);
    const shown: Welcome = {
      url: served.url ?? '',
      odoo: demo
        ? `the embedded demo Odoo ${demo.version} (sample data, not a real Odoo)`
        : odooOf(policy),
      policy: policy.source,
      logins: demo?.logins ?? [],
      tokens,
    };
    process.stdout.write(
      options.json ? `${JSON.stringify(announcementFor(shown))}\n` : welcome(shown),
    );
    await served.ended;
  } finally {
    await demo?.close();
  }
}

async function startingDemo(env: Environment, progress: (line: string) => void) {
  progress('▸ starting the embedded demo Odoo (ODOO_URL is not set)');
  return startDemo(env.DEMO_ODOO_VERSION || undefined);
}

function inFrontOf(
  demo: DemoOdoo,
  policy: Policy,
): { readonly policy: Policy; readonly tokens: readonly DemoToken[] } {
  const { url, database } = demo;
  const gateway = { ...policy.gateway, odoo: { ...policy.gateway.odoo, url, database } };
  return withDemoTokens({ ...policy, gateway }, database);
}

/** Only the server the guard starts is on this machine: where another one finds Odoo is not to be seen from here. */
async function silenceOf({ gateway }: Policy): Promise<string | undefined> {
  const { upstream, odoo } = gateway;
  return upstream.kind === 'bundled' && upstream.at === undefined
    ? odooSilence(odoo.url)
    : undefined;
}

function odooOf(policy: Policy): string {
  const { url, database } = policy.gateway.odoo;
  return `${url}${database === undefined ? '' : ` (database ${database})`}`;
}
