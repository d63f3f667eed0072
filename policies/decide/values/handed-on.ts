import { type Deny, deny } from '../../decision.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { FieldName } from '../../names.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { isDeny, PENDING } from '../refusal.ts';
import { refuseField, refuseName } from '../rights/field-rights.ts';
import { HANDED_ON, type HandedOn } from './handed-on-fields.ts';
import {
  refuseAddressOfUser,
  refuseMovedUsers,
  refuseUserBehind,
  refuseUsers,
} from './user-identity.ts';
import type { WrittenRecord } from './written-record.ts';

/**
 * Whose name and address say who somebody is to Odoo: a user is shown under the name of its contact, and the
 * link that resets its password goes to the contact's address.
 */
const IDENTITY: ReadonlySet<string> = new Set(['res.partner.name', 'res.partner.email']);

/** Values that may put a contact, and those below it, under another company: that of the one they are given. */
const MOVING: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['res.partner.parent_id', (value): boolean => value !== false],
  ['res.partner.is_company', (value): boolean => value === false],
]);

/**
 * Why the subject may not write a field that says who a user is, whose documents it sees, or whose value Odoo hands on
 * to a field of another record; undefined when it may. It takes the right to write where the value lands, and where that says
 * who a user is, the contact must belong to none, which Odoo is asked; administrators may rename users. A new
 * record that is linked to none, by its values or by the list it is made in, has nobody to hand it on to.
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
  if (MOVING.get(`${model}.${name}`)?.(values[name] ?? false)) {
    return ids === undefined ? undefined : refuseMovedUsers(inquiry, model, ids, name);
  }
  const target = HANDED_ON.get(`${model}.${name}`);
  if (target === undefined) return undefined;
  if (ids === undefined && !isLinked(record, target, values)) {
    return refuseFound(inquiry, target, name, values);
  }
  const refused = refuseTargetField(inquiry, target);
  if (refused === PENDING) return refused;
  if (refused) {
    return deny(
      refused.code,
      refused.rule,
      `Odoo hands ${model}.${name} on to ${target.model}.${target.field}, and ${refused.reason}`,
    );
  }
  if (!target.identity) return undefined;
  return (
    refuseUserBehind(inquiry, { ...record, values }, target) ??
    (ids === undefined ? undefined : refuseFound(inquiry, target, name, values))
  );
}

/** Whether a record is linked as it is made: a list of the contact's links it to the contact, unsaid. */
function isLinked({ within }: WrittenRecord, { through }: HandedOn, values: JsonObject): boolean {
  return through.some((path) => {
    const [link = path] = path.split('.');
    return (values[link] ?? false) !== false || within?.inverse === link;
  });
}

/** Refuses an address by which Odoo would find, and then write, the contact of a user. */
function refuseFound(
  inquiry: Inquiry,
  { foundBy, model }: HandedOn,
  name: FieldName,
  values: JsonObject,
): Deny | undefined {
  const address = foundBy === undefined ? undefined : (values[foundBy] ?? false);
  if (address === undefined || address === false || foundBy !== name) return undefined;
  return refuseAddressOfUser(inquiry, model, address);
}

function refuseTargetField(
  inquiry: Inquiry,
  { model, field: name, needsGrant }: HandedOn,
): Deny | undefined {
  const { write, writeBarred } = inquiry.rights.on(model);
  if (!needsGrant) return writeBarred ?? refuseName(inquiry, model, name, 'write');
  if (isDeny(write)) return write;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const field = schema.fields.get(name);
  return field === undefined
    ? deny('field_not_writable', 'built-in:handed-on', `${model} is not known to have it.`)
    : refuseField(inquiry, model, field, 'write');
}
