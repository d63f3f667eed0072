import { createHash } from 'node:crypto';
import type { NamedSubject } from '../../policies/gateway-settings.ts';
import { type GroupName, parseGroupName } from '../../policies/names.ts';
import type { Policy } from '../../policies/policy.ts';
import { secret } from '../../policies/secret.ts';

/** A bearer token that works in front of the demo Odoo and nowhere else. */
export interface DemoToken {
  readonly token: string;
  readonly what: string;
}

interface DemoSubject extends DemoToken, Omit<NamedSubject, 'odoo' | 'groups'> {
  readonly groups: readonly string[];
}

const SUBJECTS: readonly DemoSubject[] = [
  {
    token: 'demo-sales',
    what: 'a salesperson',
    name: 'sales',
    groups: ['base.group_user', 'sales_team.group_sale_salesman'],
    admin: false,
  },
  {
    token: 'demo-hr',
    what: 'an HR officer',
    name: 'hr',
    groups: ['base.group_user', 'hr.group_hr_user'],
    admin: false,
  },
  {
    token: 'demo-admin',
    what: 'an administrator',
    name: 'admin',
    groups: ['base.group_user', 'base.group_system'],
    admin: true,
  },
];

/**
 * Adds the demo's bearer tokens, for clients that keep no session or cannot call a login tool. Each acts
 * with the demo account of the same name, whose password is its name: worth nothing outside the demo.
 */
export function withDemoTokens(
  policy: Policy,
  database: string,
): { readonly policy: Policy; readonly tokens: readonly DemoToken[] } {
  const added = SUBJECTS.map(({ token, name, groups, admin }) => ({
    name: `demo-${name}`,
    sha256: createHash('sha256').update(token).digest('hex'),
    groups: groups.map(group),
    admin,
    odoo: { login: name, method: 'password' as const, secret: secret(name), database },
  }));
  const { identity } = policy.gateway;
  return {
    policy: {
      ...policy,
      gateway: {
        ...policy.gateway,
        identity: { ...identity, tokens: [...identity.tokens, ...added] },
      },
    },
    tokens: SUBJECTS,
  };
}

function group(name: string): GroupName {
  const parsed = parseGroupName(name);
  if (parsed === undefined) throw new Error(`not a group name: ${name}`);
  return parsed;
}
