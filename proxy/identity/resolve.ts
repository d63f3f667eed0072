import type { GatewaySettings, TokenSettings } from '../../policies/gateway-settings.ts';
import type { Subject } from '../../policies/subject.ts';
import type { Era, Origin } from '../exchange.ts';
import { brokeredCredential, type OdooCredential } from './credential.ts';
import type { Principal } from './principal.ts';
import type { Session, Sessions } from './sessions.ts';
import { anonymousSubject, stdioSubject, tokenSubject } from './subject-of.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** Who calls, as it was established for this one message. */
export interface Caller {
  readonly kind: 'known';
  readonly principal: Principal;
  readonly subject: Subject;
  /** The Odoo account that carries the call; without one only signing in makes sense. */
  readonly credential: OdooCredential | undefined;
  readonly session: Session | undefined;
}

export type Identified =
  | Caller
  /** The session named is not one of this principal's: HTTP 404. */
  | { readonly kind: 'unknown_session' }
  /** A bearer token was sent and is nobody's: HTTP 401 with this `WWW-Authenticate`. */
  | { readonly kind: 'unauthorized'; readonly challenge: string };

/** RFC 6750 §3. The same for every bad token, whatever is wrong with it. */
const CHALLENGE =
  'Bearer realm="odoo-mcp-guard", error="invalid_token", error_description="The bearer token is not known here"';

/**
 * Establishes who sent a message, anew for every message. A bearer token that was sent decides alone: a bad
 * one never falls back to anonymous. A session adds who signed in there, for the principal that opened it
 * and for nobody else. Stateless (modern) HTTP requests have no session, whatever header they carry; stdio
 * has one for the life of the process in either era.
 */
export function identify(
  origin: Origin,
  era: Era,
  sessions: Sessions,
  settings: GatewaySettings,
): Identified {
  const identities = prepareIdentities(settings);
  if (origin.transport === 'stdio') return identifyStdio(identities, sessions);

  const token = origin.bearer === undefined ? undefined : identities.tokens.find(origin.bearer);
  if (origin.bearer !== undefined && !token) return { kind: 'unauthorized', challenge: CHALLENGE };
  const principal: Principal = token ? { kind: 'token', name: token.name } : { kind: 'anonymous' };

  let session: Session | undefined;
  if (era === 'legacy' && origin.sessionId !== undefined) {
    session = sessions.get(origin.sessionId, principal);
    if (!session) return { kind: 'unknown_session' };
    sessions.touch(session.id);
  }
  const who = token ? identities.ofToken(token) : anonymousIn(session, origin.source, identities);
  return { kind: 'known', principal, session, ...who };
}

interface Who {
  readonly subject: Subject;
  readonly credential: OdooCredential | undefined;
}

/** Whoever signed in is that Odoo user; before that, the operator's name for strangers or nobody. */
function anonymousIn(session: Session | undefined, source: string, identities: Identities): Who {
  if (session?.subject) return { subject: session.subject, credential: session.credential };
  return identities.anonymous(source);
}

/**
 * A named stdio person keeps its own rights, and stands for whom the operator wrote down; signing in only
 * changes the Odoo account behind them.
 */
function identifyStdio({ stdio }: Identities, sessions: Sessions): Identified {
  const principal: Principal = { kind: 'stdio' };
  const session = sessions.open(principal);
  if ('effect' in session) return { kind: 'unknown_session' };
  const { subject: signedIn, credential } = session;
  if (!stdio) {
    const subject = signedIn ?? anonymousSubject('stdio');
    return { kind: 'known', principal, session, subject, credential };
  }
  const odoo = stdio.subject.odoo ?? signedIn?.odoo;
  const subject = odoo ? { ...stdio.subject, odoo } : stdio.subject;
  return {
    kind: 'known',
    principal,
    session,
    subject,
    credential: credential ?? stdio.credential,
  };
}

interface Identities {
  readonly tokens: Tokens;
  readonly stdio: Who | undefined;
  ofToken(token: TokenSettings): Who;
  anonymous(source: string): Who;
}

const prepared = new WeakMap<GatewaySettings, Identities>();

/**
 * Compiles the configured identities, once per settings. Throws where they make no sense (two tokens alike,
 * an account without a database): call it at start, so that it is said then.
 */
export function prepareIdentities(settings: GatewaySettings): Identities {
  const known = prepared.get(settings);
  if (known) return known;
  const { tokens, stdio, anonymous } = settings.identity;
  const { database } = settings.odoo;
  const accountOf = (named: { odoo?: TokenSettings['odoo'] }, where: string) =>
    named.odoo && brokeredCredential(named.odoo, database, `identity.${where}.odoo`);

  const byToken = new Map<TokenSettings, Who>(
    tokens.map((token) => [
      token,
      {
        subject: tokenSubject(token, database),
        credential: accountOf(token, `tokens.${token.name}`),
      },
    ]),
  );
  const anonymousAccount = anonymous && accountOf(anonymous, 'anonymous');
  const identities: Identities = {
    tokens: createTokens(tokens),
    stdio: stdio && {
      subject: stdioSubject(stdio, database),
      credential: accountOf(stdio, 'stdio'),
    },
    ofToken(token) {
      const who = byToken.get(token);
      if (!who) throw new Error(`the token ${token.name} is not one of these settings`);
      return who;
    },
    anonymous: (source) => ({
      subject: anonymousSubject(source, anonymous, database),
      credential: anonymousAccount,
    }),
  };
  prepared.set(settings, identities);
  return identities;
}
