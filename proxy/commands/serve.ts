import type { Logger } from 'pino';
import type { Policy } from '../../policies/policy.ts';
import { runGuard } from '../running.ts';
import { startHttpSide } from '../transports/http-server.ts';
import { startStdioSide } from '../transports/stdio-client-side.ts';
import { chooseUpstream, passThroughTo } from '../upstream-choice.ts';
import { CLIENT_JSON_LIMITS } from '../wire/strict-json.ts';

export interface Served {
  /** The address clients use; undefined on stdio. */
  readonly url: string | undefined;
  /** Resolves when everything has ended: the client left, a signal came, or `close` was called. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** Starts the upstream and the client side the policy names, and ends both together. */
export async function serve(policy: Policy, log: Logger): Promise<Served> {
  const { gateway } = policy;
  const upstream = await chooseUpstream(gateway, log);
  const guard = runGuard(policy, upstream, log);
  let finish: () => void = () => {};
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });

  let closing: Promise<void> | undefined;
  const closeOnce = (side: { close(): Promise<void> | void }) => {
    closing ??= (async () => {
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
      log: (message) => log.warn(message),
    });
    const close = () => closeOnce(side);
    void side.done.then(close);
    onSignals(close);
    return { url: undefined, ended, close };
  }
  const { server } = gateway;
  const passThrough = passThroughTo(gateway);
  const side = await startHttpSide({
    host: server.host,
    port: server.port,
    handle: guard.handle,
    handleSession: guard.handleSession,
    allowedHosts: server.allowedHosts,
    allowedOrigins: server.allowedOrigins,
    jsonLimits: { ...CLIENT_JSON_LIMITS, maxBytes: server.maxRequestBytes },
    log: (message) => log.warn(message),
    ...(passThrough ? { passThrough } : {}),
  });
  const close = () => closeOnce(side);
  onSignals(close);
  return { url: side.url, ended, close };
}

function onSignals(close: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void close());
  }
}
