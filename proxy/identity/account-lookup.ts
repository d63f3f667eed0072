import type { Deny } from '../../policies/decision.ts';
import type { OdooAccount } from '../../policies/subject.ts';
import type { OdooCredential } from './credential.ts';

/** What asking an Odoo account who it is came to. */
export type Lookup =
  | { readonly kind: 'known'; readonly account: OdooAccount }
  /** It may carry nobody's calls. */
  | { readonly kind: 'refused'; readonly deny: Deny }
  /** Nobody could tell. `unasked`: Odoo was not reached, so the next try says something new. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly unasked: boolean };

/** Who the Odoo accounts are that the operator wrote down. */
export interface AccountLookup {
  /**
   * What is known of a credential's account, asked for where nothing is: once for all that wait. A rejection of
   * `ask` counts as not reached.
   */
  of(credential: OdooCredential, ask: () => Promise<Lookup>): Promise<Lookup>;
}

/** Milliseconds an answer is good for: companies and contacts of users do change. */
export const KNOWN_MS = 15 * 60_000;
/** Milliseconds until an account is asked again that Odoo refused: it counts failures. */
export const REFUSED_MS = 60_000;
/** Milliseconds until an Odoo is asked again that was not reached. */
export const UNASKED_MS = 5_000;

interface Entry {
  readonly outcome: Lookup | undefined;
  readonly until: number;
  readonly underWay: Promise<Lookup> | undefined;
}

/**
 * Keeps answers per credential. `now` is in milliseconds and never goes back. `failed` is told once of an
 * account that could not be looked up, and again only after it could be.
 */
export function createAccountLookup(
  now: () => number,
  failed: (credential: OdooCredential, lookup: Exclude<Lookup, { kind: 'known' }>) => void,
): AccountLookup {
  // The secret is an object of its own for each account that is written down, whatever its login name.
  const entries = new WeakMap<OdooCredential['secret'], Entry>();

  async function attempt(
    credential: OdooCredential,
    before: Lookup | undefined,
    ask: () => Promise<Lookup>,
  ): Promise<Lookup> {
    let outcome: Lookup;
    try {
      outcome = await ask();
    } catch {
      outcome = { kind: 'unknown', reason: 'there was no answer', unasked: true };
    }
    entries.set(credential.secret, {
      outcome,
      until: now() + goodFor(outcome),
      underWay: undefined,
    });
    if (outcome.kind !== 'known' && (before === undefined || before.kind === 'known')) {
      failed(credential, outcome);
    }
    return outcome;
  }

  return {
    async of(credential, ask) {
      const entry = entries.get(credential.secret);
      if (entry?.underWay) return entry.underWay;
      if (entry?.outcome && now() < entry.until) return entry.outcome;
      const underWay = attempt(credential, entry?.outcome, ask);
      entries.set(credential.secret, { outcome: entry?.outcome, until: 0, underWay });
      return underWay;
    },
  };
}

function goodFor(outcome: Lookup): number {
  if (outcome.kind === 'known') return KNOWN_MS;
  return outcome.kind === 'unknown' && outcome.unasked ? UNASKED_MS : REFUSED_MS;
}
