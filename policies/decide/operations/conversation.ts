import { type Deny, deny } from '../../decision.ts';
import type { FieldName, ModelName } from '../../names.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { isDeny } from '../refusal.ts';
import { listed, refuseField, refuseName } from '../rights/field-rights.ts';
import type { Granted } from '../rights/model-rights.ts';

const MESSAGE_IDS = 'message_ids' as FieldName;

/**
 * Why the conversation on records of a model may not be used, or undefined. It is the field `message_ids`: as
 * open as that field, under the field lists of the right to read and of the grant of the conversation itself.
 * `absent`: the model keeps no conversation.
 */
export function refuseConversation(
  inquiry: Inquiry,
  model: ModelName,
  granted: Granted,
): Deny | 'absent' | undefined {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const field = schema.fields.get(MESSAGE_IDS);
  if (field === undefined) {
    // Odoo leaves out of the metadata what the account may not see; what the policy hides stays hidden.
    const hidden = refuseName(inquiry, model, MESSAGE_IDS, 'read');
    return hidden === undefined ? 'absent' : closed(model, hidden.rule, hidden.reason);
  }
  const refused = refuseField(inquiry, model, field, 'read');
  if (refused) return closed(model, refused.rule, refused.reason);
  return listed(granted, field.name, model, 'read') === 'unlisted'
    ? closed(model, granted.rule, 'it is not among the fields granted.')
    : undefined;
}

function closed(model: ModelName, rule: string, reason: string): Deny {
  return deny(
    'field_not_readable',
    rule,
    `the messages and files of a record are read through ${model}.message_ids, and ${reason}`,
    { allowed: 'A grant that lists fields has to list message_ids too.' },
  );
}
