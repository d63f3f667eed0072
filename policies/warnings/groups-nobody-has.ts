import type { Problem } from '../load-error.ts';
import type { GroupName } from '../names.ts';
import type { PolicyFiles } from '../policy-files.ts';
import type { Path } from '../yaml-document.ts';

/** A group where it is written. */
interface Mention {
  readonly group: string;
  readonly path: Path;
  readonly onKey?: boolean;
}

/**
 * Groups that nobody can have: a word without a module is no XML id of Odoo, and no subject of `gateway.yaml` carries
 * it. What names one grants nothing, and a record rule or budget that is for one binds nobody.
 */
export function groupsNobodyHas({ access, rbac, gateway }: PolicyFiles): readonly Problem[] {
  const { tokens, stdio, anonymous } = gateway.data.identity;
  const held = new Set([...tokens, stdio, anonymous].flatMap((subject) => subject?.groups ?? []));
  const inAccess = Object.keys(access.data.group_access).map(
    (group): Mention => ({ group, path: ['group_access', group], onKey: true }),
  );
  const { required_group } = gateway.data.auth;
  const inGateway = [
    ...(required_group === '' ? [] : groupsAt(required_group, ['auth', 'required_group'])),
    ...gateway.data.limits.budgets.flatMap(({ groups }, index) =>
      groupsAt(groups, ['limits', 'budgets', index, 'groups']),
    ),
  ];
  return [
    { file: access, mentions: inAccess },
    { file: rbac, mentions: inRbac(rbac.data) },
    { file: gateway, mentions: inGateway },
  ].flatMap(({ file, mentions }) =>
    mentions
      .filter(({ group }) => !file.builtIn && !group.includes('.') && !held.has(group as GroupName))
      .map(({ group, path, onKey }) => ({
        ...file.place(path, onKey === true ? 'key' : undefined),
        message: `nobody has the group ${JSON.stringify(group)}`,
        hint: 'write the XML id of an Odoo group, such as sales_team.group_sale_salesman; a word of your own has to be among the groups of a subject under identity in gateway.yaml',
      })),
  );
}

function inRbac(rbac: PolicyFiles['rbac']['data']): Mention[] {
  const { record_rules, ...requirements } = rbac;
  const sections = [
    'tool_group_requirements',
    'operation_group_requirements',
    'sensitive_fields',
    'field_group_overrides',
  ] as const;
  return [
    ...sections.flatMap((section) => groupsWithin(requirements[section], [section])),
    ...Object.entries(record_rules).flatMap(([model, rules]) =>
      rules.flatMap(({ groups, except_groups }, index) => [
        ...groupsAt(groups, ['record_rules', model, index, 'groups']),
        ...groupsAt(except_groups, ['record_rules', model, index, 'except_groups']),
      ]),
    ),
  ];
}

/** Every text at the ends of a section whose ends are groups; lists of fields are none. */
function groupsWithin(value: unknown, path: Path): Mention[] {
  if (typeof value === 'string' || Array.isArray(value)) return groupsAt(value, path);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key === 'fields' && path[0] === 'sensitive_fields' ? [] : groupsWithin(below, [...path, key]),
  );
}

function groupsAt(written: unknown, path: Path): Mention[] {
  if (typeof written === 'string') return [{ group: written, path }];
  if (!Array.isArray(written)) return [];
  return written.map((group, index) => ({ group: String(group), path: [...path, index] }));
}
