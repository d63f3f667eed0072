import { type Deny, deny } from '../../decision.ts';
import type { FieldSchema } from '../../model-schema.ts';
import type { FieldName, ModelName, RecordId } from '../../names.ts';
import { conjunction } from '../domain/domain.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { condition, refuseUnless } from '../record-rules/record-facts.ts';
import { isDeny, PENDING } from '../refusal.ts';
import { refuseField } from '../rights/field-rights.ts';
import { refuseMovedUsers } from './user-identity.ts';
import type { Parent } from './written-record.ts';

const COMPANY_OF_CONTACT = 'res.partner.parent_id';

/** An x2many field of a record being written. */
export interface X2many {
  readonly inquiry: Inquiry;
  readonly parent: Parent;
  readonly field: FieldSchema;
  readonly comodel: ModelName;
}

/**
 * Refuses records that are not in the list. Odoo does not ask whose record a command names: through one order
 * it changes or deletes the lines of another.
 */
export function refuseStrangers(list: X2many, ids: readonly RecordId[]): Deny | undefined {
  const { inquiry, parent, field, comodel } = list;
  const refused = () => stranger(list);
  if (parent.ids === undefined) return refused();
  const schema = schemaOf(inquiry, comodel);
  if (isDeny(schema)) return schema;
  const back =
    field.relationField === undefined ? undefined : schema.fields.get(field.relationField);
  // A field that Odoo cannot search is taken as true, and a one2many may point back by model and id.
  if (field.type === 'one2many' && back?.type === 'many2one') {
    return back.searchable
      ? refuseUnless(inquiry, comodel, ids, condition([back.name], 'in', parent.ids), refused)
      : refused();
  }
  if (!field.searchable) return refused();
  const has = conjunction(ids.map((id) => condition([field.name], 'in', [id])));
  return refuseUnless(inquiry, parent.model, parent.ids, has, refused);
}

/**
 * Refuses records that a one2many would take from another parent, unless the subject may write the field that
 * points back. What is in the list already is taken from nobody.
 */
export function refuseTaking(list: X2many, ids: readonly RecordId[]): Deny | undefined {
  const { inquiry, field, comodel, parent } = list;
  if (ids.length === 0) return undefined;
  const schema = schemaOf(inquiry, comodel);
  if (isDeny(schema)) return schema;
  const back =
    field.relationField === undefined ? undefined : schema.fields.get(field.relationField);
  const refused =
    back === undefined
      ? stranger(list)
      : (refuseField(inquiry, comodel, back, 'write') ?? refuseMoving(list, ids, back.name));
  if (refused === undefined || refused === PENDING) return refused;
  if (parent.ids !== undefined) {
    const elsewhere = refuseStrangers(list, ids);
    if (elsewhere === undefined || elsewhere === PENDING) return elsewhere;
  }
  return deny(
    refused.code,
    refused.rule,
    `taking a record of ${comodel} from another record is not allowed: ${refused.reason}`,
  );
}

/** Refuses contacts of users that are taken to another company. Whether they are is asked in the same round. */
function refuseMoving(list: X2many, ids: readonly RecordId[], back: FieldName): Deny | undefined {
  const { inquiry, comodel, parent } = list;
  if (`${comodel}.${back}` !== COMPANY_OF_CONTACT) return undefined;
  const moved = refuseMovedUsers(inquiry, comodel, ids, back);
  if (parent.ids !== undefined) refuseStrangers(list, ids);
  return moved;
}

function stranger({ parent, field, comodel }: X2many): Deny {
  return deny(
    'record_not_allowed',
    'built-in:parentage',
    parent.ids === undefined
      ? `a new record of ${parent.model} has nothing in ${field.name} yet.`
      : `not every record of ${comodel} named here is known to be in ${field.name} of the record that is written.`,
    { allowed: `Change a record of ${comodel} itself, by its id.` },
  );
}
