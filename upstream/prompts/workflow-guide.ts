import { instructions, modelArgument, type PromptDefinition } from './prompt.ts';

export const workflowGuide: PromptDefinition = {
  name: 'workflow_guide',
  title: 'Explain a workflow',
  description:
    'The states of a document and what leads from one to the next, without changing anything.',
  arguments: { model: modelArgument(false) },
  text: ({ model }) =>
    instructions(
      `Explain the workflow of ${model ?? 'the kind of document the user names (find its model with `list_models`)'}. Change nothing.`,
      [
        `Read the resource odoo://workflow/${model ?? '{model}'} if your client can; it holds the known states and transitions.`,
        'Call `get_model_fields` and find the state (a selection) or the stage (stage_id). For stages read their names with `search_read` on the related model, order "sequence".',
        'Count the records in each state with `read_group`, to see which of them are used.',
        'For one record of each interesting state call `get_record_actions`, and note what it offers.',
        'Answer with the states in order, and for each transition: what triggers it (a method or a write), what has to be filled in before, what it sets off (deliveries, invoices, messages), and whether it can be undone.',
        'Keep apart what this database showed and what you know of Odoo in general.',
      ],
    ),
};
