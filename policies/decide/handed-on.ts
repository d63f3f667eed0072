import type { Deny } from '../decision.ts';
import { deny } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import { type FieldName, type ModelName, parseFieldName, parseModelName } from '../names.ts';
import { refuseField } from './field-rights.ts';
import { type Inquiry, schemaOf } from './inquiry.ts';
import { isDeny, PENDING } from './refusal.ts';

/** Where Odoo writes a value once more, and the fields of the record itself that say to which record. */
interface HandedOn {
  readonly model: string;
  readonly field: string;
  readonly through: readonly string[];
}

/**
 * Stored fields with an inverse that writes an e-mail address to the contact behind the record. A contact's
 * address is where the link goes that resets its user's password. Odoo tells nobody over RPC that a field has
 * an inverse, so they stand here, from the sources of 17, 18 and 19.
 */
const HANDED_ON: ReadonlyMap<string, HandedOn> = new Map([
  ['crm.lead.email_from', contactOf('partner_id')],
  ['hr.applicant.email_from', contactOf('partner_id', 'candidate_id')],
  ['hr.candidate.email_from', contactOf('partner_id')],
  ['hr.employee.work_email', contactOf('work_contact_id', 'user_id')],
]);

/**
 * Why the subject may not write a field whose value Odoo hands on to another record, or undefined: it takes
 * the right to write that record too. A new record that is linked to none has nobody to hand it on to.
 */
export function refuseHandedOn(
  inquiry: Inquiry,
  model: ModelName,
  name: FieldName,
  values: JsonObject,
  use: 'create' | 'write',
): Deny | undefined {
  const target = HANDED_ON.get(`${model}.${name}`);
  if (target === undefined) return undefined;
  const linked = target.through.some((link) => (values[link] ?? false) !== false);
  if (use === 'create' && !linked) return undefined;
  const refused = refuseTargetField(inquiry, target);
  return refused === undefined || refused === PENDING
    ? refused
    : deny(
        refused.code,
        refused.rule,
        `Odoo hands ${model}.${name} on to ${target.model}.${target.field}, and ${refused.reason}`,
      );
}

function refuseTargetField(inquiry: Inquiry, target: HandedOn): Deny | undefined {
  const model = parseModelName(target.model);
  const name = parseFieldName(target.field);
  if (model === undefined || name === undefined) throw new Error(`no field: ${target.field}`);
  const granted = inquiry.rights.on(model).write;
  if (isDeny(granted)) return granted;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const field = schema.fields.get(name);
  return field === undefined
    ? deny('field_not_writable', 'built-in:handed-on', `${model} is not known to have it.`)
    : refuseField(inquiry, model, field, 'write');
}

function contactOf(...through: readonly string[]): HandedOn {
  return { model: 'res.partner', field: 'email', through };
}
