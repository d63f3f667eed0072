import { instructions, modelArgument, type PromptDefinition } from './prompt.ts';

export const analyzeModel: PromptDefinition = {
  name: 'analyze_model',
  title: 'Understand a model',
  description: 'What an Odoo model is for, which fields matter, and how to search and write it.',
  arguments: { model: modelArgument(true) },
  text: ({ model = '' }) =>
    instructions(`Explain the Odoo model ${model} to somebody who is going to work with it.`, [
      `Call \`get_model_fields\` with model "${model}".`,
      'Sort the fields into: what identifies a record, what is required, state or stage, dates and amounts, relations to other models, and read-only (computed) fields.',
      `Call \`search_count\` for ${model} to see how many records there are, and \`search_read\` with a few telling fields and limit 3 to see what they look like.`,
      `Call \`get_create_requirements\` for ${model} if it is offered, to learn what a new record needs.`,
      'Answer with: its purpose in two sentences; a table of the important fields (name, label, type, required, meaning); the models it refers to; one useful search with its domain; one example of values for `create_record`.',
      'Say which statements come from the metadata and which are your guess.',
    ]),
};
