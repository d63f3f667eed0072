import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { namePattern } from '../../policies/name-pattern.ts';
import type { NamePattern, Policy } from '../../policies/policy.ts';

/** One rule of a policy, as decisions name it. */
export interface PolicyRule {
  /** `rbac.yaml:operation_group_requirements.unlink`, as in denials and the audit. */
  readonly rule: string;
  /** Where one name stands for a whole list: the entry of the list, a model, method or field. */
  readonly entry?: string;
  /** Whether a decision under this rule that speaks of a name came from this entry. */
  readonly isAbout: (name: string) => boolean;
}

/** How a rule is called in reports: `restrictions.yaml:always_blocked hr.payslip*`. */
export function ruleName({ rule, entry }: PolicyRule): string {
  return entry === undefined ? rule : `${rule} ${entry}`;
}

/**
 * Every grant, restriction, field rule, record rule and confirmation of the operator's own files, in the order
 * of the files. What the built-in files say is tested with the product.
 */
export function rulesOf(policy: Policy): readonly PolicyRule[] {
  const rules = [...restrictionRules(policy), ...grants(policy), ...requirements(policy)];
  return rules.filter(({ rule }) => isWritten(policy, rule));
}

function isWritten({ source }: Policy, rule: string): boolean {
  const name = rule.slice(0, rule.indexOf('.yaml'));
  return [`${name}.yaml`, `${name}.yml`].some((file) => existsSync(join(source, file)));
}

function restrictionRules({ restrictions }: Policy): readonly PolicyRule[] {
  const patterns = (key: string, { written }: Pick<NamePattern<never>, 'written'>) =>
    written.map((entry) => entryRule(`restrictions.yaml:${key}`, entry));
  return [
    ...patterns('always_blocked', restrictions.alwaysBlocked),
    ...patterns('admin_only', restrictions.adminOnly),
    ...patterns('admin_write_only', restrictions.adminWriteOnly),
    ...patterns('blocked_methods', { written: [...restrictions.blockedMethods] }),
    ...patterns('blocked_write_fields', { written: [...restrictions.blockedWriteFields] }),
  ];
}

function grants({ access }: Policy): readonly PolicyRule[] {
  const { tiers, allowedMethods, sensitiveFields, groupAccess } = access;
  return [
    ...[...tiers].map(([model, tier]) => entryRule(`model_access.yaml:${tier}`, model)),
    ...[...allowedMethods].flatMap(([model, methods]) =>
      [...methods].map((method) => entryRule(`model_access.yaml:allowed_methods.${model}`, method)),
    ),
    ...[...sensitiveFields].flatMap(([model, fields]) =>
      [...fields].map((field) => wholeRule(`model_access.yaml:sensitive_fields.${model}.${field}`)),
    ),
    ...groupAccess.map(({ rule }) => wholeRule(rule)),
  ];
}

function requirements({ rbac }: Policy): readonly PolicyRule[] {
  const fields = [...rbac.fieldGroups.values()].flatMap((byField) => [...byField.values()]);
  const rules = [
    ...[...rbac.toolGroups.keys()].map((tool) => `rbac.yaml:tool_group_requirements.${tool}`),
    ...[...rbac.operationGroups.keys()].map(
      (effect) => `rbac.yaml:operation_group_requirements.${effect}`,
    ),
    ...fields.flatMap(({ read, search, write }) =>
      [...read, ...search, ...write].map(({ rule }) => rule),
    ),
    ...[...rbac.recordRules.values()].flat().map(({ rule }) => rule),
    ...rbac.confirm.map(({ rule }) => rule),
  ];
  return [...new Set(rules)].map(wholeRule);
}

function wholeRule(rule: string): PolicyRule {
  return { rule, isAbout: () => true };
}

function entryRule(rule: string, entry: string): PolicyRule {
  const pattern = namePattern<string>([entry]);
  return { rule, entry, isAbout: (name) => pattern.matches(name) };
}
