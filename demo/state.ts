import { createDatabase, type DatabaseOptions } from './data/database.ts';
import type { Database } from './engine/env.ts';
import type { Json, JsonObject } from './engine/json.ts';
import type { RpcRequest } from './rpc/request-log.ts';
import { createSessions, type Sessions } from './rpc/session.ts';

/** What the routes of one running demo share. */
export interface DemoState {
  readonly db: Database;
  readonly sessions: Sessions;
  readonly requests: readonly RpcRequest[];
  readonly log: (
    uid: number,
    model: string,
    method: string,
    args: readonly Json[],
    kwargs: JsonObject,
  ) => void;
  readonly url: () => string;
  readonly setUrl: (url: string) => void;
  /** Back to the fresh sample data, no sessions, an empty log. */
  readonly reset: () => void;
}

/** The newest calls kept in the log; older ones are dropped so that a long run stays small. */
const LOG_LIMIT = 10_000;

export function createState(options: DatabaseOptions): DemoState {
  let db = createDatabase(options);
  let url = '';
  const requests: RpcRequest[] = [];
  const sessions = createSessions();
  return {
    get db() {
      return db;
    },
    sessions,
    requests,
    log: (uid, model, method, args, kwargs) => {
      const login = db.store.get('res.users', uid)?.login;
      const user = typeof login === 'string' ? login : String(uid);
      requests.push({ user, model, method, args, kwargs });
      if (requests.length > LOG_LIMIT) requests.shift();
    },
    url: () => url,
    setUrl: (value) => {
      url = value;
    },
    reset: () => {
      db = createDatabase(options);
      sessions.clear();
      requests.length = 0;
    },
  };
}
