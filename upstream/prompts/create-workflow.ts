import { instructions, modelArgument, type PromptDefinition, textArgument } from './prompt.ts';

export const createWorkflow: PromptDefinition = {
  name: 'create_workflow',
  title: 'Carry out a workflow',
  description: 'Moves records of a model through their states, one checked step at a time.',
  arguments: {
    model: modelArgument(true),
    action: textArgument(
      'What is to be done, in one line or as a method name; the standard workflow when left out.',
      'method',
    ),
  },
  text: ({ model = '' }) =>
    instructions(
      `Carry out a workflow on ${model}: the user's action, or the standard one from the first state to the last.`,
      [
        `Call \`get_model_fields\` for ${model} and find the field that holds the state (state or stage_id) and its values.`,
        'Ask the user which records are meant unless that is clear, and read them with `search_read`: id, display_name and the state.',
        'For one of them call `get_record_actions`. It tells which methods and writes lead on from its state in this release of Odoo.',
        'Tell the user the steps you are about to take and on how many records. Wait for a yes before anything that cannot be undone (posting, confirming, validating, deleting).',
        'Take each step with `execute_method` (public methods only, record_ids given) or `update_record`, first with dry_run: true.',
        'After every step read the state again. If it did not change, stop and say what Odoo answered.',
        'End with a list: record, state before, state after, what is left to do.',
      ],
    ),
};
