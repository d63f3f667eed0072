import { type Deny, deny } from '../../decision.ts';
import type { Json } from '../../json.ts';
import { type FieldName, type ModelName, parseRecordId, type RecordId } from '../../names.ts';
import { conjunction, type Domain, disjunction, parsePath } from '../domain/domain.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { condition, refuseUnless, refuseUnlessNone } from '../record-rules/record-facts.ts';
import { isDeny } from '../refusal.ts';
import type { HandedOn } from './handed-on-fields.ts';
import type { Parent } from './written-record.ts';

const PARTNER: string = 'res.partner';
const USERS: string = 'res.users';
const USER_IDS = 'user_ids' as FieldName;
const EMAIL = 'email' as FieldName;
const ID = 'id' as FieldName;
/** An address as it is written alone: what Odoo would make of any other text is not known here. */
const PLAIN_ADDRESS = /^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,255}$/;

/** Refuses a value that Odoo hands on to a contact, unless each it may be belongs to no user, or there is none. */
export function refuseUserBehind(
  inquiry: Inquiry,
  record: Parent,
  target: HandedOn,
): Deny | undefined {
  // Without an address, the contact of a record that has none is found by the one it has already.
  const mayLackOne = target.foundBy === undefined || record.values[target.foundBy] !== undefined;
  const schema = schemaOf(inquiry, record.model);
  if (isDeny(schema)) return schema;
  let followed = false;
  for (const written of target.through) {
    const path = parsePath(written) ?? [];
    const [link] = path;
    // A link of another version of Odoo.
    if (link === undefined || !schema.fields.has(link)) continue;
    followed = true;
    const refused = refuseAlong(inquiry, record, path, target.field, mayLackOne);
    if (refused) return refused;
  }
  return followed || inquiry.subject.admin ? undefined : belongsToUser(record.model, target.field);
}

/** The contacts at the end of a path: of the record as it is, and those it is linked to now, said or unsaid. */
function refuseAlong(
  inquiry: Inquiry,
  { model, ids, values, within }: Parent,
  path: readonly FieldName[],
  name: FieldName,
  mayLackOne: boolean,
): Deny | undefined {
  const [link, ...further] = path;
  if (ids !== undefined) {
    const refused = refuseUsers(inquiry, model, ids, path, name, mayLackOne);
    if (refused) return refused;
  }
  if (link === undefined) return undefined;
  const linked = values[link] ?? false;
  if (linked !== false) {
    const schema = schemaOf(inquiry, model);
    if (isDeny(schema)) return schema;
    const relation = schema.fields.get(link)?.relation;
    const id = parseRecordId(linked);
    if (id === undefined || relation === undefined || relation === USERS) {
      return belongsToUser(model, name);
    }
    const refused = refuseUsers(inquiry, relation, [id], further, name);
    if (refused) return refused;
  }
  return ids === undefined && within?.inverse === link
    ? refuseAlong(inquiry, within.parent, further, name, true)
    : undefined;
}

/** Refuses records unless the contact at the end of this path of many2ones is nobody's, or there is none. */
export function refuseUsers(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
  path: readonly FieldName[],
  name: FieldName,
  mayLackOne = true,
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
    if (mayLackOne) noneOf.push(condition(path.slice(0, index + 1), '=', false));
    place = field.relation;
  }
  if (place !== USERS) {
    const schema = schemaOf(inquiry, place);
    if (isDeny(schema)) return schema;
    if (place !== PARTNER || schema.fields.get(USER_IDS)?.searchable !== true) return refused();
    const nobodys = condition([...path, USER_IDS], '=', false);
    noneOf.push(mayLackOne ? nobodys : conjunction([condition(path, '!=', false), nobodys]));
  }
  return refuseUnless(inquiry, model, ids, disjunction(noneOf), refused);
}

/** Refuses an address unless it is known to be that of no user's contact, archived contacts included. */
export function refuseAddressOfUser(
  inquiry: Inquiry,
  model: ModelName,
  address: Json,
): Deny | undefined {
  if (inquiry.subject.admin) return undefined;
  if (typeof address !== 'string' || !PLAIN_ADDRESS.test(address)) {
    return deny(
      'field_not_writable',
      'built-in:identity',
      'Odoo looks for the contact that has this address, and which one it finds cannot be told.',
      { allowed: 'Write the address alone, such as jane@example.com.' },
    );
  }
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const refused = () => belongsToUser(model, EMAIL);
  for (const name of [USER_IDS, EMAIL]) {
    if (schema.fields.get(name)?.searchable !== true) return refused();
  }
  const users = conjunction([
    condition([USER_IDS], '!=', false),
    condition([EMAIL], 'ilike', address),
  ]);
  return refuseUnlessNone(inquiry, model, users, refused);
}

/**
 * Refuses to move contacts to a company where they, or contacts below them, belong to users: whoever signs in to
 * Odoo's portal is shown the documents of the company its contact belongs to.
 */
export function refuseMovedUsers(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
  name: FieldName,
): Deny | undefined {
  if (inquiry.subject.admin) return undefined;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const refused = () =>
    deny(
      'field_not_writable',
      'built-in:identity',
      `${model}.${name} says which company's documents a user of Odoo's portal sees: it is changed where no contact that moves along belongs to a user.`,
      { allowed: 'Ask an administrator to change it.' },
    );
  if (schema.fields.get(USER_IDS)?.searchable !== true) return refused();
  const users = conjunction([condition([ID], 'child_of', ids), condition([USER_IDS], '!=', false)]);
  return refuseUnlessNone(inquiry, model, users, refused);
}

function belongsToUser(model: ModelName, name: FieldName): Deny {
  return deny(
    'field_not_writable',
    'built-in:identity',
    `${model}.${name} may be the ${name} a user of Odoo goes by: it is changed where the contact exists and is known to belong to no user.`,
    { allowed: 'Ask an administrator to change it.' },
  );
}
