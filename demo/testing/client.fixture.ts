import { request } from 'undici';
import type { Json, JsonObject } from '../engine/json.ts';
import { isObject } from '../engine/json.ts';
import type { DemoOdoo } from '../server.ts';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly cookie: string;
  readonly body: JsonObject;
}

export interface DemoSession {
  readonly cookie: string;
  readonly info: JsonObject;
  /** `call_kw`; throws the error object when there is one. */
  readonly call: (
    model: string,
    method: string,
    args: readonly Json[],
    kwargs?: JsonObject,
  ) => Promise<Json>;
}

export interface DemoClient {
  readonly post: (path: string, params: Json, cookie?: string) => Promise<WireAnswer>;
  readonly login: (login: string, password: string) => Promise<DemoSession>;
  /** `object.execute_kw` as a login whose password is its name; throws the error object. */
  readonly execute: (
    login: string,
    model: string,
    method: string,
    args: readonly Json[],
    kwargs?: JsonObject,
  ) => Promise<Json>;
  /** Like `execute`, and resolves with the error's `data`. */
  readonly refusal: (
    login: string,
    model: string,
    method: string,
    args: readonly Json[],
    kwargs?: JsonObject,
  ) => Promise<JsonObject>;
}

/** A plain client of a running demo, for its own tests. */
export function demoClient(demo: Pick<DemoOdoo, 'url' | 'database'>): DemoClient {
  const post = async (path: string, params: Json, cookie?: string): Promise<WireAnswer> => {
    const { statusCode, headers, body } = await request(`${demo.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) },
      body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'call', params }),
    });
    const text = await body.text();
    const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : {};
    return {
      status: statusCode,
      contentType: String(headers['content-type']),
      cookie: String(headers['set-cookie'] ?? '').split(';')[0] ?? '',
      body: isObject(parsed) ? parsed : {},
    };
  };
  const service = async (name: string, method: string, args: readonly Json[]): Promise<Json> =>
    resultOf(await post('/jsonrpc', { service: name, method, args: [...args] }));
  const uids = new Map<string, Json>();
  const execute: DemoClient['execute'] = async (login, model, method, args, kwargs = {}) => {
    const uid = await (uids.get(login) ??
      service('common', 'login', [demo.database, login, login]));
    uids.set(login, uid);
    const call = [demo.database, uid, login, model, method, [...args], kwargs];
    return service('object', 'execute_kw', call);
  };
  return {
    post,
    execute,
    login: async (login, password) => {
      const answer = await post('/web/session/authenticate', {
        db: demo.database,
        login,
        password,
      });
      const info = resultOf(answer);
      return {
        cookie: answer.cookie,
        info: isObject(info) ? info : {},
        call: async (model, method, args, kwargs = {}) =>
          resultOf(
            await post(
              '/web/dataset/call_kw',
              { model, method, args: [...args], kwargs },
              answer.cookie,
            ),
          ),
      };
    },
    refusal: async (...call) => {
      try {
        await execute(...call);
      } catch (error) {
        if (error instanceof RpcFailure) return error.data;
        throw error;
      }
      throw new Error('The call was not refused');
    },
  };
}

/** The `error` member of an answer, thrown. */
export class RpcFailure extends Error {
  readonly data: JsonObject;
  readonly code: Json;
  constructor(error: JsonObject) {
    const data = isObject(error.data) ? error.data : {};
    super(`${String(data.name)}: ${String(data.message)}`);
    this.data = data;
    this.code = error.code ?? null;
  }
}

function resultOf(answer: WireAnswer): Json {
  const { error, result } = answer.body;
  if (isObject(error)) throw new RpcFailure(error);
  return result ?? null;
}
