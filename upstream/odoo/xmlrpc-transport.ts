import { notOdoo } from './connection-trouble.ts';
import type { OdooCredential } from './credential.ts';
import type { OdooEndpoint, SendOptions } from './endpoint.ts';
import { ConnectionFailure, isAuthFailure, loginRefused, OdooError } from './errors.ts';
import { executeOverJsonRpc } from './jsonrpc-transport.ts';
import type { OdooCall, OdooTransport } from './transport.ts';
import { XmlRefused } from './xml-document.ts';
import { decodeMethodResponse, type XmlRpcAnswer } from './xmlrpc-decode.ts';
import { encodeMethodCall } from './xmlrpc-encode.ts';
import { answerUnwritable, readFault } from './xmlrpc-fault.ts';

/** The answer in place of one that Odoo cannot write as XML-RPC. */
const UNWRITABLE = Symbol('unwritable');

/**
 * Signs in through `/xmlrpc/2/common` and calls through `/xmlrpc/2/object`, with a password or an API
 * key in every call. Throws class `auth` when Odoo does not accept it. An answer that Odoo cannot write
 * as XML-RPC is asked for again through `/jsonrpc` when the call only reads; any other call throws class
 * `validation` with outcome `unknown`, because it was carried out.
 */
export async function openXmlRpcTransport(
  endpoint: OdooEndpoint,
  credential: OdooCredential,
): Promise<OdooTransport> {
  const { database, login, secret } = credential;
  const uid = await callService(endpoint, 'common', 'authenticate', [
    database,
    login,
    secret.reveal(),
    {},
  ]).catch((error: unknown) => {
    throw isAuthFailure(error) ? loginRefused() : error;
  });
  if (typeof uid !== 'number' || !Number.isInteger(uid) || uid <= 0) throw loginRefused();

  return {
    uid,
    login,
    async call(call, signal) {
      const { model, method, args, kwargs, repeatable } = call;
      const params = [database, uid, secret.reveal(), model, method, args, kwargs];
      const answer = await callService(endpoint, 'object', 'execute_kw', params, {
        signal,
        repeatable,
        model,
      });
      return answer === UNWRITABLE
        ? askAgain(endpoint, { ...credential, uid }, call, signal)
        : answer;
    },
  };
}

async function callService(
  endpoint: OdooEndpoint,
  service: 'common' | 'object',
  method: string,
  params: readonly unknown[],
  { model, ...options }: SendOptions & { readonly model?: string } = {},
): Promise<unknown> {
  const { result } = await endpoint.send(
    {
      path: `/xmlrpc/2/${service}`,
      headers: { 'content-type': 'text/xml', accept: 'text/xml' },
      body: encodeMethodCall(method, params),
      read: (status, text) => readAnswer(status, text, model),
    },
    options,
  );
  return result;
}

function readAnswer(status: number, text: string, model: string | undefined): unknown {
  if (status !== 200 || !/^\s*<(?:\?xml|methodResponse)\b/.test(text)) throw notOdoo(status);
  const answer = decode(text);
  if (answer.kind === 'result') return answer.value;
  const fault = readFault(answer.code, answer.text, model);
  switch (fault.kind) {
    case 'none':
      return null;
    case 'unwritable':
      return UNWRITABLE;
    case 'error':
      throw fault.error;
    default:
      return fault satisfies never;
  }
}

function decode(text: string): XmlRpcAnswer {
  try {
    return decodeMethodResponse(text);
  } catch (error) {
    if (!(error instanceof XmlRefused)) throw error;
    throw new OdooError(
      'internal',
      `The answer of Odoo is no XML-RPC that can be read: ${error.message}.`,
      'unknown',
    );
  }
}

async function askAgain(
  endpoint: OdooEndpoint,
  account: OdooCredential & { readonly uid: number },
  call: OdooCall,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (!call.repeatable) throw answerUnwritable();
  try {
    return await executeOverJsonRpc(endpoint, account, call, signal);
  } catch (error) {
    const absent = error instanceof ConnectionFailure && error.trouble === 'misdirected';
    throw absent ? answerUnwritable() : error;
  }
}
