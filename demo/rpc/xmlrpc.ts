import { OdooError, typeError } from '../engine/errors.ts';
import type { Json } from '../engine/json.ts';
import type { OdooVersion } from '../engine/version.ts';
import type { DemoState } from '../state.ts';
import { callService } from './services.ts';
import { parseMethodCall, Unwritable, writeValue } from './xmlrpc-codec.ts';

/** `/xmlrpc/2/<service>`: the external API's services as XML-RPC. Always an answer, faults included. */
export function callXmlRpc(state: DemoState, service: string, body: string): string {
  try {
    const { method, params } = parseMethodCall(body);
    const result = callService(state, service, method, params);
    return response(
      state.db.version,
      `<params>\n<param>\n${written(params, result)}</param>\n</params>\n`,
    );
  } catch (error) {
    const { code, text } = faultOf(error);
    const fault = writeValue({ faultCode: code, faultString: text });
    return response(state.db.version, `<fault>\n${fault}</fault>\n`);
  }
}

/** Odoo's answers that are keyed by number, which Python does not write as XML-RPC. */
const NUMBER_KEYED = new Set<Json>(['get_external_id']);

function written(params: readonly Json[], result: Json): string {
  if (NUMBER_KEYED.has(params[4] ?? null)) {
    throw new Unwritable(['__dump', 'dump_struct'], typeError('dictionary key must be string'));
  }
  return writeValue(result);
}

function response(version: OdooVersion, content: string): string {
  return version === 17
    ? `<?xml version='1.0'?>\n<methodResponse>\n${content}</methodResponse>\n`
    : `<?xml version="1.0"?>\n<methodResponse>\n${content}\n</methodResponse>\n`;
}

const WARNINGS = new Set([
  'odoo.exceptions.UserError',
  'odoo.exceptions.MissingError',
  'odoo.exceptions.ValidationError',
  'odoo.exceptions.RedirectWarning',
]);

/** Odoo's fault codes: 2 warning, 3 access denied, 4 access error, and 1 with the traceback of the rest. */
function faultOf(error: unknown): { readonly code: number; readonly text: string } {
  if (error instanceof Unwritable) return { code: 1, text: traceback(error.error, error.frames) };
  const known =
    error instanceof OdooError ? error : new OdooError('builtins.RuntimeError', String(error));
  if (WARNINGS.has(known.name)) return { code: 2, text: known.message };
  if (known.name === 'odoo.exceptions.AccessDenied') return { code: 3, text: known.message };
  if (known.name === 'odoo.exceptions.AccessError') return { code: 4, text: known.message };
  return { code: 1, text: traceback(known, []) };
}

/** A traceback as Python prints it; `frames` are those of its XML-RPC writer. */
function traceback(error: OdooError, frames: readonly string[]): string {
  const name = error.name.replace(/^builtins\./, '');
  const message = name === 'KeyError' ? `'${error.message}'` : error.message;
  const writing = frames.length === 0 ? [] : ['dumps', ...frames];
  const lines = [
    'Traceback (most recent call last):',
    '  File "demo", line 1, in demo_odoo',
    ...writing.map((frame) => `  File "/usr/lib/python3/xmlrpc/client.py", line 1, in ${frame}`),
    `${name}: ${message}`,
  ];
  return `${lines.join('\n')}\n`;
}
