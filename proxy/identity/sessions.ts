import { randomBytes } from 'node:crypto';
import { type Deny, deny } from '../../policies/decision.ts';
import type { JsonObject } from '../../policies/json.ts';
import type { Subject } from '../../policies/subject.ts';
import type { LogLevel } from '../wire/log-level.ts';
import type { OdooCredential } from './credential.ts';
import { type Principal, samePrincipal } from './principal.ts';

/** One legacy conversation. It lives in memory only and ends with everything it knows. */
export interface Session {
  /** 256 random bits in visible ASCII; on HTTP the client's `Mcp-Session-Id`. */
  readonly id: string;
  readonly principal: Principal;
  /** Who signed in here; undefined until somebody did, and after the end. */
  readonly subject: Subject | undefined;
  /** The Odoo account of the one who signed in. */
  readonly credential: OdooCredential | undefined;
  readonly ended: boolean;
  /** Calls under way: aborted when the session ends. A session with any is never idle. */
  readonly underWay: Set<AbortController>;
  /** The session the upstream keeps for this one. */
  upstreamSession?: string;
  /** What `initialize` was forwarded with, to open the upstream's session anew when it has lost it. */
  handshake?: JsonObject;
  /** Whether the client has said that it is initialized. */
  initialized?: boolean;
  /** Whether its client said that it can show the person behind it a form (elicitation). */
  showsForms?: boolean;
  /** What the upstream was told of the client's capabilities. */
  told?: JsonObject;
  /** From which level on its client wants to hear what the server logs; undefined: what the server likes. */
  logLevel?: LogLevel;
  /** Resources it hears of when they change, under the URIs the upstream knows them by. */
  readonly subscriptions: Map<string, Subscription>;
  /** Ids of the addresses its client was told of, which the person behind it may visit (elicitation). */
  readonly addresses: Set<string>;
  /** Both at once: a subject never acts with another one's account. False when the session has ended. */
  signIn(subject: Subject, credential: OdooCredential): boolean;
}

export interface Subscription {
  /** The URI as the client wrote it. */
  readonly uri: string;
  /** Who was let subscribe. Somebody else who signs in later was not. */
  readonly subject: string;
}

export type SessionEnd = 'closed' | 'idle' | 'shutdown';

export interface Sessions {
  /**
   * Opens a session for a principal. The stdio principal has exactly one: opening it again gives the same.
   * Denied when all are taken: nobody's session is ended to make room for somebody else's. Strangers of one
   * source (a peer address) get a quarter of the places at most until they sign in, and the last quarter is for
   * tokens and sources that have less than that, so that nobody can take them all.
   */
  open(principal: Principal, source?: string): Session | Deny;
  /** The session of that id. Unknown, ended, idle too long and another principal's look the same. */
  get(id: string, principal: Principal): Session | undefined;
  /** Counts as use: idle time starts anew. */
  touch(id: string): void;
  /** Ends one session. False when there is none of that id. */
  end(id: string): boolean;
  /** Ends every session, for good: none opens after this. */
  endAll(): void;
  /** Ends the sessions that were idle too long. Runs by itself now and then. */
  sweep(): void;
  readonly size: number;
}

export interface SessionOptions {
  readonly maxSessions: number;
  readonly idleMs: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Told of every end while the session still holds its account. Must not throw. */
  readonly onEnd?: (session: Session, reason: SessionEnd) => void;
}

interface Kept {
  readonly session: Session;
  readonly close: () => void;
  readonly source: string | undefined;
  lastUse: number;
}

const SWEEP_EVERY_MS = 30_000;
const RETRY_WHEN_FULL_MS = 30_000;

/** Keeps the guard's sessions. The sweep's timer keeps no process alive. */
export function createSessions({ maxSessions, idleMs, now, onEnd }: SessionOptions): Sessions {
  const kept = new Map<string, Kept>();
  let stdio: Session | undefined;
  let closed = false;

  function finish(entry: Kept, reason: SessionEnd): void {
    const { session } = entry;
    kept.delete(session.id);
    if (stdio === session) stdio = undefined;
    try {
      for (const call of session.underWay) call.abort();
      onEnd?.(session, reason);
    } finally {
      entry.close();
    }
  }

  /** The stdio session lives as long as the process: its client has no way to open another. */
  function isIdle({ session, lastUse }: Kept): boolean {
    return session !== stdio && session.underWay.size === 0 && now() - lastUse >= idleMs;
  }

  const quarter = Math.floor(maxSessions / 4);
  const strangersPerSource = Math.max(1, quarter);

  function strangersFrom(source: string | undefined): number {
    let strangers = 0;
    for (const { session, source: from } of kept.values()) {
      if (session.principal.kind === 'anonymous' && !session.subject && from === source) {
        strangers += 1;
      }
    }
    return strangers;
  }

  /** Whoever opens sessions like this one: a token from anywhere, anybody else by the address. */
  function heldLike(principal: Principal, source: string | undefined): number {
    let held = 0;
    for (const { session, source: from } of kept.values()) {
      const same = samePrincipal(session.principal, principal);
      if (same && (principal.kind === 'token' || from === source)) held += 1;
    }
    return held;
  }

  function isLastQuarter(): boolean {
    return maxSessions - kept.size <= quarter;
  }

  function sweep(): void {
    for (const entry of [...kept.values()]) if (isIdle(entry)) finish(entry, 'idle');
  }

  function refuseRoom(principal: Principal, source: string | undefined): Deny | undefined {
    if (isLastQuarter()) sweep();
    if (kept.size >= maxSessions) {
      return noRoom(`all ${maxSessions} sessions are taken.`, RETRY_WHEN_FULL_MS);
    }
    if (principal.kind === 'anonymous' && strangersFrom(source) >= strangersPerSource) {
      return noRoom(
        `${strangersPerSource} sessions of this address wait for somebody to sign in already.`,
        RETRY_WHEN_FULL_MS,
      );
    }
    if (isLastQuarter() && heldLike(principal, source) >= quarter) {
      return noRoom(
        `the last ${quarter} of ${maxSessions} sessions are for those who have fewer than that.`,
        RETRY_WHEN_FULL_MS,
      );
    }
    return undefined;
  }

  const timer = setInterval(sweep, Math.min(idleMs, SWEEP_EVERY_MS));
  timer.unref();

  return {
    open(principal, source) {
      if (closed) return noRoom('the guard is shutting down.');
      if (principal.kind === 'stdio' && stdio) return stdio;
      const refused = principal.kind === 'stdio' ? undefined : refuseRoom(principal, source);
      if (refused) return refused;
      const made = createSession(principal);
      kept.set(made.session.id, { ...made, source, lastUse: now() });
      if (principal.kind === 'stdio') stdio = made.session;
      return made.session;
    },
    get(id, principal) {
      const entry = kept.get(id);
      if (!entry || !samePrincipal(entry.session.principal, principal)) return undefined;
      if (isIdle(entry)) {
        finish(entry, 'idle');
        return undefined;
      }
      return entry.session;
    },
    touch(id) {
      const entry = kept.get(id);
      if (entry) entry.lastUse = now();
    },
    end(id) {
      const entry = kept.get(id);
      if (!entry) return false;
      finish(entry, 'closed');
      return true;
    },
    endAll() {
      closed = true;
      clearInterval(timer);
      for (const entry of [...kept.values()]) finish(entry, 'shutdown');
    },
    sweep,
    get size() {
      return kept.size;
    },
  };
}

function noRoom(reason: string, retryAfterMs?: number): Deny {
  return deny(
    'too_many_requests',
    'gateway.yaml:server.max_concurrent_sessions',
    `no session can be opened: ${reason}`,
    retryAfterMs === undefined ? {} : { retryAfterMs },
  );
}

function createSession(principal: Principal): { session: Session; close: () => void } {
  let account: { subject: Subject; credential: OdooCredential } | undefined;
  let ended = false;
  const session: Session = {
    id: randomBytes(32).toString('base64url'),
    principal,
    get subject() {
      return account?.subject;
    },
    get credential() {
      return account?.credential;
    },
    get ended() {
      return ended;
    },
    underWay: new Set(),
    subscriptions: new Map(),
    addresses: new Set(),
    signIn(subject, credential) {
      if (ended) return false;
      account = { subject, credential };
      return true;
    },
  };
  return {
    session,
    close() {
      ended = true;
      account = undefined;
    },
  };
}
