import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { GatewaySettings, StandaloneUpstream } from '../policies/gateway-settings.ts';
import type { Policy } from '../policies/policy.ts';
import { boundedLog } from './bounded-log.ts';
import type { Upstream, UpstreamContext } from './exchange.ts';
import { createHttpUpstream } from './transports/http-upstream.ts';
import type { PassThroughSettings } from './transports/pass-through.ts';
import type { ListenAddress } from './transports/ready-child.ts';
import { createStdioUpstream } from './transports/stdio-upstream.ts';
import { startSupervisedUpstream } from './transports/supervised-upstream.ts';

type ChosenBy = Pick<Policy, 'gateway'> & {
  readonly access: Pick<Policy['access'], 'maxResponseBytes'>;
};

const BUNDLED_MAIN = fileURLToPath(new URL('../upstream/main.js', import.meta.url));
/** The only path the bundled upstream serves. */
const BUNDLED_MCP_PATH = '/mcp';

/** Starts or connects the upstream the policy names. `plugins`: modules the bundled one is to load. */
export async function chooseUpstream(
  policy: ChosenBy,
  log: Logger,
  plugins: readonly string[],
): Promise<Upstream> {
  const { upstream } = policy.gateway;
  const { timeoutMs } = upstream;
  switch (upstream.kind) {
    case 'bundled': {
      if (upstream.at) return standaloneUpstream(upstream.at, timeoutMs, log);
      const key = randomBytes(32).toString('base64url');
      const bundled = await startSupervisedUpstream({
        name: 'bundled upstream',
        command: process.execPath,
        args: (address) => [BUNDLED_MAIN, ...listenArguments(address)],
        env: { ...bundledEnvironment(policy, plugins), UPSTREAM_KEY: key },
        timeoutMs,
        log: boundedLog((line) => log.info({ from: 'upstream' }, line)),
      });
      return withHeaders(bundled, { 'x-upstream-key': key });
    }
    case 'http':
      return withHeaders(
        createHttpUpstream({
          name: upstream.url,
          endpoint: { url: upstream.url },
          timeoutMs,
          log: boundedLog((line) => log.warn({ from: 'upstream' }, line)),
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
        maxChildren: upstream.maxProcesses,
        log: boundedLog((line) => log.info({ from: 'upstream' }, line)),
      });
    default:
      return upstream satisfies never;
  }
}

/** The server that ships with the guard, where somebody else keeps it running. */
function standaloneUpstream(at: StandaloneUpstream, timeoutMs: number, log: Logger): Upstream {
  const endpoint =
    'url' in at ? { url: at.url } : { socketPath: at.socketPath, path: BUNDLED_MCP_PATH };
  const upstream = createHttpUpstream({
    name: 'bundled upstream',
    endpoint,
    timeoutMs,
    log: boundedLog((line) => log.warn({ from: 'upstream' }, line)),
  });
  const headers = 'url' in at ? at.headers : {};
  return withHeaders(upstream, { ...headers, 'x-upstream-key': at.key.reveal() });
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

/** Bytes of an answer around the file in it: the result's own keys, twice, and the file's name. */
const ENVELOPE_BYTES = 4_096;
/** The largest file the bundled upstream can be told to hand out. */
const LARGEST_BLOB_BYTES = 8 * 1024 * 1024;

/** The largest file whose answer may leave: Base64 makes four bytes of three (RFC 4648, section 4). */
export function largestBlob(maxResponseBytes: number): number {
  const bytes = Math.floor((Math.max(0, maxResponseBytes - ENVELOPE_BYTES) * 3) / 4);
  return Math.min(LARGEST_BLOB_BYTES, Math.max(1, bytes));
}

/** All the bundled upstream is told. It gets no policy, no token and no account. */
export function bundledEnvironment(
  { gateway: { odoo, server }, access }: ChosenBy,
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
    UPSTREAM_MAX_BLOB_BYTES: String(largestBlob(access.maxResponseBytes)),
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
