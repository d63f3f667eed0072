import { type Deny, deny, type FieldTreatment, type Note } from '../decision.ts';
import type { ModelSchema } from '../model-schema.ts';
import { type FieldName, type ModelName, parseFieldName } from '../names.ts';
import type { DefaultGet } from '../operation.ts';
import { judgeContext } from './context.ts';
import { refuseField, refuseName } from './field-rights.ts';
import { type Inquiry, schemaOf } from './inquiry.ts';
import type { Judged } from './judged.ts';
import { MOST_FIELDS, parseFields, type Sorted, sortFields, treatment } from './reads.ts';
import { isDeny } from './refusal.ts';

const ID = parseFieldName('id');
/** Types whose defaults are no plain values: commands that hold records, and files. */
const NOT_PLAIN: ReadonlySet<string> = new Set(['one2many', 'many2many', 'binary']);

/**
 * Judges a question for default values: a read of each field, because a default may come from other records.
 * Naming one the subject may not read is refused: a masked default would tell nobody anything. Without
 * fields it is asked for all that it may read.
 */
export function judgeDefaultGet(
  inquiry: Inquiry,
  operation: DefaultGet,
  notes: Note[],
): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const asked = parseFields(operation.fields);
  if (isDeny(asked)) return asked;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const chosen =
    asked.length === 0 ? plainFields(inquiry, schema) : sortFields(inquiry, schema, asked);
  if (isDeny(chosen)) return chosen;

  const visible = new Map<FieldName, FieldTreatment>();
  for (const field of chosen.readable) visible.set(field.name, treatment(inquiry, field));
  const fields = [...visible.keys()];
  if (asked.length === 0) notes.push({ kind: 'fields_defaulted', model, fields });
  const [hidden] = chosen.masked;
  if (hidden !== undefined) return refuseHidden(inquiry, model, hidden, granted.rule);
  // An empty list would be every field to some servers; the id never has a default.
  if (fields.length === 0 && ID !== undefined) fields.push(ID);
  if (fields.length === 0)
    return deny('field_not_readable', granted.rule, `${model} has no field.`);
  const { redaction } = inquiry.policy.access;
  return {
    operation: {
      kind: 'default_get',
      model,
      fields,
      ...(context === undefined ? {} : { context }),
    },
    obligation: { kind: 'records', model, visible, masked: [], redaction, maxRecords: 1 },
    rule: granted.rule,
  };
}

function refuseHidden(inquiry: Inquiry, model: ModelName, field: FieldName, rule: string): Deny {
  return (
    refuseName(inquiry, model, field, 'read') ??
    deny('field_not_readable', rule, `${model}.${field} may not be read.`)
  );
}

/** What a new record could be given a plain value for, as far as it may be read. */
function plainFields(inquiry: Inquiry, schema: ModelSchema): Sorted {
  const readable = [...schema.fields.values()].filter(
    (field) =>
      !field.readonly &&
      !NOT_PLAIN.has(field.type) &&
      !refuseField(inquiry, schema.model, field, 'read'),
  );
  return { readable: readable.slice(0, MOST_FIELDS), masked: [] };
}
