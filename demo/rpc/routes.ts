import type { Json, JsonObject } from '../engine/json.ts';
import { versionInfo } from '../engine/version.ts';
import type { DemoState } from '../state.ts';
import { callKw } from './call-kw.ts';
import { callJsonRpc } from './jsonrpc.ts';
import { authenticate, requireSession, sessionInfo } from './session.ts';

/** What a JSON route answers, and the session id its cookie shall carry from now on. */
export interface RouteAnswer {
  readonly result: Json;
  readonly sessionId?: string;
}

export type JsonRoute = (
  state: DemoState,
  params: JsonObject,
  sessionId: string | undefined,
) => RouteAnswer;

/** JSON-RPC routes by path; `/web/dataset/call_kw` also takes `/<model>/<method>` behind it. */
const ROUTES: { readonly [path: string]: JsonRoute } = {
  '/jsonrpc': (state, params) => ({ result: callJsonRpc(state, params) }),
  '/web/session/authenticate': (state, params) => {
    const session = authenticate(state, params);
    return { result: sessionInfo(state, session), sessionId: session.id };
  },
  '/web/session/get_session_info': (state, _params, id) => ({
    result: sessionInfo(state, requireSession(state, id)),
  }),
  '/web/session/destroy': (state, _params, id) => {
    requireSession(state, id);
    state.sessions.close(id);
    return { result: null };
  },
  '/web/session/check': (state, _params, id) => {
    requireSession(state, id);
    return { result: null };
  },
  '/web/webclient/version_info': (state) => {
    const info = versionInfo(state.db.version);
    return { result: { ...info, server_version_info: [...info.server_version_info] } };
  },
  '/web/database/list': (state) => ({ result: [state.db.name] }),
};

const callKwRoute: JsonRoute = (state, params, id) => ({
  result: callKw(state, requireSession(state, id), params),
});

/** The JSON route at `path`, or undefined. */
export function routeAt(path: string): JsonRoute | undefined {
  if (path === '/web/dataset/call_kw' || path.startsWith('/web/dataset/call_kw/')) {
    return callKwRoute;
  }
  return Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
}
