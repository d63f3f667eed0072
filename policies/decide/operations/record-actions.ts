import type { Deny, Note } from '../../decision.ts';
import {
  type FieldName,
  type MethodName,
  type ModelName,
  parseFieldName,
  type RecordId,
} from '../../names.ts';
import type { RecordActions } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { judgeOneId } from '../ids.ts';
import { besides, type Inquiry, schemaOf } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { mayShowLabel } from '../label.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import { refuseField } from '../rights/field-rights.ts';
import { judgeCall } from './methods.ts';

/** Where Odoo keeps the step of a workflow: a selection, or a record of a model of stages. */
const STATE_FIELDS = ['state', 'stage_id'].flatMap((name) => parseFieldName(name) ?? []);

/**
 * Judges the question what can be done with a record next. Which steps are on offer tells the state it is in:
 * where the state may not be told, none is. A step is offered only if the subject could take it: by a method
 * it may call, or by writing a field it may write.
 */
export function judgeRecordActions(
  inquiry: Inquiry,
  operation: RecordActions,
  notes: Note[],
): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const ids = judgeOneId(operation.ids);
  if (isDeny(ids)) return ids;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const unreachable = refuseRecords(inquiry, model, ids, 'read');
  if (unreachable) return unreachable;

  const steps = STATE_FIELDS.flatMap((name) => schema.fields.get(name) ?? []);
  const told = steps.filter(
    (field) =>
      !refuseField(inquiry, model, field, 'read') &&
      (field.relation === undefined || mayShowLabel(inquiry, field.relation)),
  );
  const stateVisible = steps.length > 0 && told.length === steps.length;
  // Asked for now, so that the metadata their judgement needs is fetched before the answer comes.
  for (const field of steps) refuseField(inquiry, model, field, 'write');
  const aside = besides(inquiry);
  return {
    operation: { kind: 'record_actions', model, ids, ...withContext(context) },
    obligation: {
      kind: 'actions',
      model,
      mayCall: (method) => stateVisible && mayCall(aside, model, ids, method),
      mayWrite: (name) => stateVisible && mayWrite(aside, model, name),
      stateVisible,
    },
    rule: granted.rule,
  };
}

function mayCall(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
  method: MethodName,
): boolean {
  const call = { kind: 'call', model, method, ids, args: [], kwargs: {}, dryRun: false } as const;
  return !isDeny(judgeCall(inquiry, call, []));
}

function mayWrite(inquiry: Inquiry, model: ModelName, name: FieldName): boolean {
  const schema = schemaOf(inquiry, model);
  const field = isDeny(schema) ? undefined : schema.fields.get(name);
  return field !== undefined && !field.readonly && !refuseField(inquiry, model, field, 'write');
}
