import { instructions, modelArgument, type PromptDefinition } from './prompt.ts';

export const recordCreationGuide: PromptDefinition = {
  name: 'record_creation_guide',
  title: 'Create a record properly',
  description: 'Creates one record with the right values, checked before anything is written.',
  arguments: { model: modelArgument(true) },
  text: ({ model = '' }) =>
    instructions(`Create one record of ${model} together with the user.`, [
      `Call \`get_create_requirements\` for ${model} if it is offered, else \`get_model_fields\`: required fields, recommended ones, the model of its lines.`,
      'Call `get_defaults` to see what Odoo fills in by itself. Do not ask for those.',
      'Ask for the rest in one go, with labels instead of technical names.',
      'Find the ids for relations with `name_search`; let the user choose when several fit. Never invent an id.',
      'Look for a record that is already there (same name, reference or email) before making a second one.',
      'Where one value decides others (a customer, a product), call `get_onchange` with the values so far and tell the user what Odoo would fill in.',
      'Try `create_record` with dry_run: true and mend what it reports. Lines of one2many fields are written as [[0, 0, {values}], ...]; many2many as [[6, 0, [ids]]]; dates as YYYY-MM-DD; times in UTC.',
      'Show the final values, wait for a yes, create, and read the record back with `get_record`.',
    ]),
};
