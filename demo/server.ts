import { DATABASE } from './data/database.ts';
import type { OdooVersion } from './engine/version.ts';
import type { AppName } from './models/apps.ts';
import { createHttpServer } from './rpc/http.ts';
import type { RpcRequest } from './rpc/request-log.ts';
import { createState } from './state.ts';

export type { OdooVersion } from './engine/version.ts';
export type { AppName } from './models/apps.ts';
export type { RpcRequest } from './rpc/request-log.ts';

export interface DemoOptions {
  readonly version: OdooVersion;
  /** 0 or absent: a free port. */
  readonly port?: number;
  /** Default 127.0.0.1. The demo has well-known passwords: keep it on loopback. */
  readonly host?: string;
  /** The clock of `create_date`, `write_date` and defaults; default: the real one. */
  readonly now?: () => Date;
  /** Apps that are not installed: their models are not there, nor those of apps that need them. */
  readonly without?: readonly AppName[];
}

/** A running demo. It is an in-memory imitation for trying things out, not an Odoo. */
export interface DemoOdoo {
  readonly url: string;
  readonly database: string;
  readonly version: OdooVersion;
  /** Model calls that reached the demo, oldest first. */
  readonly requests: readonly RpcRequest[];
  /** Restores the sample data, ends all sessions and empties `requests`. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Starts a demo Odoo on loopback. It answers `/web/session/*`, `/web/dataset/call_kw`, `/jsonrpc`,
 * `/xmlrpc/2`, `/json/2` (19), `/report/*`, `/web/webclient/version_info`, `/web/database/list` and
 * `/web/health` the way the chosen series does, over a small business with made-up data: same records
 * and ids every time. There is no user interface, no mail leaves it, there are no views, entries are
 * posted but not reconciled, and nothing is kept. The logins are in
 * `data/users.ts`, models and their rights in `models/`, what Odoo's ORM does in `engine/`,
 * public methods in `methods/`, and each protocol in one file of `rpc/`.
 *
 * Resolves when it listens; rejects when the port is taken. */
export async function startDemoOdoo(options: DemoOptions): Promise<DemoOdoo> {
  const host = options.host ?? '127.0.0.1';
  const state = createState({
    version: options.version,
    now: options.now ?? (() => new Date()),
    without: options.without ?? [],
  });
  const server = createHttpServer(state);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://${host}:${port}`;
  state.setUrl(url);
  return {
    url,
    database: DATABASE,
    version: options.version,
    requests: state.requests,
    reset: state.reset,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
