import { type Deny, deny } from '../../decision.ts';
import type { GroupName, ModelName } from '../../names.ts';
import type { Effect } from '../../operation.ts';
import type { SubjectRights } from './subject-rights.ts';

/** Any one of the listed groups is enough; an administrator needs none of them; an empty list is nobody. */
export function satisfies(
  { groups, admin }: { readonly groups: ReadonlySet<GroupName>; readonly admin: boolean },
  anyOf: readonly GroupName[],
): boolean {
  if (anyOf.length === 0) return false;
  return admin || anyOf.some((group) => groups.has(group));
}

/** How a requirement of groups is told to the person it refused. */
export function neededGroups(anyOf: readonly GroupName[]): string {
  return anyOf.length === 0 ? 'the policy lets nobody' : `it takes the group ${anyOf.join(' or ')}`;
}

/** The denial of an effect that needs a group the subject lacks, if it does. */
export function lacksGroup(
  { subject, policy }: SubjectRights,
  effect: Effect,
  model?: ModelName,
): Deny | undefined {
  const needed = policy.rbac.operationGroups.get(effect);
  if (needed === undefined || satisfies(subject, needed)) return undefined;
  return deny(
    'operation_not_allowed',
    `rbac.yaml:operation_group_requirements.${effect}`,
    `${effect} ${model === undefined ? 'is not allowed' : `on ${model} is not allowed`}: ${neededGroups(needed)}.`,
  );
}
