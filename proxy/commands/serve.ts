import type { Logger } from 'pino';
import type { GatewaySettings } from '../../policies/gateway-settings.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Upstream } from '../exchange.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { type RunningGuard, runGuard } from '../running.ts';
import { type HttpSide, startHttpSide } from '../transports/http-server.ts';
import { startStdioSide } from '../transports/stdio-client-side.ts';
import { chooseUpstream, passThroughTo } from '../upstream-choice.ts';
import { CLIENT_JSON_LIMITS, type JsonLimits } from '../wire/strict-json.ts';
import { listenFailure } from './listen-failure.ts';
import { startProblems } from './start-problems.ts';
import { UsageError } from './usage-error.ts';

export interface Served {
  /** The address clients use; undefined on stdio. */
  readonly url: string | undefined;
  /** Resolves when everything has ended: the client left, a signal came, or `close` was called. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the upstream and the client side the policy names, and ends both together. Where one cannot start,
 * what had started is ended before this throws; `UsageError` when the address cannot be listened on, or something else
 * of this machine is in the way.
 */
export async function serve(policy: Policy, log: Logger): Promise<Served> {
  const { gateway } = policy;
  const problems = startProblems(policy);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const upstream = await chooseUpstream(policy, log, loadPlugins(policy).modules);
  const guard = await guardAround(policy, upstream, log);
  let finish: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  let closing: Promise<void> | undefined;
  const closeOnce = (side: { close(): Promise<void> | void }) => {
    closing ??= (async () => {
      await guard.leave();
      await side.close();
      await guard.close();
      finish();
    })();
    return closing;
  };

  if (gateway.server.transport === 'stdio') {
    const side = startStdioSide({
      input: process.stdin,
      output: process.stdout,
      handle: guard.handle,
      handleSession: guard.handleSession,
      jsonLimits: requestLimits(gateway),
      log: (message) => log.warn(message),
    });
    const close = () => closeOnce(side);
    void side.done.then(close);
    return { url: undefined, ended, close: withSignals(close) };
  }
  const side = await listening(gateway, guard, log);
  return { url: side.url, ended, close: withSignals(() => closeOnce(side)) };
}

/** Milliseconds that calls under way may still take when the guard ends: what stops containers waits for ten seconds. */
const DRAIN_MS = 2_000;

function requestLimits({ server }: GatewaySettings): JsonLimits {
  return { ...CLIENT_JSON_LIMITS, maxBytes: server.maxRequestBytes };
}

async function guardAround(policy: Policy, upstream: Upstream, log: Logger): Promise<RunningGuard> {
  try {
    return runGuard(policy, upstream, log);
  } catch (error) {
    await upstream.close();
    throw error;
  }
}

async function listening(
  gateway: GatewaySettings,
  guard: RunningGuard,
  log: Logger,
): Promise<HttpSide> {
  const { server } = gateway;
  try {
    const passThrough = passThroughTo(gateway);
    return await startHttpSide({
      host: server.host,
      port: server.port,
      handle: guard.handle,
      handleSession: guard.handleSession,
      allowedHosts: server.allowedHosts,
      allowedOrigins: server.allowedOrigins,
      jsonLimits: requestLimits(gateway),
      versionHeader: gateway.protocol.versionHeader,
      drainMs: DRAIN_MS,
      log: (message) => log.warn(message),
      ...(passThrough ? { passThrough } : {}),
    });
  } catch (error) {
    await guard.close();
    throw listenFailure(error, server);
  }
}

/**
 * Milliseconds in which a second signal is the same one. A terminal's Ctrl-C reaches every process of
 * `npm start`, and its script hands it on as well; taking that for impatience would cut the ending short.
 */
const SAME_SIGNAL_MS = 1_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Closes on a signal too, until it was closed by the one who serves: then signals are no longer ours. */
function withSignals(close: () => Promise<void>): () => Promise<void> {
  let first: number | undefined;
  const onSignal = (): void => {
    if (first === undefined) {
      first = performance.now();
      void close();
    } else if (performance.now() - first > SAME_SIGNAL_MS) process.exit(1);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return async () => {
    await close();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
