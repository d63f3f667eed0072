import * as z from 'zod';
import type { FieldMetadata } from '../odoo/fields.ts';
import { hasModelAccess } from '../odoo/model-access.ts';
import { fieldsToJudge, openTransitions, type Transition } from '../workflows/workflow.ts';
import { WORKFLOWS } from '../workflows/workflows.ts';
import { modelName, recordId } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { noSuchRecord, parseRecords } from './records.ts';
import { defineTool } from './tool.ts';

const action = z.looseObject({
  method: z.string().describe('The method to call, or write:field.'),
  transition_via: z.enum(['execute_method', 'update_record']).describe('The tool that does it.'),
  write_field: z.string().optional().describe('The field to write, with update_record.'),
  label: z.string(),
  description: z.string(),
  target_state: z.string().describe('Where it leads.'),
});

export const getRecordActions = defineTool({
  name: 'get_record_actions',
  title: 'What can be done with a record',
  description:
    'Tell where a record stands in its workflow and which steps are open to it now: methods for ' +
    'execute_method, or fields for update_record. Known are sales and purchase orders, invoices, ' +
    'transfers, time off, leads, tasks, tickets and manufacturing orders.',
  hints: { readOnly: true },
  input: z.strictObject({ model: modelName, record_id: recordId, ...contextArguments }),
  output: z.looseObject({
    model: z.string(),
    record_id: z.int(),
    has_workflow: z.boolean(),
    state_field: z.string().optional(),
    current_state: z.unknown().optional().describe('A value of the selection, or id of the stage.'),
    current_state_label: z.string().optional(),
    actions: z.array(action).optional(),
    stage_based: z.boolean().optional().describe('Whether stages of the database are the states.'),
    message: z.string().optional(),
  }),
  async run({ model, record_id, ...settings }, { caller, signal }) {
    const workflow = WORKFLOWS.get(model);
    if (workflow === undefined)
      return {
        model,
        record_id,
        has_workflow: false,
        actions: [],
        message: `No workflow is known for ${model}. Its fields, and the methods you know of, are all there is.`,
      };
    const client = await caller.client(signal);
    const fields = await client.fields(model, signal);
    const [{ major }, mayWrite, answer] = await Promise.all([
      client.version(signal),
      hasModelAccess(client, model, 'write', signal),
      client.query(
        model,
        'read',
        [[record_id]],
        { fields: fieldsToJudge(workflow, fields), ...callContext(settings) },
        signal,
      ),
    ]);
    const [found] = parseRecords(answer);
    if (found === undefined) throw noSuchRecord(model, record_id);
    const open = mayWrite ? openTransitions(workflow, major, found, fields) : [];
    const state = fields.get(workflow.stateField);
    return {
      model,
      record_id,
      has_workflow: true,
      ...(state === undefined
        ? {}
        : { state_field: workflow.stateField, ...standing(state, found[workflow.stateField]) }),
      actions: open.map(described),
      ...(mayWrite
        ? open.length > 0
          ? {}
          : { message: 'No step is open to this record now.' }
        : { message: `You may not change records of ${model}, so no step is open to you.` }),
    };
  },
});

function described({ by, label, description, target }: Transition): z.output<typeof action> {
  const said = { label, description, target_state: target };
  return 'method' in by
    ? { method: by.method, transition_via: 'execute_method', ...said }
    : {
        method: `write:${by.write}`,
        transition_via: 'update_record',
        write_field: by.write,
        ...said,
      };
}

const stage = z.tuple([z.int(), z.string()]);

/** A selection as its value and label, a stage as its id and name. */
function standing({ type, selection }: FieldMetadata, value: unknown) {
  if (type !== 'many2one') {
    const label = selection?.find(([key]) => key === value)?.[1];
    return {
      current_state: value,
      ...(typeof label === 'string' ? { current_state_label: label } : {}),
    };
  }
  const found = stage.safeParse(value);
  return {
    stage_based: true,
    current_state: found.data?.[0] ?? false,
    ...(found.success ? { current_state_label: found.data[1] } : {}),
  };
}
