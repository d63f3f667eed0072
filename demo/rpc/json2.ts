import type { IncomingHttpHeaders } from 'node:http';
import { OdooError } from '../engine/errors.ts';
import { isArray, isObject, isTruthy, type Json, type JsonObject } from '../engine/json.ts';
import { describeMethod } from '../methods/dispatch.ts';
import type { DemoState } from '../state.ts';
import { userWithApiKey } from './authentication.ts';
import { execute } from './execute.ts';

/** A request to `/json/2…` of Odoo 19. */
export interface Json2Request {
  readonly httpMethod: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered: JSON, or the page of a server that finds no database. */
export interface Json2Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const NO_DATABASE = `<!DOCTYPE html>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>
`;

/**
 * Answers like Odoo 19: the model and method from the path, everything else by name from the body. A
 * body that is no object counts as empty, and a record method without `ids` runs on no record.
 */
export function callJson2(state: DemoState, request: Json2Request): Json2Reply {
  const database = request.headers['x-odoo-database'] ?? state.db.name;
  if (database !== state.db.name)
    return {
      status: 404,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
      body: NO_DATABASE,
    };
  try {
    return json(200, run(state, request));
  } catch (error) {
    return refused(error);
  }
}

function run(state: DemoState, { httpMethod, path, headers, body }: Json2Request): Json {
  const [model, method, ...more] = path.replace(/^\/json\/2\/?/, '').split('/');
  if (httpMethod !== 'POST' || !model || !method || more.length > 0)
    throw http(404, 'NotFound', 'Did you mean POST /json/2/<model>/<method>?');
  const uid = bearerUser(state, headers.authorization);
  const { ids = [], context = {}, ...named } = objectOf(body);
  const kwargs =
    isObject(context) && Object.keys(context).length > 0 ? { ...named, context } : named;
  state.log(uid, model, method, isArray(ids) && ids.length > 0 ? [ids] : [], kwargs);
  return call(state, uid, { model, method, ids, context, named });
}

function bearerUser(state: DemoState, header: string | undefined): number {
  const key = /^bearer\s+(.+)$/i.exec(header ?? '')?.[1];
  if (key === undefined) {
    const text = 'User not authenticated, use an API Key with a Bearer Authorization header.';
    throw http(401, 'Unauthorized', text);
  }
  const uid = userWithApiKey(state.db, key);
  if (uid === undefined) throw http(401, 'Unauthorized', 'Invalid apikey');
  return uid;
}

function objectOf(body: string): JsonObject {
  if (body === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw http(400, 'BadRequest', 'could not parse the body as json: Expecting value');
  }
  return isObject(parsed) ? parsed : {};
}

interface Json2Call {
  readonly model: string;
  readonly method: string;
  readonly ids: Json;
  readonly context: Json;
  readonly named: JsonObject;
}

function call(
  state: DemoState,
  uid: number,
  { model: name, method, ids, context, named }: Json2Call,
) {
  const { db } = state;
  const model = db.registry.models.get(name);
  if (!model) throw http(404, 'NotFound', `the model '${name}' does not exist`);
  const described = orNotFound(() => describeMethod(db.version, model, method));
  if (!described.onRecords && isTruthy(ids))
    throw http(422, 'UnprocessableEntity', `cannot call ${name}.${method} with ids`);
  checkBinding(described, named);
  if (!isObject(context)) {
    const text = 'dictionary update sequence element #0 has length 1; 2 is required';
    throw new OdooError('builtins.ValueError', text);
  }
  const args = described.onRecords ? [ids] : [];
  const result = execute(db, uid, model, method, args, { ...named, context });
  return method === 'create' && typeof result === 'number' ? [result] : result;
}

/** What `inspect.signature(…).bind` says about the arguments, before anything runs. */
function checkBinding(
  { params, anyKeyword }: { readonly params: readonly string[]; readonly anyKeyword: boolean },
  named: JsonObject,
): void {
  const missing = params.find((param) => !param.endsWith('?') && !Object.hasOwn(named, param));
  if (missing !== undefined)
    throw http(422, 'UnprocessableEntity', `missing a required argument: '${missing}'`);
  const names = params.map((param) => param.replace('?', ''));
  const unknown = Object.keys(named).find((name) => !names.includes(name));
  if (unknown !== undefined && !anyKeyword)
    throw http(422, 'UnprocessableEntity', `got an unexpected keyword argument '${unknown}'`);
}

function orNotFound<T>(find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (error instanceof OdooError && error.name === 'builtins.AttributeError')
      throw http(404, 'NotFound', error.message);
    throw error;
  }
}

function http(status: number, name: string, text: string): HttpRefusal {
  return new HttpRefusal(status, new OdooError(`werkzeug.exceptions.${name}`, text));
}

/** An error with a status of its own. */
class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal';
  readonly status: number;
  readonly error: OdooError;
  constructor(status: number, error: OdooError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

/** The HTTP status Odoo 19 gives each exception; Python's own are 500. */
const STATUSES: { readonly [name: string]: number } = {
  'odoo.exceptions.AccessDenied': 403,
  'odoo.exceptions.AccessError': 403,
  'odoo.exceptions.MissingError': 404,
  'odoo.exceptions.UserError': 422,
  'odoo.exceptions.ValidationError': 422,
  'odoo.exceptions.RedirectWarning': 422,
};

function refused(error: unknown): Json2Reply {
  const own = error instanceof HttpRefusal ? error : undefined;
  const failed = new OdooError('builtins.RuntimeError', 'The demo failed.');
  const known = own?.error ?? (error instanceof OdooError ? error : failed);
  const status = own?.status ?? STATUSES[known.name] ?? 500;
  const reply = json(status, {
    name: known.name,
    message: known.message,
    arguments: own ? [known.message, status] : [known.message],
    context: {},
    debug: `Traceback (most recent call last):\n  File "demo", line 1, in demo_odoo\n${known.name}: ${known.message}\n`,
  });
  return status === 401
    ? { ...reply, headers: { ...reply.headers, 'WWW-Authenticate': 'Bearer ' } }
    : reply;
}

function json(status: number, body: Json): Json2Reply {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}
