import type { Deny } from '../../decision.ts';
import { deny } from '../../decision.ts';
import type { JsonObject } from '../../json.ts';
import { type FieldName, type ModelName, parseRecordId, type RecordId } from '../../names.ts';
import { type Domain, disjunction, parsePath } from '../domain/domain.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { condition, refuseUnless } from '../record-rules/record-facts.ts';
import { isDeny, PENDING } from '../refusal.ts';
import { refuseField } from '../rights/field-rights.ts';
import type { WrittenRecord } from './written-record.ts';

/** Where Odoo writes a value once more, and the paths of many2ones that say to which record. */
interface HandedOn {
  readonly model: ModelName;
  readonly field: FieldName;
  readonly through: readonly string[];
}

const PARTNER = 'res.partner' as ModelName;
const USERS = 'res.users' as ModelName;
const USER_IDS = 'user_ids' as FieldName;
const EMAIL = 'email' as FieldName;

/**
 * Stored fields with an inverse that writes an e-mail address to the contact behind the record. A contact's
 * address is where the link goes that resets its user's password. Odoo tells nobody over RPC that a field has
 * an inverse, so they stand here, from the sources of 17, 18 and 19.
 */
const HANDED_ON: ReadonlyMap<string, HandedOn> = new Map([
  ['crm.lead.email_from', contactOf('partner_id')],
  ['hr.applicant.email_from', contactOf('partner_id', 'candidate_id.partner_id')],
  ['hr.candidate.email_from', contactOf('partner_id')],
  ['hr.employee.work_email', contactOf('work_contact_id', 'user_id')],
]);

/**
 * Whose name and address say who somebody is to Odoo: a user is shown under the name of its contact, and the
 * link that resets its password goes to the contact's address.
 */
const IDENTITY: ReadonlySet<string> = new Set(['res.partner.name', 'res.partner.email']);

/**
 * Why the subject may not write a field that says who a user is, or whose value Odoo hands on to such a field
 * of another record; undefined when it may. It takes the right to write where the value lands, and the
 * contact must belong to no user, which Odoo is asked; administrators may rename users. A new record that is
 * linked to none has nobody to hand it on to.
 */
export function refuseHandedOn(
  inquiry: Inquiry,
  record: WrittenRecord,
  name: FieldName,
  values: JsonObject,
): Deny | undefined {
  const { model, ids } = record;
  if (IDENTITY.has(`${model}.${name}`)) {
    return ids === undefined ? undefined : refuseUsers(inquiry, model, ids, [], name);
  }
  const target = HANDED_ON.get(`${model}.${name}`);
  if (target === undefined) return undefined;
  const linked = target.through.some((path) => {
    const [link = path] = path.split('.');
    return (values[link] ?? false) !== false;
  });
  if (ids === undefined && !linked) return undefined;
  const refused = refuseTargetField(inquiry, target);
  if (refused === PENDING) return refused;
  if (refused) {
    return deny(
      refused.code,
      refused.rule,
      `Odoo hands ${model}.${name} on to ${target.model}.${target.field}, and ${refused.reason}`,
    );
  }
  return refuseUsersBehind(inquiry, record, target, values);
}

/** The contacts a value is handed on to: those of the record as it is, and those it is linked to now. */
function refuseUsersBehind(
  inquiry: Inquiry,
  { model, ids }: WrittenRecord,
  target: HandedOn,
  values: JsonObject,
): Deny | undefined {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  for (const written of target.through) {
    const [link, ...further] = parsePath(written) ?? [];
    const field = link === undefined ? undefined : schema.fields.get(link);
    // Of another version of Odoo.
    if (link === undefined || field === undefined) continue;
    if (ids !== undefined) {
      const refused = refuseUsers(inquiry, model, ids, [link, ...further], EMAIL);
      if (refused) return refused;
    }
    const linked = values[link] ?? false;
    if (linked === false) continue;
    const id = parseRecordId(linked);
    if (id === undefined || field.relation === undefined || field.relation === USERS) {
      return belongsToUser(model, EMAIL);
    }
    const refused = refuseUsers(inquiry, field.relation, [id], further, EMAIL);
    if (refused) return refused;
  }
  return undefined;
}

/** Refuses records unless the contact at the end of this path of many2ones is nobody's, or there is none. */
function refuseUsers(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
  path: readonly FieldName[],
  name: FieldName,
): Deny | undefined {
  if (inquiry.subject.admin) return undefined;
  const refused = () => belongsToUser(model, name);
  const noneOf: Domain[] = [];
  let place = model;
  for (const [index, link] of path.entries()) {
    const schema = schemaOf(inquiry, place);
    if (isDeny(schema)) return schema;
    const field = schema.fields.get(link);
    if (field?.type !== 'many2one' || field.relation === undefined || !field.searchable) {
      return refused();
    }
    noneOf.push(condition(path.slice(0, index + 1), '=', false));
    place = field.relation;
  }
  if (place !== USERS) {
    const schema = schemaOf(inquiry, place);
    if (isDeny(schema)) return schema;
    if (place !== PARTNER || schema.fields.get(USER_IDS)?.searchable !== true) return refused();
    noneOf.push(condition([...path, USER_IDS], '=', false));
  }
  return refuseUnless(inquiry, model, ids, disjunction(noneOf), refused);
}

function belongsToUser(model: ModelName, name: FieldName): Deny {
  return deny(
    'field_not_writable',
    'built-in:identity',
    `${model}.${name} may be the ${name} a user of Odoo goes by: it is changed where the contact exists and is known to belong to no user.`,
    { allowed: 'Ask an administrator to change it.' },
  );
}

function refuseTargetField(inquiry: Inquiry, target: HandedOn): Deny | undefined {
  const { model, field: name } = target;
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
  return { model: PARTNER, field: EMAIL, through };
}
