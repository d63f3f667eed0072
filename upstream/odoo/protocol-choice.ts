import type { CredentialMethod, OdooCredential } from './credential.ts';
import type { OdooEndpoint } from './endpoint.ts';
import { ConnectionFailure, OdooError } from './errors.ts';
import { openJson2Transport } from './json2-transport.ts';
import { openJsonRpcTransport } from './jsonrpc-transport.ts';
import { openSessionTransport } from './session-transport.ts';
import type { OdooTransport } from './transport.ts';
import type { OdooMajor } from './version.ts';
import { openXmlRpcTransport } from './xmlrpc-transport.ts';

/** What ODOO_PROTOCOL can be. */
export const ODOO_PROTOCOLS = ['auto', 'jsonrpc', 'xmlrpc', 'json2'] as const;
export type OdooProtocol = (typeof ODOO_PROTOCOLS)[number];

/**
 * A way to Odoo. `session` is JSON-RPC with a web session, `jsonrpc` the external API at `/jsonrpc`,
 * `json2-if-it-works` JSON-2 with `/jsonrpc` for what it does not take.
 */
export type Way = 'session' | 'jsonrpc' | 'xmlrpc' | 'json2' | 'json2-if-it-works';

/** The release JSON-2 came with. */
const JSON2_SINCE: OdooMajor = 19;

/** Whether the release has a say in the choice; else it need not be asked for. */
export function dependsOnRelease(protocol: OdooProtocol, method: CredentialMethod): boolean {
  return protocol === 'json2' || (protocol === 'auto' && method === 'api_key');
}

/**
 * The way a credential goes. Passwords and sessions go through a web session, API keys through JSON-2
 * where there is one and `/jsonrpc` elsewhere; XML-RPC and JSON-2 alone only when they are asked for.
 * `major` is undefined when Odoo does not tell its release. Throws class `version` when the protocol
 * that was asked for does not take this credential, or is not there in this release.
 */
export function chooseWay(
  protocol: OdooProtocol,
  method: CredentialMethod,
  major: OdooMajor | undefined,
): Way {
  switch (protocol) {
    case 'auto':
      if (method !== 'api_key') return 'session';
      return major !== undefined && major >= JSON2_SINCE ? 'json2-if-it-works' : 'jsonrpc';
    case 'jsonrpc':
      return method === 'api_key' ? 'jsonrpc' : 'session';
    case 'xmlrpc':
      if (method === 'session')
        throw notTaken('XML-RPC takes no Odoo session: sign in with an API key or a password');
      return 'xmlrpc';
    case 'json2':
      if (method !== 'api_key')
        throw notTaken(`JSON-2 takes no ${method}: sign in with an API key`);
      if (major !== undefined && major < JSON2_SINCE)
        throw notTaken(`JSON-2 starts with Odoo ${JSON2_SINCE}, and this is Odoo ${major}`);
      return 'json2';
    default:
      return protocol satisfies never;
  }
}

function notTaken(reason: string): OdooError {
  return new OdooError('version', `${reason}, or set ODOO_PROTOCOL to auto.`);
}

/** Signs in the way that was chosen. Throws `OdooError`. */
export function openTransport(
  endpoint: OdooEndpoint,
  credential: OdooCredential,
  way: Way,
): Promise<OdooTransport> {
  switch (way) {
    case 'session':
      return openSessionTransport(endpoint, credential);
    case 'jsonrpc':
      return openJsonRpcTransport(endpoint, credential);
    case 'xmlrpc':
      return openXmlRpcTransport(endpoint, credential);
    case 'json2':
      return openJson2Transport(endpoint, credential, 'refuse');
    case 'json2-if-it-works':
      return openJson2Transport(endpoint, credential, 'jsonrpc').catch((error: unknown) => {
        if (!answered(error)) throw error;
        return openJsonRpcTransport(endpoint, credential);
      });
    default:
      return way satisfies never;
  }
}

/**
 * Whether something answered, only not as JSON-2 does: a proxy that does not let it through, a key of
 * narrower scope, a password in the place of a key. `/jsonrpc` decides then.
 */
function answered(error: unknown): boolean {
  if (error instanceof ConnectionFailure) return error.trouble === 'misdirected';
  return error instanceof OdooError;
}
