import type { BoundTool, IdentityBinding } from '../../policies/bindings/binding.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import { filterToolResult } from '../../policies/filter/tool-result.ts';
import type { Json, JsonObject } from '../../policies/json.ts';
import { captureIdentity } from '../identity/capture.ts';
import type { Session } from '../identity/sessions.ts';
import type { LoginTry } from '../limits/lockout.ts';
import { isUnrelated } from '../tool-failure.ts';
import {
  type Call,
  denied,
  type Filtered,
  type Prepared,
  type Refused,
  relayNothing,
} from './call.ts';
import type { HandlerContext } from './context.ts';
import { forwardedMeta, withMeta } from './envelope.ts';

/**
 * A sign-in through the upstream's login tool. The guard sees the credential in the arguments, lets the
 * upstream verify it, and on success keeps it for this session alone; no result ever carries it.
 */
export function prepareLogin(
  call: Call,
  tool: BoundTool,
  args: JsonObject,
  context: HandlerContext,
): Prepared | Refused {
  const facts = { tool: tool.name };
  const identity = context.binding?.identity;
  const { session, principal } = call.caller;
  if (!identity || context.policy.gateway.identity.login !== 'allow') {
    return denied(refuse('signing in with a login tool is switched off.'), facts);
  }
  if (principal.kind === 'token') {
    return denied(
      refuse(
        `this connection is ${principal.name} by its bearer token and cannot become someone else.`,
      ),
      facts,
    );
  }
  if (!session) {
    return denied(
      refuse(
        'a stateless request cannot stay signed in.',
        'Send a bearer token of the policy instead.',
      ),
      facts,
    );
  }
  const bound = tool.bind(args);
  if ('effect' in bound) return denied(bound, facts);
  const [operation] = bound.operations;
  if (operation.kind !== 'login')
    return denied(refuse('the binding of the login tool is not a login.'), facts);
  const allowedMethods = context.policy.gateway.auth.methods;
  if (![...allowedMethods].some((method) => method === operation.method)) {
    return denied(
      deny('login_refused', 'gateway.yaml:auth.methods', 'that login method is not accepted.', {
        allowed: `Accepted: ${[...allowedMethods].join(', ')}.`,
      }),
      facts,
    );
  }

  if (
    operation.method === 'api_key' &&
    !allowedMethods.has('password') &&
    !isApiKey(args[identity.arguments.credential])
  ) {
    return denied(NO_API_KEY, facts);
  }

  const params = withMeta(
    { name: tool.name, arguments: bound.emit(bound.operations) },
    forwardedMeta(call.request.params, call.era),
  );
  // Last: from here on the try counts as under way until its outcome is known.
  const attempt = context.lockouts.begin({
    login: operation.login,
    source: call.origin.source,
  });
  if ('effect' in attempt) return denied(attempt, facts);

  return {
    kind: 'prepared',
    params,
    withCredential: false,
    mayChange: false,
    filter: (result) => finishLogin(result, identity, session, attempt),
    // A server that refuses by protocol error may well have looked at the credential. So may one that is told that
    // nobody waits any more: a guess that could be taken back would be free, and asked about once more.
    onFailure: (failure) =>
      failure === 'refused' || call.signal.aborted ? attempt.failed() : attempt.abandoned(),
    relay: relayNothing,
    once: true,
    facts: { ...facts, operations: bound.operations },
  };

  function finishLogin(
    result: JsonObject,
    identity: IdentityBinding,
    session: Session,
    attempt: LoginTry,
  ): Filtered | Deny {
    try {
      const filtered = filterToolResult(result, tool.result, [], {
        maxResponseBytes: context.policy.access.maxResponseBytes,
      });
      if (result.isError !== undefined && result.isError !== false) {
        const why = 'effect' in filtered ? undefined : filtered.upstreamError;
        // A failure that might be about the credential counts as a wrong one: guesses are not free.
        if (!isUnrelated(why)) attempt.failed();
        return filtered;
      }
      if ('effect' in filtered) return filtered;
      const captured = captureIdentity(identity, args, result, context.policy.gateway);
      if ('effect' in captured) return captured;
      if (!session.signIn(captured.subject, captured.credential)) {
        return refuse('the session ended meanwhile.');
      }
      attempt.succeeded(captured.credential.login);
      return filtered;
    } finally {
      attempt.abandoned();
    }
  }
}

/** As Odoo makes them, 17 to 19. */
const API_KEY = /^[0-9a-f]{40}$/i;

/**
 * Odoo takes a password wherever it takes an API key: where passwords are not accepted, nothing else tells the two
 * apart.
 */
function isApiKey(credential: Json | undefined): boolean {
  return typeof credential === 'string' && API_KEY.test(credential);
}

const NO_API_KEY = deny(
  'login_refused',
  'gateway.yaml:auth.methods',
  'that is no API key of Odoo, which has 40 hexadecimal digits, and passwords are not accepted.',
  { allowed: 'Make an API key in the profile of the Odoo user, under account security.' },
);

function refuse(reason: string, allowed?: string): Deny {
  return deny('login_refused', 'gateway.yaml:identity', reason, allowed ? { allowed } : {});
}
