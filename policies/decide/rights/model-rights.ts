import { otherModel } from '../../../releases/other-name.ts';
import { type Deny, deny } from '../../decision.ts';
import { blockedModel, readOnlyModel } from '../../guardrails.ts';
import { type ModelName, parseModelName } from '../../names.ts';
import { changesData, type Effect } from '../../operation.ts';
import type { GroupGrant } from '../../policy.ts';
import { lacksGroup } from './required-groups.ts';
import type { SubjectRights } from './subject-rights.ts';

/** What can be granted on a model's records. A method call is its own matter: see `call` below. */
export type RecordEffect = 'read' | 'create' | 'write' | 'unlink';
export const RECORD_EFFECTS: readonly RecordEffect[] = ['read', 'create', 'write', 'unlink'];
/**
 * What can be granted on what hangs on a record without being a field of it: its conversation, its files, the
 * documents made of it. The models behind them stay closed; through a record is the one way to them.
 */
export const ATTACHED_EFFECTS = [
  'read_messages',
  'post_message',
  'read_attachments',
  'print_report',
] as const satisfies readonly Effect[];
export type AttachedEffect = (typeof ATTACHED_EFFECTS)[number];

/** A grant of one effect on one model. */
export interface Granted {
  /** The rule that grants it (the first, where several do). */
  readonly rule: string;
  /** The field lists of the grants, one each; undefined: at least one grant has no list. */
  readonly lists: readonly FieldLists[] | undefined;
}
export type FieldLists = NonNullable<GroupGrant['fields']>;

/** What one subject may do with one model. */
export interface ModelRights
  extends Readonly<Record<RecordEffect | AttachedEffect, Granted | Deny>> {
  readonly model: ModelName;
  /** Why the model is closed to the subject altogether, what its records are called included, if it is. */
  readonly blocked: Deny | undefined;
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
  const blocked = blockedFor(rights, model);
  const readBarred = blocked ?? barredFromReading(rights, model);
  const writeBarred = readBarred ?? barredFromWriting(rights, model);
  const decided = (effect: RecordEffect) =>
    (effect === 'read' ? readBarred : writeBarred) ??
    lacksGroup(rights, effect, model) ??
    grantOf(rights, model, effect);
  const read = decided('read');
  const write = decided('write');
  const attached = (effect: AttachedEffect) =>
    (changesData(effect) ? writeBarred : undefined) ??
    ('effect' in read ? read : attachedGrant(rights, model, effect, read));
  return {
    model,
    blocked,
    readBarred,
    writeBarred,
    read_messages: attached('read_messages'),
    post_message: attached('post_message'),
    read_attachments: attached('read_attachments'),
    print_report: attached('print_report'),
    read,
    create: decided('create'),
    write,
    unlink: decided('unlink'),
    call: writeBarred ?? lacksGroup(rights, 'call', model) ?? callRights(rights, model),
  };
}

function blockedFor({ subject, policy }: SubjectRights, model: ModelName) {
  const guardrail = blockedModel(model);
  if (guardrail) {
    return deny('model_blocked', guardrail.id, `${model} is out of reach: ${guardrail.reason}.`);
  }
  const { restrictions } = policy;
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
  return undefined;
}

function barredFromReading({ policy, portal }: SubjectRights, model: ModelName) {
  return portal && !policy.access.portalModels.has(model)
    ? deny(
        'model_not_allowed',
        'model_access.yaml:portal_models',
        `${model} is not among the models portal users may reach.`,
      )
    : undefined;
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

function grantOf(rights: SubjectRights, model: ModelName, effect: RecordEffect): Granted | Deny {
  const global = globalGrant(rights, model, effect);
  if (global !== undefined) return { rule: global, lists: undefined };
  return groupGrant(rights, model, effect) ?? notGranted(rights, model, effect);
}

/** What `group_access` grants the groups of the subject. */
function groupGrant(
  rights: SubjectRights,
  model: ModelName,
  effect: RecordEffect | AttachedEffect,
): Granted | undefined {
  const grants = rights.grants.filter(
    (grant) => grant.operations.has(effect) && grant.models.matches(model),
  );
  const [first] = grants;
  if (first === undefined) return undefined;
  const lists = grants.map((grant) => grant.fields);
  return {
    rule: first.rule,
    lists: lists.every((list) => list !== undefined) ? lists : undefined,
  };
}

/**
 * The grant of what hangs on a record that may be read: `group_access` alone gives it, to no portal user. An
 * administrator who reads without being listed reads conversations too. Its field lists are those of its own
 * entries and, where they have none, those of the right to read the record.
 */
function attachedGrant(
  rights: SubjectRights,
  model: ModelName,
  effect: AttachedEffect,
  read: Granted,
): Granted | Deny {
  const lacking = lacksGroup(rights, effect, model);
  if (lacking) return lacking;
  const refuse = (rule: string, reason: string) => deny('operation_not_allowed', rule, reason);
  if (rights.portal) {
    return refuse('built-in:portal', `${effect} on ${model} is not for portal users.`);
  }
  const { subject, policy } = rights;
  if (
    effect === 'read_messages' &&
    subject.admin &&
    policy.access.admin.unlistedModels !== 'deny' &&
    read.lists === undefined
  ) {
    return { rule: 'model_access.yaml:admin.unlisted_models', lists: undefined };
  }
  const own = groupGrant(rights, model, effect);
  return own === undefined
    ? refuse(
        'model_access.yaml:group_access',
        `${effect} is not granted on ${model}: it takes an entry of its own beside the right to read.`,
      )
    : { rule: own.rule, lists: own.lists ?? read.lists };
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
    (other) => other !== effect && isGranted(rights, model, other),
  );
  const rule = `model_access.yaml:${tier ?? 'default_policy'}`;
  const renamed = otherModel(model, (name) => {
    const known = parseModelName(name);
    return known !== undefined && isGranted(rights, known, effect);
  });
  return others.length === 0
    ? deny(
        'model_not_allowed',
        rule,
        `${model} is not granted to ${rights.subject.name}.`,
        renamed === undefined ? {} : { allowed: renamed },
      )
    : deny('operation_not_allowed', rule, `${effect} is not granted on ${model}.`, {
        allowed: `On ${model} the policy grants ${others.join(', ')}.`,
      });
}

function isGranted(rights: SubjectRights, model: ModelName, effect: RecordEffect): boolean {
  return (
    globalGrant(rights, model, effect) !== undefined ||
    rights.grants.some((grant) => grant.operations.has(effect) && grant.models.matches(model))
  );
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
