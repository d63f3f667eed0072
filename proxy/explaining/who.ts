import { didYouMean } from '../../policies/did-you-mean.ts';
import type { NamedSubject, TokenSettings } from '../../policies/gateway-settings.ts';
import type { GroupName } from '../../policies/names.ts';
import type { Policy } from '../../policies/policy.ts';
import type { OdooAccount, Subject } from '../../policies/subject.ts';
import { UsageError } from '../commands/usage-error.ts';
import { brokeredCredential, type OdooCredential } from '../identity/credential.ts';
import type { Caller } from '../identity/resolve.ts';
import { stdioSubject, tokenSubject } from '../identity/subject-of.ts';
import type { Setting } from './setting.ts';

/** Whose call is asked about: somebody `gateway.yaml` names, or anybody with these groups. */
export interface Who {
  readonly token?: string;
  readonly groups?: readonly GroupName[];
  readonly admin?: boolean;
  /** What record rules may turn on: the Odoo account the subject stands for. */
  readonly uid?: number;
  readonly partnerId?: number;
  readonly companyIds?: readonly number[];
}

/** The subject a question is about. Throws `UsageError` where `gateway.yaml` names nobody so. */
export function subjectOf(who: Who, policy: Policy): Subject {
  const subject = who.token === undefined ? adHoc(who) : namedSubject(who.token, policy).subject;
  return withAccount(subject, who, policy);
}

/**
 * The caller a question is about. Throws `UsageError` as `subjectOf`, and where nothing says which Odoo account
 * would carry the call although one is to be asked.
 */
export function callerOf(who: Who, { context, live }: Setting): Caller {
  const { policy, door } = context;
  const subject = subjectOf(who, policy);
  const named = who.token === undefined ? undefined : namedSubject(who.token, policy);
  const principal = named?.principal ?? { kind: 'anonymous' as const };
  const credential = live && (accountOf(named?.settings, policy) ?? live.account);
  if (live && door.carriesCredentials && credential === undefined) {
    throw new UsageError(
      `Nothing says which Odoo account carries the calls of ${subject.name}: set ODOO_USERNAME and ODOO_API_KEY.`,
    );
  }
  return { kind: 'known', principal, subject, credential, session: live?.session };
}

/** Everybody `gateway.yaml` names, by the names `--as` takes. */
export function namedSubjects({ gateway }: Policy): readonly NamedSubject[] {
  const { tokens, stdio } = gateway.identity;
  return stdio === undefined ? tokens : [...tokens, stdio];
}

interface Named {
  readonly subject: Subject;
  readonly principal: Caller['principal'];
  readonly settings: NamedSubject | TokenSettings;
}

function namedSubject(name: string, policy: Policy): Named {
  const { tokens, stdio } = policy.gateway.identity;
  const { database } = policy.gateway.odoo;
  const token = tokens.find((candidate) => candidate.name === name);
  if (token) {
    const principal = { kind: 'token' as const, name };
    return { subject: tokenSubject(token, database), principal, settings: token };
  }
  if (stdio?.name === name) {
    return {
      subject: stdioSubject(stdio, database),
      principal: { kind: 'stdio' },
      settings: stdio,
    };
  }
  const known = namedSubjects(policy).map((subject) => subject.name);
  const hint =
    didYouMean(name, known) ??
    (known.length > 0
      ? `it names ${known.join(', ')}`
      : 'it names nobody; describe somebody by groups instead');
  throw new UsageError(`gateway.yaml:identity names nobody ${JSON.stringify(name)}: ${hint}.`);
}

function adHoc({ groups = [], admin = false }: Who): Subject {
  const kind = admin ? 'an administrator' : 'somebody';
  const name = groups.length === 0 ? kind : `${kind} of ${groups.join(', ')}`;
  return { id: 'explained', name, source: 'odoo', groups: new Set(groups), admin };
}

function withAccount(subject: Subject, who: Who, { gateway }: Policy): Subject {
  const { uid, partnerId, companyIds } = who;
  if (uid === undefined) return subject;
  const odoo: OdooAccount = {
    database: gateway.odoo.database ?? '',
    login: subject.name,
    uid,
    ...(partnerId === undefined ? {} : { partnerId }),
    ...(companyIds === undefined ? {} : { companyIds }),
  };
  return { ...subject, odoo };
}

function accountOf(
  named: NamedSubject | undefined,
  { gateway }: Policy,
): OdooCredential | undefined {
  if (named?.odoo === undefined) return undefined;
  return brokeredCredential(named.odoo, gateway.odoo.database, `identity of ${named.name}`);
}
