import type { CircuitBreaker } from './circuit-breaker.ts';
import type { OdooEndpoint, SendOptions } from './endpoint.ts';
import { type Pause, type RetrySettings, withRetries } from './retry.ts';

export interface Resilience {
  readonly breaker: CircuitBreaker;
  readonly retry: RetrySettings;
  /** How to wait between attempts; tests do not. */
  readonly pause?: Pause | undefined;
}

/**
 * The endpoint behind a circuit breaker, which every attempt passes. Calls marked `repeatable` are made
 * again when nothing came back; all others are sent once.
 */
export function createResilientEndpoint(
  endpoint: OdooEndpoint,
  { breaker, retry, pause }: Resilience,
): OdooEndpoint {
  const guarded = <T>(once: () => Promise<T>, { repeatable, signal }: SendOptions) => {
    const attempt = () => breaker.run(once);
    return repeatable === true ? withRetries(attempt, retry, signal, pause) : attempt();
  };
  return {
    post: (path, params, options = {}) =>
      guarded(() => endpoint.post(path, params, options), options),
    send: (request, options = {}) => guarded(() => endpoint.send(request, options), options),
    download: (request, options = {}) =>
      guarded(() => endpoint.download(request, options), options),
    close: () => endpoint.close(),
  };
}
