import type { Problem } from '../load-error.ts';
import { type GatewayFile, gatewayFile } from '../schema/gateway.ts';

/** What the server that ships with the guard can only be told when it starts, and its variables. */
const TOLD_AT_START = [
  ['version', 'ODOO_VERSION'],
  ['protocol', 'ODOO_PROTOCOL'],
  ['pool_size', 'ODOO_POOL_SIZE'],
  ['circuit_breaker', 'ODOO_BREAKER_FAILURES and ODOO_BREAKER_RECOVERY_MS'],
  ['retry', 'ODOO_MAX_RETRIES and ODOO_RETRY_BACKOFF_MS'],
] as const;

const UNTOLD = gatewayFile.parse({}).odoo;

const NOT_OVER_HTTP =
  'ODOO_USERNAME is who the person on stdio is, and signs nobody in over HTTP: call the login tool, or name a subject with an "odoo" account under identity in gateway.yaml';

/**
 * Settings of `gateway.yaml` that have no effect, keep everybody out, or protect less than they seem to. They may
 * come from a variable or an option as well, so that no line is named. `stdioUser` is whether the environment
 * names the Odoo user of the person on stdio.
 */
export function doubtfulSettings(
  { server, upstream, protocol, odoo, identity }: GatewayFile,
  stdioUser: boolean,
): readonly Problem[] {
  const found: Problem[] = [];
  const warn = (message: string) => found.push({ file: 'gateway settings', message });
  for (const [family, rule] of Object.entries(upstream.unbound))
    if (rule === 'allow')
      warn(
        `upstream.unbound.${family} "allow": ${family} no binding describes pass without any rule`,
      );
  const { tools, resources, prompts } = upstream.unbound;
  const allBound = ![tools, resources, prompts].includes('allow');
  for (const key of ['sampling', 'elicitation', 'logging'] as const)
    if (protocol[key] !== 'deny')
      warn(
        allBound
          ? `protocol.${key} "${protocol[key]}" has no effect: nothing unbound may pass (upstream.unbound)`
          : `protocol.${key} "${protocol[key]}": what the server says there passes without any rule`,
      );
  const { login, tokens, anonymous } = identity;
  if (server.transport !== 'stdio' && login === 'deny' && tokens.length === 0 && !anonymous)
    warn('identity lets nobody in: "login" is deny, and there is no token; name one under tokens');
  const another = (upstream.url ?? upstream.command) !== undefined && upstream.key === undefined;
  if (upstream.binding !== undefined && !another)
    warn('upstream.binding has no effect: the server that ships with the guard has its own');
  for (const [name, url] of [
    ['odoo.url', odoo.url],
    ['upstream.url', upstream.url],
  ] as const)
    if (url !== undefined && crossesNetworkInClear(url))
      warn(`${name} is http:// to another machine: credentials travel readable, use https://`);
  if (upstream.key !== undefined)
    for (const [key, variable] of TOLD_AT_START)
      if (JSON.stringify(odoo[key]) !== JSON.stringify(UNTOLD[key]))
        warn(
          `odoo.${key} is told to a server the guard starts, and upstream.key says it does not: set ${variable} where that server runs`,
        );
  if (stdioUser && server.transport !== 'stdio')
    found.push({ file: 'environment', message: NOT_OVER_HTTP });
  return found;
}

function crossesNetworkInClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === 'http:' && !/^(?:localhost|.*\.localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  );
}
