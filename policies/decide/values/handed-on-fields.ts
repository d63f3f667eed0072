import type { FieldName, ModelName } from '../../names.ts';

/** Where Odoo writes a value once more, and the paths that say to which record. */
export interface HandedOn {
  readonly model: ModelName;
  readonly field: FieldName;
  /** Paths of many2ones to the record. Empty: the record has one of its own that nobody else has. */
  readonly through: readonly string[];
  /**
   * Whether it takes the right to write the other model. Where Odoo keeps data of the record itself over
   * there, as the phone of an employee, it takes only that no rule bars the field.
   */
  readonly needsGrant: boolean;
  /** Whether it says who a user is: the contact must belong to none then. */
  readonly identity: boolean;
  /** The field with the address by which Odoo looks for the contact of a record that is linked to none. */
  readonly foundBy?: FieldName;
}

const PARTNER = 'res.partner' as ModelName;
const VARIANT = 'product.product' as ModelName;
const APPLICANT = ['partner_id', 'candidate_id.partner_id'];
const TASK = ['partner_id', 'project_id.partner_id', 'parent_id.partner_id'];
const EMPLOYEE = ['work_contact_id', 'user_id'];

/**
 * Stored fields with an inverse that writes another record: that of the contact behind it mostly. A contact's
 * address is where the link goes that resets its user's password. Odoo tells nobody over RPC that a field has
 * an inverse, so they stand here, from the sources of 17, 18 and 19; those of tickets are an app's that is not
 * among these. The inverse of an applicant looks for a contact with its address when it has none, and
 * writes address, phones and, in 19, the name of the contact together.
 */
export const HANDED_ON: ReadonlyMap<string, HandedOn> = new Map([
  ['crm.lead.email_from', address('partner_id')],
  ['crm.lead.phone', phone('phone', 'partner_id')],
  ['helpdesk.ticket.partner_email', address('partner_id')],
  ['helpdesk.ticket.partner_phone', phone('phone', 'partner_id')],
  ['hr.applicant.email_from', found(address(...APPLICANT))],
  ['hr.applicant.partner_phone', found(phone('phone', ...APPLICANT))],
  ['hr.applicant.partner_mobile', found(phone('mobile', ...APPLICANT))],
  ['hr.candidate.email_from', found(address('partner_id'))],
  ['hr.candidate.partner_phone', found(phone('phone', 'partner_id'))],
  ['hr.employee.work_email', address(...EMPLOYEE)],
  ['hr.employee.mobile_phone', own(phone('mobile', ...EMPLOYEE))],
  ['hr.employee.work_phone', own(phone('phone', ...EMPLOYEE))],
  ['project.task.partner_phone', phone('phone', ...TASK)],
  ['res.company.email', address('partner_id')],
  ['res.company.name', { ...address('partner_id'), field: 'name' as FieldName }],
  ['product.template.default_code', ofVariant('default_code')],
  ['product.template.volume', ofVariant('volume')],
  ['product.template.weight', ofVariant('weight')],
]);

function address(...through: readonly string[]): HandedOn {
  const email = 'email' as FieldName;
  return { model: PARTNER, field: email, through, needsGrant: true, identity: true };
}

function phone(field: string, ...through: readonly string[]): HandedOn {
  return { ...address(...through), field: field as FieldName, identity: false };
}

function own(handedOn: HandedOn): HandedOn {
  return { ...handedOn, needsGrant: false };
}

function found(handedOn: HandedOn): HandedOn {
  return { ...handedOn, identity: true, foundBy: 'email_from' as FieldName };
}

function ofVariant(field: string): HandedOn {
  const here = { model: VARIANT, field: field as FieldName, through: [] };
  return { ...here, needsGrant: false, identity: false };
}
