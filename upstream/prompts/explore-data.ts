import { instructions, modelArgument, type PromptDefinition, textArgument } from './prompt.ts';

export const exploreData: PromptDefinition = {
  name: 'explore_data',
  title: 'Answer a question from the data',
  description: 'Finds the answer to a question about the records of one model.',
  arguments: {
    model: modelArgument(true),
    question: textArgument('What to find out, in one line; an overview when left out.'),
  },
  text: ({ model = '' }) =>
    instructions(
      `Answer the user's question about ${model} from the data in Odoo. Without a question, give an overview of what is there.`,
      [
        `Call \`get_model_fields\` with model "${model}" and pick the fields the question is about.`,
        'Write a domain for it: a list of [field, operator, value] conditions. Check spellings and selection values against the metadata instead of guessing.',
        'For "how many" use `search_count`; for totals and rankings use `read_group` with fields such as ["amount_total:sum"] and a groupby; for examples use `search_read` with named fields and a small limit.',
        'When a result is empty, loosen one condition at a time and say which one it was.',
        'Give the answer first, then the figures, then the domain you used. Name the currency or the unit of every amount, and never add amounts of different currencies.',
        'Offer two follow-up questions that the same fields can answer.',
      ],
    ),
};
