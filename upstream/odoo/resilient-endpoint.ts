import type { CircuitBreaker } from './circuit-breaker.ts';
import type { OdooEndpoint } from './endpoint.ts';
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
  return {
    post(path, params, options = {}) {
      const attempt = () => breaker.run(() => endpoint.post(path, params, options));
      return options.repeatable === true
        ? withRetries(attempt, retry, options.signal, pause)
        : attempt();
    },
    close: () => endpoint.close(),
  };
}
