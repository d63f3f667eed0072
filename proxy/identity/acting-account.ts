import type { IdentityBinding } from '../../policies/bindings/binding.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import type { OdooAccount, Subject } from '../../policies/subject.ts';
import { UpstreamFailure } from '../exchange.ts';
import type { HandlerContext } from '../messages/context.ts';
import { isUnrelated, ToolFailure } from '../tool-failure.ts';
import { untilAborted } from '../until-aborted.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';
import { createAccountLookup, type Lookup } from './account-lookup.ts';
import { ODOOBOT_UID, readIdentity } from './answered-identity.ts';
import type { OdooCredential } from './credential.ts';
import { loginKey } from './login-name.ts';
import type { Caller } from './resolve.ts';

/** Finds out for whom in Odoo a subject acts that the operator named without saying so. */
export interface ActingAccounts {
  /**
   * Who the account is that carries a caller's calls, for a subject that lacks one of its own. Undefined where
   * the subject has one, where its calls carry no account, or where nobody could tell. A denial where that
   * account may carry nobody's calls. Throws `UpstreamFailure` (`aborted`) when the caller no longer waits.
   */
  accountOf(caller: Caller, behalf: OnBehalf): Promise<OdooAccount | Deny | undefined>;
}

const acting = new WeakMap<Subject, Subject>();

/** The same subject, standing for that account. Always the same object for the same two: rights are compiled once. */
export function actingAs(subject: Subject, account: OdooAccount | undefined): Subject {
  if (account === undefined) return subject;
  const known = acting.get(subject);
  if (known?.odoo === account) return known;
  const made = Object.freeze({ ...subject, odoo: account });
  acting.set(subject, made);
  return made;
}

/** Milliseconds the question may take. */
const ASK_MS = 10_000;

/**
 * Asks each account who it is through the binding's own tool, with that account's credential and no other's.
 * An upstream that is not sent credentials would tell of an account of its own, and is not asked.
 */
export function createActingAccounts(
  { binding, door, log }: Pick<HandlerContext, 'binding' | 'door' | 'log'>,
  now: () => number,
): ActingAccounts {
  const identity = binding?.identity;
  const tool = door.carriesCredentials ? identity?.whoami : undefined;
  if (identity === undefined || tool === undefined) return { accountOf: async () => undefined };

  const lookup = createAccountLookup(now, ({ login }, outcome) =>
    log.warn(
      { login, reason: outcome.kind === 'refused' ? outcome.deny.reason : outcome.reason },
      outcome.kind === 'refused'
        ? 'an account of gateway.yaml may not carry calls'
        : 'an account of gateway.yaml could not be asked who it is: rules that turn on its user, contact or companies deny',
    ),
  );

  return {
    async accountOf({ subject, credential }, behalf) {
      // Whoever signed in is known from that; an account of somebody else's says nothing about a person.
      const lacks = subject.odoo === undefined && subject.source !== 'odoo';
      if (!lacks || credential === undefined) return undefined;
      const found = await untilAborted(
        lookup.of(credential, () => ask({ door, tool, keys: identity.result }, credential, behalf)),
        behalf.signal,
      );
      switch (found.kind) {
        case 'known':
          return found.account;
        case 'refused':
          return found.deny;
        case 'unknown':
          return undefined;
        default:
          return found satisfies never;
      }
    },
  };
}

interface Questioned {
  readonly door: UpstreamDoor;
  readonly tool: string;
  readonly keys: IdentityBinding['result'];
}

async function ask(
  { door, tool, keys }: Questioned,
  credential: OdooCredential,
  behalf: OnBehalf,
): Promise<Lookup> {
  try {
    // Whoever asked first may go away: others wait for the same answer.
    const signal = AbortSignal.timeout(ASK_MS);
    const answered = readIdentity(
      keys,
      await door.callTool(tool, {}, { ...behalf, credential, signal }),
    );
    return 'problem' in answered ? unusable(answered.problem) : judge(answered.account, credential);
  } catch (error) {
    if (error instanceof ToolFailure) {
      const { errorClass } = error;
      const reason = `Odoo did not tell (${errorClass}).`;
      return { kind: 'unknown', reason, unasked: isUnrelated(errorClass) };
    }
    if (error instanceof UpstreamFailure) {
      return { kind: 'unknown', reason: `there was no answer (${error.reason}).`, unasked: true };
    }
    throw error;
  }
}

function judge(account: OdooAccount, { login, database }: OdooCredential): Lookup {
  if (account.uid === ODOOBOT_UID) {
    return {
      kind: 'refused',
      deny: deny(
        'login_refused',
        'gateway.yaml:identity',
        "uid 1 is Odoo's internal account, and carries nobody's calls.",
        { allowed: 'Name the account of a person, or one made for this, in gateway.yaml.' },
      ),
    };
  }
  if (loginKey(account.login) !== loginKey(login) || account.database !== database) {
    return unusable('the answer is about another account than was asked.');
  }
  return { kind: 'known', account: { ...account, carrier: true } };
}

function unusable(reason: string): Lookup {
  return { kind: 'unknown', reason, unasked: false };
}
