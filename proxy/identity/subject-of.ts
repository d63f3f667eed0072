import type { NamedSubject } from '../../policies/gateway-settings.ts';
import type { GroupName } from '../../policies/names.ts';
import type { OdooAccount, Subject } from '../../policies/subject.ts';
import { sourceKey } from './source-address.ts';

/** A caller without credentials: what the operator named it, or nobody. Told apart by where it calls from. */
export function anonymousSubject(source: string, named?: NamedSubject): Subject {
  return {
    id: `anonymous:${sourceKey(source)}`,
    name: named?.name ?? 'anonymous',
    source: 'anonymous',
    ...rightsOf(named),
  };
}

/** The bearer of a token: its rights are the token's own, whatever Odoo account it brokers. */
export function tokenSubject(token: NamedSubject): Subject {
  return { id: `token:${token.name}`, name: token.name, source: 'token', ...rightsOf(token) };
}

/** The person on stdio, where the operator says who that is. */
export function stdioSubject(named: NamedSubject): Subject {
  return { id: 'stdio', name: named.name, source: 'stdio', ...rightsOf(named) };
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
