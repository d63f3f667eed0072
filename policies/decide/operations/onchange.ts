import { type Deny, deny, type FieldTreatment, type Note } from '../../decision.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { FieldSchema, ModelSchema } from '../../model-schema.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { Onchange } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { isUsual, MOST_FIELDS, parseFields, readableFields, treatment } from '../reads.ts';
import { isDeny, isFinal } from '../refusal.ts';
import { refuseField } from '../rights/field-rights.ts';
import { judgeFormValues } from './form-values.ts';

/** Types that come back as commands holding records, or as files. */
const NOT_PLAIN: ReadonlySet<string> = new Set(['one2many', 'many2many', 'binary']);

/**
 * Judges what a form would compute. Nothing is saved, so it takes the right to read and no more; what it may
 * show is the matter: the values given choose which other records the model's own fields are computed from.
 * So every field named, in the values, as changed or as wanted, must be readable; a record named by id must be
 * of a readable model; and the wanted fields are plain ones, because a list of records brings fields of theirs
 * that nobody decided on. A wanted field that is hidden is denied, not masked, as for default values.
 */
export function judgeOnchange(inquiry: Inquiry, operation: Onchange, notes: Note[]): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const changed = judgeChanged(operation.changed, operation.values);
  if (isDeny(changed)) return changed;
  const asked = parseFields(operation.fields);
  if (isDeny(asked)) return asked;
  const values = judgeFormValues(inquiry, model, operation.values);
  if (isFinal(values)) return values;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const wanted = wantedFields(inquiry, schema, asked);
  if (isDeny(wanted)) return wanted;
  if (isDeny(values)) return values;

  const visible = new Map<FieldName, FieldTreatment>();
  for (const field of wanted) visible.set(field.name, treatment(inquiry, field, notes));
  const fields = [...visible.keys()];
  if (asked.length === 0) notes.push({ kind: 'fields_defaulted', model, fields });
  const { redaction } = inquiry.policy.access;
  return {
    operation: { kind: 'onchange', model, values, changed, fields, ...withContext(context) },
    obligation: { kind: 'records', model, visible, masked: [], redaction, maxRecords: 1 },
    rule: granted.rule,
  };
}

/** The names of the changed fields. Odoo takes each one's value from the form, and fails where it has none. */
function judgeChanged(written: Json, values: JsonObject): readonly FieldName[] | Deny {
  const names = parseFields(written);
  if (isDeny(names)) return names;
  const missing = names.find((name) => !Object.hasOwn(values, name));
  return missing === undefined
    ? names
    : deny(
        'arguments_invalid',
        'built-in:onchange',
        `the field "${missing}" is said to have changed, and has no value.`,
        { allowed: 'Give its new value among the values.' },
      );
}

function wantedFields(
  inquiry: Inquiry,
  schema: ModelSchema,
  asked: readonly FieldName[],
): readonly FieldSchema[] | Deny {
  const { model } = schema;
  if (asked.length === 0) {
    const usual = [...schema.fields.values()].filter(
      (field) =>
        isUsual(field) &&
        !NOT_PLAIN.has(field.type) &&
        field.name !== 'id' &&
        !refuseField(inquiry, model, field, 'read'),
    );
    return usual.length === 0 ? nothingToTell(model) : usual.slice(0, MOST_FIELDS);
  }
  const fields = readableFields(inquiry, schema, asked);
  if (isDeny(fields)) return fields;
  const listing = fields.find((field) => NOT_PLAIN.has(field.type));
  return listing === undefined
    ? fields
    : deny(
        'arguments_invalid',
        'built-in:onchange',
        `${model}.${listing.name} is of type ${listing.type}, which a form's answer does not give here.`,
        { allowed: 'Ask for plain fields and for single records.' },
      );
}

/** An empty list is every field to some servers. */
function nothingToTell(model: ModelName): Deny {
  return deny(
    'field_not_readable',
    'built-in:onchange',
    `${model} has no field whose value may be told.`,
    { allowed: 'Name the fields to ask about.' },
  );
}
