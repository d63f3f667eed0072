import { type Deny, deny } from '../decision.ts';
import { blockedModel, readOnlyModel } from '../guardrails.ts';
import type { GroupName, ModelName } from '../names.ts';
import type { Effect } from '../operation.ts';
import type { GroupGrant } from '../policy.ts';
import type { SubjectRights } from './subject-rights.ts';

/** What can be granted on a model. A method call is its own matter: see `call` below. */
export type RecordEffect = Exclude<Effect, 'call' | 'login'>;
export const RECORD_EFFECTS: readonly RecordEffect[] = ['read', 'create', 'write', 'unlink'];

/** A grant of one effect on one model. */
export interface Granted {
  /** The rule that grants it (the first, where several do). */
  readonly rule: string;
  /** The field lists of the grants, one each; undefined: at least one grant has no list. */
  readonly lists: readonly FieldLists[] | undefined;
}
export type FieldLists = NonNullable<GroupGrant['fields']>;

/** What one subject may do with one model. */
export interface ModelRights extends Readonly<Record<RecordEffect, Granted | Deny>> {
  readonly model: ModelName;
  /** Why a rule keeps the subject from reading this model whatever is granted, if one does. */
  readonly readBarred: Deny | undefined;
  /** The same for changing it, by any effect but `read`. */
  readonly writeBarred: Deny | undefined;
  readonly call: CallRights | Deny;
}

/** Which allow-lists of methods hold for a subject on a model. */
export interface CallRights {
  /** Whether `allowed_methods` and `admin.unlisted_methods` count: only where the model may be written. */
  readonly listed: boolean;
  /** Grants of the subject's groups that name methods of this model. */
  readonly grants: readonly GroupGrant[];
}

/** Works out the rights of a subject on a model. Denials are final; only `model_access.yaml` grants. */
export function modelRights(rights: SubjectRights, model: ModelName): ModelRights {
  const readBarred = barredFromReading(rights, model);
  const writeBarred = readBarred ?? barredFromWriting(rights, model);
  const decided = (effect: RecordEffect) =>
    (effect === 'read' ? readBarred : writeBarred) ??
    lacksGroup(rights, effect, model) ??
    grantOf(rights, model, effect);
  const write = decided('write');
  return {
    model,
    readBarred,
    writeBarred,
    read: decided('read'),
    create: decided('create'),
    write,
    unlink: decided('unlink'),
    call: writeBarred ?? lacksGroup(rights, 'call', model) ?? callRights(rights, model),
  };
}

function barredFromReading({ subject, policy, portal }: SubjectRights, model: ModelName) {
  const guardrail = blockedModel(model);
  if (guardrail) {
    return deny('model_blocked', guardrail.id, `${model} is out of reach: ${guardrail.reason}.`);
  }
  const { restrictions, access } = policy;
  if (restrictions.alwaysBlocked.matches(model)) {
    return deny(
      'model_blocked',
      'restrictions.yaml:always_blocked',
      `${model} is blocked for everybody.`,
    );
  }
  if (restrictions.adminOnly.matches(model) && !subject.admin) {
    return deny(
      'model_blocked',
      'restrictions.yaml:admin_only',
      `${model} is for administrators only.`,
    );
  }
  if (portal && !access.portalModels.has(model)) {
    return deny(
      'model_not_allowed',
      'model_access.yaml:portal_models',
      `${model} is not among the models portal users may reach.`,
    );
  }
  return undefined;
}

function barredFromWriting({ subject, policy }: SubjectRights, model: ModelName) {
  const guardrail = readOnlyModel(model);
  if (guardrail) {
    return deny(
      'operation_not_allowed',
      guardrail.id,
      `${model} is read-only: ${guardrail.reason}.`,
    );
  }
  if (policy.restrictions.adminWriteOnly.matches(model) && !subject.admin) {
    return deny(
      'operation_not_allowed',
      'restrictions.yaml:admin_write_only',
      `only administrators change ${model}.`,
    );
  }
  return undefined;
}

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

function grantOf(rights: SubjectRights, model: ModelName, effect: RecordEffect): Granted | Deny {
  const global = globalGrant(rights, model, effect);
  if (global !== undefined) return { rule: global, lists: undefined };
  const grants = rights.grants.filter(
    (grant) => grant.operations.has(effect) && grant.models.matches(model),
  );
  const [first] = grants;
  if (first === undefined) return notGranted(rights, model, effect);
  const lists = grants.map((grant) => grant.fields);
  return {
    rule: first.rule,
    lists: lists.every((list) => list !== undefined) ? lists : undefined,
  };
}

/** The rule by which everybody, or every administrator, has this effect on the model. */
function globalGrant(
  { subject, policy: { access }, portal }: SubjectRights,
  model: ModelName,
  effect: RecordEffect,
): string | undefined {
  if (portal && effect !== 'read') return undefined;
  const tier = access.tiers.get(model);
  switch (tier) {
    case 'full_crud':
      return 'model_access.yaml:full_crud';
    case 'read_only':
      return effect === 'read' ? 'model_access.yaml:read_only' : undefined;
    case 'admin_only':
      return subject.admin ? 'model_access.yaml:admin_only' : undefined;
    case undefined:
      break;
    default:
      return tier satisfies never;
  }
  if (subject.admin) {
    const { unlistedModels } = access.admin;
    if (unlistedModels === 'allow' || (unlistedModels === 'read' && effect === 'read')) {
      return 'model_access.yaml:admin.unlisted_models';
    }
  }
  return access.defaultPolicy === 'allow' && effect === 'read'
    ? 'model_access.yaml:default_policy'
    : undefined;
}

function notGranted(rights: SubjectRights, model: ModelName, effect: RecordEffect): Deny {
  const tier = rights.policy.access.tiers.get(model);
  const others = RECORD_EFFECTS.filter(
    (other) =>
      other !== effect &&
      (globalGrant(rights, model, other) !== undefined ||
        rights.grants.some((grant) => grant.operations.has(other) && grant.models.matches(model))),
  );
  const rule = `model_access.yaml:${tier ?? 'default_policy'}`;
  return others.length === 0
    ? deny('model_not_allowed', rule, `${model} is not granted to ${rights.subject.name}.`)
    : deny('operation_not_allowed', rule, `${effect} is not granted on ${model}.`, {
        allowed: `On ${model} the policy grants ${others.join(', ')}.`,
      });
}

function callRights(rights: SubjectRights, model: ModelName): CallRights | Deny {
  const write = grantOf(rights, model, 'write');
  const grants = rights.grants.filter(
    (grant) => grant.methods.size > 0 && grant.models.matches(model),
  );
  const listed = !('effect' in write);
  if (listed || grants.length > 0) return { listed, grants };
  return write.code === 'model_not_allowed'
    ? write
    : deny(
        'method_not_allowed',
        write.rule,
        `methods of ${model} change records, and changing them is not granted.`,
      );
}
