import { OdooError } from '../engine/errors.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { OdooVersion } from '../engine/version.ts';

/** The JSON-RPC answer of a result. Python's None leaves the `result` key out. */
export function resultReply(id: Json, result: Json): JsonObject {
  return result === null ? { jsonrpc: '2.0', id } : { jsonrpc: '2.0', id, result };
}

/**
 * The JSON-RPC answer of an error: code 100 for a lost session and 404 for an unknown route or
 * model, both without the request's id; otherwise 200, and 0 since Odoo 19.
 */
export function errorReply(version: OdooVersion, id: Json, error: unknown): JsonObject {
  const known = error instanceof OdooError ? error : unexpected(error);
  const lost = known.name === 'odoo.http.SessionExpiredException';
  const absent = known.name === 'werkzeug.exceptions.NotFound';
  const debug = `Traceback (most recent call last):\n  File "demo", line 1, in demo_odoo\n${known.name}: ${known.message}\n`;
  const text = {
    message: known.message,
    arguments: absent ? [] : [known.message],
    context: {},
  };
  const data =
    version === 19 ? { name: known.name, ...text, debug } : { name: known.name, debug, ...text };
  const code = lost ? 100 : absent ? 404 : version === 19 ? 0 : 200;
  const message = lost ? 'Odoo Session Expired' : absent ? '404: Not Found' : 'Odoo Server Error';
  return { jsonrpc: '2.0', id: lost || absent ? null : id, error: { code, message, data } };
}

function unexpected(error: unknown): OdooError {
  const text = error instanceof Error ? error.message : String(error);
  return new OdooError('builtins.RuntimeError', `The demo failed: ${text}`);
}
