import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { GatewaySettings } from '../policies/gateway-settings.ts';
import type { Upstream, UpstreamContext } from './exchange.ts';
import { createHttpUpstream } from './transports/http-upstream.ts';
import type { PassThroughSettings } from './transports/pass-through.ts';
import { createStdioUpstream } from './transports/stdio-upstream.ts';
import { type ListenAddress, startSupervisedUpstream } from './transports/supervised-upstream.ts';

const BUNDLED_MAIN = fileURLToPath(new URL('../upstream/main.js', import.meta.url));

/** Starts or connects the upstream the settings name. `plugins`: modules the bundled one is to load. */
export async function chooseUpstream(
  gateway: GatewaySettings,
  log: Logger,
  plugins: readonly string[],
): Promise<Upstream> {
  const { upstream } = gateway;
  const { timeoutMs } = upstream;
  switch (upstream.kind) {
    case 'bundled': {
      const key = randomBytes(32).toString('base64url');
      const bundled = await startSupervisedUpstream({
        name: 'bundled upstream',
        command: process.execPath,
        args: (address) => [BUNDLED_MAIN, ...listenArguments(address)],
        env: { ...bundledEnvironment(gateway, plugins), UPSTREAM_KEY: key },
        timeoutMs,
        log: (line) => log.info({ from: 'upstream' }, line),
      });
      return withHeaders(bundled, { 'x-upstream-key': key });
    }
    case 'http':
      return withHeaders(
        createHttpUpstream({
          name: upstream.url,
          endpoint: { url: upstream.url },
          timeoutMs,
          log: (line) => log.warn({ from: 'upstream' }, line),
        }),
        upstream.headers,
      );
    case 'stdio':
      return createStdioUpstream({
        name: upstream.command,
        command: upstream.command,
        args: upstream.args,
        env: upstream.env,
        timeoutMs,
        log: (line) => log.info({ from: 'upstream' }, line),
      });
    default:
      return upstream satisfies never;
  }
}

function listenArguments(address: ListenAddress): readonly string[] {
  switch (address.kind) {
    case 'socket':
      return ['--socket', address.path];
    case 'loopback':
      return ['--port', String(address.port)];
    default:
      return address satisfies never;
  }
}

/** The operator's headers, and the guard's own, on every exchange. */
function withHeaders(upstream: Upstream, headers: Readonly<Record<string, string>>): Upstream {
  const add = <Context extends UpstreamContext>(context: Context): Context => ({
    ...context,
    headers: { ...context.headers, ...headers },
  });
  return {
    name: upstream.name,
    exchange: (message, context) => upstream.exchange(message, add(context)),
    listen: (context) => upstream.listen(add(context)),
    endSession: (context) => upstream.endSession(add(context)),
    close: () => upstream.close(),
  };
}

/** All the bundled upstream is told. It gets no policy, no token and no account. */
function bundledEnvironment(
  { odoo, server }: GatewaySettings,
  plugins: readonly string[],
): Readonly<Record<string, string>> {
  return {
    ODOO_URL: odoo.url,
    ...(odoo.database === undefined ? {} : { ODOO_DB: odoo.database }),
    ...(odoo.version === undefined ? {} : { ODOO_VERSION: String(odoo.version) }),
    ODOO_PROTOCOL: odoo.protocol,
    ODOO_POOL_SIZE: String(odoo.poolSize),
    ODOO_BREAKER_FAILURES: String(odoo.circuitBreaker.failureThreshold),
    ODOO_BREAKER_RECOVERY_MS: String(odoo.circuitBreaker.recoveryMs),
    ODOO_MAX_RETRIES: String(odoo.retry.maxRetries),
    ODOO_RETRY_BACKOFF_MS: String(odoo.retry.backoffBaseMs),
    ...(plugins.length === 0 ? {} : { UPSTREAM_PLUGINS: JSON.stringify(plugins) }),
    MCP_LOG_LEVEL: server.logLevel,
  };
}

/** The upstream's other paths that the operator lets through, for an upstream that has an address. */
export function passThroughTo({
  upstream,
  server,
}: GatewaySettings): PassThroughSettings | undefined {
  if (upstream.kind !== 'http' || server.passThrough.length === 0) return undefined;
  const { origin, pathname } = new URL(upstream.url);
  return { target: { origin }, paths: server.passThrough, upstreamEndpoint: pathname };
}
