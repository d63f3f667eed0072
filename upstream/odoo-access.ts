import type { Logger } from 'pino';
import type { Environment } from './environment.ts';
import { createCircuitBreaker } from './odoo/circuit-breaker.ts';
import { createConnections, type OdooConnections } from './odoo/connections.ts';
import { createDatabaseAllowList, type DatabaseAllowList } from './odoo/database.ts';
import { createPooledEndpoint } from './odoo/endpoint.ts';
import { createResilientEndpoint } from './odoo/resilient-endpoint.ts';
import type { Pause } from './odoo/retry.ts';

/** The one way from this process to Odoo. */
export interface OdooAccess {
  readonly connections: OdooConnections;
  readonly databases: DatabaseAllowList;
  close(): Promise<void>;
}

/** Time as the way to Odoo knows it; tests hand in their own. */
export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number;
  readonly pause?: Pause;
}

/** Sets the way to Odoo up as the environment says. Nothing is sent until the first call. */
export function openOdooAccess(
  environment: Environment,
  log: Logger,
  { now, pause }: Clock = {},
): OdooAccess {
  const { odooUrl, poolSize, breaker, retry, version, protocol } = environment;
  const endpoint = createResilientEndpoint(createPooledEndpoint(odooUrl, { poolSize }), {
    breaker: createCircuitBreaker(breaker, {
      ...(now === undefined ? {} : { now }),
      onChange(state) {
        if (state === 'open') log.warn({ recoveryMs: breaker.recoveryMs }, 'Odoo does not answer');
        else log.info('Odoo answers again');
      },
    }),
    retry,
    pause,
  });
  const databases = createDatabaseAllowList(endpoint, environment.database);
  return {
    connections: createConnections({ endpoint, databases, version, protocol }),
    databases,
    close: () => endpoint.close(),
  };
}
