import { OdooError } from '../odoo/errors.ts';
import type { ModelFields } from '../odoo/fields.ts';
import type { OdooMajor } from '../odoo/version.ts';
import type { CreateGuide, Transition, Workflow } from '../workflows/workflow.ts';
import { WORKFLOWS } from '../workflows/workflows.ts';
import { JSON_TYPE, json, type ResourceDefinition } from './resource.ts';
import { modelOf } from './variables.ts';

export const workflow: ResourceDefinition = {
  name: 'workflow',
  title: 'Workflow of a model',
  description:
    'The states of a kind of document, what leads from one to the next in this release of Odoo, and ' +
    'what a new one needs. Known for sales and purchase orders, invoices, transfers, leads, tasks, ' +
    'tickets, time off and manufacturing orders.',
  uri: 'odoo://workflow/{model}',
  mimeType: JSON_TYPE,
  completes: { model: 'model' },
  async read({ model: name }, { caller, signal }) {
    const model = modelOf(name);
    const client = await caller.client(signal);
    const known = WORKFLOWS.get(model);
    const [fields, { major }] = await Promise.all([
      client.fields(model, signal),
      client.version(signal),
    ]);
    if (known === undefined) throw noWorkflow(model);
    return json({
      model,
      state_field: known.stateField,
      states: statesOf(known, fields),
      transitions: known.transitions
        .filter(({ releases }) => releases === undefined || releases.includes(major))
        .map(describe),
      create_guide: guide(known.guide),
      version_notes: notesFor(known, major),
    });
  },
};

function noWorkflow(model: string): OdooError {
  return new OdooError(
    'missing',
    `No workflow is known for ${model}. Known are ${[...WORKFLOWS.keys()].toSorted().join(', ')}.`,
  );
}

/** The values of a state; stages are records, which searches list. */
function statesOf({ stateField }: Workflow, fields: ModelFields) {
  const values = fields.get(stateField)?.selection ?? [];
  return values.map(([state, label]) => ({ state: String(state), label: String(label) }));
}

function describe({ by, label, description, target, from }: Transition) {
  return {
    ...('method' in by
      ? { method: by.method, transition_via: 'execute_method' }
      : { transition_via: 'update_record', write_field: by.write }),
    label,
    description,
    ...(from === undefined ? {} : { from_states: from }),
    target_state: target,
  };
}

function guide({ recommended, lines, notes }: CreateGuide) {
  return {
    recommended_fields: recommended,
    ...(lines === undefined ? {} : { line_field: lines.field, line_model: lines.model }),
    notes,
  };
}

function notesFor({ versionNotes }: Workflow, major: OdooMajor): readonly string[] {
  return versionNotes[major] ?? [];
}
