import { type Deny, type DenyCode, deny } from '../../decision.ts';
import { blockedWriteField, secretField } from '../../guardrails.ts';
import type { FieldSchema } from '../../model-schema.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { FieldGroups } from '../../policy.ts';
import type { Inquiry } from '../inquiry.ts';
import { isLabelListed, quotedNames, shownNames } from '../record-names.ts';
import { refuseThrough } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import { copiedBy } from './computed-copies.ts';
import { refuseDelegation } from './delegation.ts';
import type { Granted } from './model-rights.ts';
import { neededGroups, satisfies } from './required-groups.ts';

const DISPLAY_NAME = 'display_name' as FieldName;

/**
 * What is done with a field. `search` is every use that lets its value show through an answer: filtering,
 * sorting, grouping. `create` and `write` are both writes; they differ in the grant they need.
 */
export type FieldUse = 'read' | 'search' | 'create' | 'write';

/** Why a subject may not use a field of a model, or undefined when it may. The model's own grant included. */
export function refuseField(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldSchema,
  use: FieldUse,
): Deny | undefined {
  const grant = grantFor(inquiry, model, use);
  if (isDeny(grant)) return grant;
  if (isDefinitionBearing(field)) {
    return deny(
      codeOf(use),
      'built-in:properties',
      `${model}.${field.name} holds properties, which point at records of models no rule can name here.`,
    );
  }
  const listing = listed(grant, field.name, model, use);
  return (
    refuseName(inquiry, model, field.name, use) ??
    (listing === 'unlisted'
      ? deny(codeOf(use), grant.rule, `${model}.${field.name} is not among the fields granted.`)
      : undefined) ??
    (listing === 'named' ? undefined : refuseUngrantedCopy(inquiry, model, field.name, use)) ??
    (field.related === undefined
      ? undefined
      : refuseDelegation(inquiry, model, field, use, listing === 'named'))
  );
}

/** The grant on the model that a use of its fields needs. */
export function grantFor(inquiry: Inquiry, model: ModelName, use: FieldUse): Granted | Deny {
  return inquiry.rights.on(model)[use === 'search' ? 'read' : use];
}

/**
 * Why no grant lets the subject use a field of this name, or undefined: guardrails, sensitive fields, groups
 * a field needs, fields nobody writes. Needs no metadata, and says nothing about grants or related fields.
 */
export function refuseName(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldName,
  use: FieldUse,
): Deny | undefined {
  return (
    refuseOwnName(inquiry, model, field, use) ??
    (field === DISPLAY_NAME ? refuseShownNames(inquiry, model, use) : undefined)
  );
}

function refuseOwnName(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldName,
  use: FieldUse,
): Deny | undefined {
  const { subject, policy } = inquiry;
  const secret = secretField(model, field);
  if (secret) {
    return deny(codeOf(use), secret.id, `${model}.${field} is out of reach: ${secret.reason}.`);
  }
  if (isWrite(use)) {
    const guardrail = blockedWriteField(field);
    if (guardrail) {
      return deny(
        'field_not_writable',
        guardrail.id,
        `${model}.${field} is never written: ${guardrail.reason}.`,
      );
    }
    if (policy.restrictions.blockedWriteFields.has(field)) {
      return deny(
        'field_not_writable',
        'restrictions.yaml:blocked_write_fields',
        `${field} is never written, on any model.`,
      );
    }
  }
  if (!subject.admin && policy.access.sensitiveFields.get(model)?.has(field)) {
    return deny(
      codeOf(use),
      `model_access.yaml:sensitive_fields.${model}.${field}`,
      `${model}.${field} is for administrators only.`,
    );
  }
  const requirements = policy.rbac.fieldGroups.get(model)?.get(field)?.[rightOf(use)];
  const unmet = requirements?.find(({ anyOf }) => !satisfies(subject, anyOf));
  return unmet === undefined
    ? refuseCopyByName(inquiry, model, field, use)
    : deny(codeOf(use), unmet.rule, `${model}.${field} is not open: ${neededGroups(unmet.anyOf)}.`);
}

/** What repeats another field is not shown where that one is hidden, or its model blocked. */
function refuseCopyByName(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldName,
  use: FieldUse,
): Deny | undefined {
  if (isWrite(use)) return undefined;
  for (const copied of copiedBy(inquiry.subject, model, field)) {
    const refused =
      inquiry.rights.on(copied.model).readBarred ??
      (copied.field === undefined
        ? undefined
        : refuseOwnName(inquiry, copied.model, copied.field, use));
    if (refused) return repeats(model, field, use, refused);
  }
  return undefined;
}

/**
 * Why a field that repeats another is not open by the grant of its own model, or undefined: it is as open as that
 * one is granted.
 */
export function refuseUngrantedCopy(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldName,
  use: FieldUse,
): Deny | undefined {
  if (isWrite(use)) return undefined;
  for (const copied of copiedBy(inquiry.subject, model, field)) {
    const grant = grantFor(inquiry, copied.model, use);
    if (isDeny(grant)) return repeats(model, field, use, grant);
    if (copied.field && listed(grant, copied.field, copied.model, use) === 'unlisted') {
      const name = `${copied.model}.${copied.field}`;
      const refused = deny(codeOf(use), grant.rule, `${name} is not among the fields granted.`);
      return repeats(model, field, use, refused);
    }
  }
  return undefined;
}

function repeats(model: ModelName, field: FieldName, use: FieldUse, refused: Deny): Deny {
  return deny(
    codeOf(use),
    refused.rule,
    `${model}.${field} repeats what Odoo keeps elsewhere, and ${refused.reason}`,
  );
}

/**
 * A label is as open as the fields it shows and the labels it quotes; where it quotes a model that rules narrow,
 * nobody knows of which records.
 */
function refuseShownNames(inquiry: Inquiry, model: ModelName, use: FieldUse): Deny | undefined {
  for (const name of shownNames(model)) {
    const refused = refuseOwnName(inquiry, model, name, use);
    if (refused) return refused;
  }
  for (const { field, comodel } of quotedNames(model)) {
    const refused =
      refuseOwnName(inquiry, model, field, use) ??
      (isWrite(use)
        ? undefined
        : (refuseThrough(inquiry, comodel, 'read') ?? refuseQuotedLabel(inquiry, comodel, use)));
    if (refused) return refused;
  }
  return undefined;
}

function refuseQuotedLabel(inquiry: Inquiry, comodel: ModelName, use: FieldUse): Deny | undefined {
  if (inquiry.policy.access.hiddenLabels.matches(comodel)) {
    const rule = 'model_access.yaml:hidden_labels';
    return deny(codeOf(use), rule, `the names of ${comodel} records are not shown.`);
  }
  return inquiry.rights.on(comodel).blocked ?? refuseName(inquiry, comodel, DISPLAY_NAME, use);
}

/**
 * Whether a grant's field lists have a field. `open`: the grant has no list; `named`: the operator listed
 * it. Where only reading is listed, searching and writing are limited to the same fields.
 */
export function listed(
  grant: Granted,
  field: FieldName,
  model: ModelName,
  use: FieldUse,
): 'open' | 'named' | 'unlisted' {
  if (grant.lists === undefined) return 'open';
  if (field === 'id' && !isWrite(use)) return 'named';
  let answer: 'named' | 'unlisted' = 'unlisted';
  for (const lists of grant.lists) {
    const list = lists[rightOf(use)] ?? lists.read;
    if (list === undefined) return 'open';
    if (list.matches(field)) answer = 'named';
  }
  const byName =
    answer === 'unlisted' &&
    field === DISPLAY_NAME &&
    isLabelListed(model, (name) => listed(grant, name, model, use) !== 'unlisted');
  return byName ? 'named' : answer;
}

/** The denial code for a use of a field. */
export function codeOf(use: FieldUse): DenyCode {
  switch (use) {
    case 'read':
      return 'field_not_readable';
    case 'search':
      return 'field_not_searchable';
    case 'create':
    case 'write':
      return 'field_not_writable';
    default:
      return use satisfies never;
  }
}

function rightOf(use: FieldUse): keyof FieldGroups {
  return use === 'create' ? 'write' : use;
}

/** Whether a use puts a value into the field: both need the right to write it. */
export function isWrite(use: FieldUse): use is 'create' | 'write' {
  return use === 'create' || use === 'write';
}

/**
 * Property fields carry their own definitions, comodels included: reading one shows labels of any model, and
 * writing one can change what it points at.
 */
function isDefinitionBearing({ type }: FieldSchema): boolean {
  return type === 'properties' || type === 'properties_definition';
}
