import { type Deny, deny } from '../../policies/decision.ts';
import type { Identified } from '../identity/resolve.ts';
import { RPC_ERROR } from '../wire/message.ts';

/** How a caller is turned away that nobody knows, on HTTP and in JSON-RPC. */
export interface UnidentifiedRefusal {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly code: number;
  readonly message: string;
  readonly deny: Deny;
}

/** The code the reference SDKs answer with for a session they do not know. */
const UNKNOWN_SESSION = -32001;

/** The refusal of a message whose sender could not be established. */
export function unidentifiedRefusal(
  identified: Exclude<Identified, { kind: 'known' }>,
): UnidentifiedRefusal {
  switch (identified.kind) {
    case 'unknown_session':
      return {
        status: 404,
        headers: {},
        code: UNKNOWN_SESSION,
        message: 'Session not found',
        deny: deny('not_signed_in', 'session', 'the session is unknown or has ended.'),
      };
    case 'unauthorized':
      return {
        status: 401,
        headers: { 'www-authenticate': identified.challenge },
        code: RPC_ERROR.denied,
        message: 'Unauthorized: the bearer token is not known here',
        deny: deny(
          'not_signed_in',
          'gateway.yaml:identity.tokens',
          'the bearer token is not known.',
        ),
      };
    default:
      return identified satisfies never;
  }
}

/** Legacy HTTP: after `initialize` every request names its session (2025-11-25, Streamable HTTP). */
export const WITHOUT_SESSION: UnidentifiedRefusal = {
  status: 400,
  headers: {},
  code: RPC_ERROR.invalidRequest,
  message: 'Mcp-Session-Id is missing: send initialize first',
  deny: deny('not_signed_in', 'session', 'the request names no session.'),
};
