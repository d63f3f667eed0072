import * as z from 'zod';
import { classifyFault, unknownDatabase } from './classify.ts';
import { notOdoo } from './connection-trouble.ts';
import type { OdooCredential } from './credential.ts';
import type { OdooEndpoint } from './endpoint.ts';
import { isAuthFailure, loginRefused, OdooError } from './errors.ts';
import { type Json2Body, json2Body } from './json2-body.ts';
import { executeOverJsonRpc } from './jsonrpc-transport.ts';
import type { OdooCall, OdooTransport } from './transport.ts';

/**
 * What becomes of a call that JSON-2 has no names for: `jsonrpc` makes it through `/jsonrpc`, as the
 * same user, with the same key; `refuse` throws class `version`.
 */
export type WithoutNames = 'jsonrpc' | 'refuse';

const ownContext = z.looseObject({ uid: z.number().int().positive() });
const ownLogin = z.tuple([z.looseObject({ login: z.string() })]);
const fault = z.looseObject({ name: z.string(), message: z.unknown().optional() });

/** Odoo's texts for arguments that do not fit the method; it says so before it runs anything. */
const NOT_BOUND =
  /^(?:missing a required argument|got an unexpected keyword argument|too many positional|multiple values for argument|cannot call \S+ with ids$)/;

/** The arguments do not fit the method, so that nothing was run. */
class NotBound extends OdooError {}

/**
 * Signs in through JSON-2 (`/json/2`, Odoo 19 and later), which takes an API key as bearer token: asks
 * whose key it is, since the key alone decides, and compares the login. Throws class `auth` when Odoo
 * does not accept the key, or when it is another user's than the credential names.
 */
export async function openJson2Transport(
  endpoint: OdooEndpoint,
  credential: OdooCredential,
  withoutNames: WithoutNames,
): Promise<OdooTransport> {
  const { login, database, secret } = credential;
  const uid = await signIn(endpoint, credential);

  const instead = async (call: OdooCall, signal: AbortSignal | undefined, reason: OdooError) => {
    if (withoutNames === 'refuse') throw reason;
    return executeOverJsonRpc(endpoint, { database, uid, secret }, call, signal);
  };

  return {
    uid,
    login,
    async call(call, signal) {
      const body = json2Body(call);
      if (body === undefined) return instead(call, signal, namesUnknown(call));
      try {
        const result = await post(endpoint, credential, call, body, signal);
        return call.method === 'create' ? asCreated(body, result) : result;
      } catch (error) {
        if (error instanceof NotBound) return instead(call, signal, error);
        throw error;
      }
    },
  };
}

async function signIn(endpoint: OdooEndpoint, credential: OdooCredential): Promise<number> {
  const ask = (method: string, body: Json2Body) =>
    post(
      endpoint,
      credential,
      { model: 'res.users', method, args: [], kwargs: {}, repeatable: false },
      body,
      undefined,
    );
  try {
    const context = ownContext.safeParse(await ask('context_get', {}));
    if (!context.success) throw loginRefused();
    const { uid } = context.data;
    const own = ownLogin.safeParse(await ask('read', { ids: [uid], fields: ['login'] }));
    if (own.data?.[0].login !== credential.login) throw loginRefused();
    return uid;
  } catch (error) {
    throw isAuthFailure(error) ? loginRefused() : error;
  }
}

async function post(
  endpoint: OdooEndpoint,
  { database, secret }: OdooCredential,
  { model, method, repeatable }: OdooCall,
  body: Json2Body,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (!/^\w[\w.]*$/.test(model) || !/^\w+$/.test(method))
    throw new OdooError('validation', 'The name of the model or of the method is none.');
  const { result } = await endpoint.send(
    {
      path: `/json/2/${model}/${method}`,
      headers: {
        authorization: `bearer ${headerValue(secret.reveal())}`,
        'x-odoo-database': headerValue(database),
        'content-type': 'application/json',
        accept: 'application/json',
      },
      body: JSON.stringify(body),
      read: (status, text) => readAnswer(status, text, model),
    },
    { signal, repeatable },
  );
  return result;
}

/** API keys and the names of databases are of these characters; anything else would change the request. */
function headerValue(text: string): string {
  if (!/^[\x21-\x7e]+$/.test(text)) throw loginRefused();
  return text;
}

function readAnswer(status: number, text: string, model: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw status === 404 && text.includes('No database is selected')
      ? unknownDatabase()
      : notOdoo(status);
  }
  if (status === 200) return json;
  const described = fault.safeParse(json);
  if (!described.success) throw notOdoo(status);
  const error = classifyFault({ data: described.data }, model);
  const said = described.data.message;
  const unbound =
    described.data.name === 'werkzeug.exceptions.UnprocessableEntity' &&
    typeof said === 'string' &&
    NOT_BOUND.test(said);
  throw unbound ? new NotBound(error.class, error.message) : error;
}

/** JSON-2 answers the ids of a creation always as a list; the other protocols one id for one record. */
function asCreated(body: Json2Body, result: unknown): unknown {
  return !Array.isArray(body.vals_list) && Array.isArray(result) && result.length === 1
    ? result[0]
    : result;
}

function namesUnknown({ model, method }: OdooCall): OdooError {
  return new OdooError(
    'version',
    `JSON-2 takes arguments by name only, and those of ${method} on ${model} are not known: give them by name, or set ODOO_PROTOCOL to auto.`,
  );
}
