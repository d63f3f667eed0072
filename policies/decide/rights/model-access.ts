import type { Deny } from '../../decision.ts';
import type { ModelName } from '../../names.ts';
import { effectOf, type OperationKind } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { isDeny } from '../refusal.ts';
import {
  ATTACHED_EFFECTS,
  type AttachedEffect,
  type CallRights,
  type Granted,
  type ModelRights,
  RECORD_EFFECTS,
  type RecordEffect,
} from './model-rights.ts';
import { lacksGroup } from './required-groups.ts';
import { type SubjectRights, subjectRights } from './subject-rights.ts';

/** How much of a model a subject may use, in one word. `admin_only`: an administrator's right. */
export type AccessLevel = 'full_crud' | 'read_write' | 'read_only' | 'write_only' | 'admin_only';

/** The level to show for a model, or undefined when the subject may do nothing with it. */
export function accessLevel(
  model: ModelName,
  subject: Subject,
  policy: Policy,
): AccessLevel | undefined {
  const rights = subjectRights(subject, policy).on(model);
  const reads = !isDeny(rights.read);
  const writes = RECORD_EFFECTS.filter((effect) => effect !== 'read' && !isDeny(rights[effect]));
  if (!reads) return writes.length > 0 ? 'write_only' : undefined;
  if (writes.length === 0) return 'read_only';
  if (
    policy.restrictions.adminOnly.matches(model) ||
    policy.access.tiers.get(model) === 'admin_only'
  ) {
    return 'admin_only';
  }
  return writes.length === RECORD_EFFECTS.length - 1 ? 'full_crud' : 'read_write';
}

/**
 * Why no operation of this kind can be allowed to the subject, on the given model or on any, or undefined when one
 * can with some arguments. For lists of tools: a call is always decided on by itself.
 */
export function refusalOfKind(
  kind: OperationKind,
  model: ModelName | undefined,
  subject: Subject,
  policy: Policy,
): Deny | 'nothing granted' | undefined {
  const effect = effectOf(kind);
  if (effect === 'login' || kind === 'whoami') return undefined;
  const rights = subjectRights(subject, policy);
  if (kind === 'list_models') return lacksGroup(rights, effect);
  if (model !== undefined) {
    const answer = onModel(rights.on(model), effect);
    return isDeny(answer) ? answer : undefined;
  }
  return lacksGroup(rights, effect) ?? (reachesAny(rights, effect) ? undefined : 'nothing granted');
}

type ModelEffect = RecordEffect | AttachedEffect | 'call';

function isAttached(effect: ModelEffect): effect is AttachedEffect {
  return ATTACHED_EFFECTS.some((attached) => attached === effect);
}

function onModel(rights: ModelRights, effect: ModelEffect): Granted | CallRights | Deny {
  return rights[effect];
}

function reachesAny(rights: SubjectRights, effect: ModelEffect): boolean {
  const { access } = rights.policy;
  if (rights.portal) {
    return [...access.portalModels].some((model) => !isDeny(onModel(rights.on(model), effect)));
  }
  if (rights.grants.some((grant) => grantsEffect(grant, effect))) return true;
  if (effect === 'read' && access.defaultPolicy === 'allow') return true;
  if (rights.subject.admin && access.admin.unlistedModels !== 'deny') {
    if (effect === 'read' || effect === 'read_messages') return true;
    if (access.admin.unlistedModels === 'allow' && !isAttached(effect)) return true;
  }
  for (const model of access.tiers.keys()) {
    if (!isDeny(onModel(rights.on(model), effect))) return true;
  }
  return false;
}

function grantsEffect(grant: SubjectRights['grants'][number], effect: ModelEffect): boolean {
  return effect === 'call'
    ? grant.methods.size > 0 || grant.operations.has('write')
    : grant.operations.has(effect);
}
