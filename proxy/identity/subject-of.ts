import type { NamedSubject } from '../../policies/gateway-settings.ts';
import type { GroupName } from '../../policies/names.ts';
import type { OdooAccount, Subject } from '../../policies/subject.ts';
import { sourceKey } from './source-address.ts';

/** A caller without credentials: what the operator named it, or nobody. Told apart by where it calls from. */
export function anonymousSubject(source: string, named?: NamedSubject, database?: string): Subject {
  return {
    id: `anonymous:${sourceKey(source)}`,
    name: named?.name ?? 'anonymous',
    source: 'anonymous',
    ...rightsOf(named),
    ...writtenAccount(named, database),
  };
}

/** The bearer of a token: its rights are the token's own, whatever Odoo account it brokers. */
export function tokenSubject(token: NamedSubject, database?: string): Subject {
  return {
    id: `token:${token.name}`,
    name: token.name,
    source: 'token',
    ...rightsOf(token),
    ...writtenAccount(token, database),
  };
}

/** The person on stdio, where the operator says who that is. */
export function stdioSubject(named: NamedSubject, database?: string): Subject {
  return {
    id: 'stdio',
    name: named.name,
    source: 'stdio',
    ...rightsOf(named),
    ...writtenAccount(named, database),
  };
}

/** An Odoo user who signed in, with the rights Odoo itself reports. */
export function odooSubject(
  account: OdooAccount,
  person: {
    readonly name: string;
    readonly groups: ReadonlySet<GroupName>;
    readonly admin: boolean;
  },
): Subject {
  return {
    id: `odoo:${account.database}:${account.uid}`,
    name: person.name,
    source: 'odoo',
    groups: person.groups,
    admin: person.admin,
    odoo: account,
  };
}

function rightsOf(named: NamedSubject | undefined): Pick<Subject, 'groups' | 'admin'> {
  return { groups: new Set(named?.groups), admin: named?.admin === true };
}

/** The Odoo user that the operator says a subject stands for, in its own database or else the configured one. */
function writtenAccount(
  named: NamedSubject | undefined,
  database: string | undefined,
): Pick<Subject, 'odoo'> {
  if (named?.actsFor === undefined) return {};
  const { name, odoo, actsFor } = named;
  return { odoo: { database: odoo?.database ?? database ?? '', login: name, ...actsFor } };
}
