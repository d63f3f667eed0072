import { otherName } from '../../../releases/other-name.ts';
import { type Deny, deny } from '../../decision.ts';
import { didYouMean } from '../../did-you-mean.ts';
import type { ModelSchema } from '../../model-schema.ts';
import type { FieldName } from '../../names.ts';
import { besides, type Inquiry } from '../inquiry.ts';
import { codeOf, type FieldUse, refuseField } from './field-rights.ts';

/**
 * Refuses a field the model does not have. Says what it is called in other releases, or suggests a near name; of the
 * fields the subject may use only. That a field is gone for good is said to everybody: it is true of every Odoo.
 */
export function unknownField(
  inquiry: Inquiry,
  schema: ModelSchema,
  name: FieldName,
  use: FieldUse,
): Deny {
  // Suggestions must not make the decision wait for metadata, so this asks with a list of its own.
  const aside = besides(inquiry);
  const usable = [...schema.fields.values()].flatMap((field) =>
    refuseField(aside, schema.model, field, use) ? [] : [field.name],
  );
  const suggestion = otherName(schema.model, name, usable) ?? didYouMean(name, usable);
  return deny(
    codeOf(use),
    'built-in:unknown-field',
    `${schema.model} has no field "${name}".`,
    suggestion === undefined ? {} : { allowed: suggestion },
  );
}
