import type { IdentitySettings, UpstreamSettings } from '../../policies/gateway-settings.ts';
import type { Policy } from '../../policies/policy.ts';
import { createLog } from '../log.ts';
import { type Environment, policyFor } from './policy-source.ts';
import { serve } from './serve.ts';
import { UsageError } from './usage-error.ts';

export interface RunOptions {
  readonly http?: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly config?: string;
  readonly upstream?: string;
  readonly unboundTools?: 'allow';
  /** What stood after `--`: the command line of an upstream on stdio. */
  readonly upstreamCommand: readonly string[];
}

/** Runs the guard until its client or a signal ends it: on stdio unless told otherwise. */
export async function run(options: RunOptions, env: Environment): Promise<void> {
  const policy = withUpstream(policyFor(options.config, withFlags(env, options)), options);
  const log = createLog({ level: policy.gateway.server.logLevel });
  for (const warning of policy.warnings) log.warn(warning);
  if (policy.gateway.upstream.kind !== 'bundled' && policy.gateway.upstream.binding === undefined) {
    log.warn(
      policy.gateway.upstream.unbound.tools === 'allow'
        ? 'no binding describes this upstream: tool rules, limits and the audit hold; rules on models, methods, fields and records do not'
        : 'no binding describes this upstream: all its tools are hidden. Let them pass with --unbound-tools allow (gateway.yaml: upstream.unbound.tools); only tool rules, limits and the audit will hold then',
    );
  }
  const served = await serve(policy, log);
  if (served.url) log.info({ url: served.url, policy: policy.source }, 'listening');
  await served.ended;
}

/** Command-line options win over the environment, which wins over the files. */
function withFlags(env: Environment, options: RunOptions): Environment {
  return {
    ...env,
    ...(options.http ? { MCP_TRANSPORT: 'http' } : {}),
    ...(options.host === undefined ? {} : { MCP_HOST: options.host }),
    ...(options.port === undefined ? {} : { MCP_PORT: String(options.port) }),
  };
}

function withUpstream(policy: Policy, options: RunOptions): Policy {
  const [command, ...args] = options.upstreamCommand;
  const { upstream: url, unboundTools } = options;
  if (url !== undefined && command !== undefined) {
    throw new UsageError('Name one upstream: either --upstream URL or a command after --.');
  }
  if (url !== undefined && !/^https?:\/\//.test(url)) {
    throw new UsageError(`--upstream takes an http or https URL, not ${JSON.stringify(url)}.`);
  }
  const configured = policy.gateway.upstream;
  const shared = {
    unbound: { ...configured.unbound, tools: unboundTools ?? configured.unbound.tools },
    timeoutMs: configured.timeoutMs,
    maxProcesses: configured.maxProcesses,
    ...(configured.binding === undefined ? {} : { binding: configured.binding }),
  };
  const standalone = configured.kind === 'bundled' ? configured.at : undefined;
  if (url !== undefined && !(standalone && 'url' in standalone && standalone.url === url)) {
    const headers = configured.kind === 'http' && configured.url === url ? configured.headers : {};
    return replaced(policy, { kind: 'http', url, headers, ...shared });
  }
  if (command !== undefined) {
    return replaced(policy, { kind: 'stdio', command, args, env: {}, ...shared });
  }
  return replaced(policy, { ...configured, unbound: shared.unbound });
}

function replaced(policy: Policy, upstream: UpstreamSettings): Policy {
  const { gateway } = policy;
  // Nobody can sign in to a server whose login is unknown; whoever starts a guard for it on stdio is the
  // person it serves, with no group until the policy names some.
  const local = upstream.kind !== 'bundled' && gateway.server.transport === 'stdio';
  const identity: IdentitySettings = {
    ...(local ? { stdio: { name: 'local', groups: [], admin: false } } : {}),
    ...gateway.identity,
  };
  return { ...policy, gateway: { ...gateway, upstream, identity } };
}
