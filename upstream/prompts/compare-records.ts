import { instructions, modelArgument, type PromptDefinition } from './prompt.ts';

export const compareRecords: PromptDefinition = {
  name: 'compare_records',
  title: 'Compare records',
  description: 'Puts records of one model side by side and says where they differ.',
  arguments: {
    model: modelArgument(true),
    record_ids: {
      type: 'record_ids',
      description: 'Ids with commas between them, like 7, 12; asked for when left out.',
      required: false,
    },
  },
  text: ({ model = '', record_ids }) =>
    instructions(
      record_ids === undefined
        ? `Compare records of ${model}. Ask the user which ones, and find them with \`name_search\`.`
        : `Compare the records ${record_ids} of ${model}.`,
      [
        `Call \`get_model_fields\` for ${model} and choose up to 15 fields worth comparing: names, states, dates, amounts, responsible people, relations. Leave out technical and very long ones.`,
        'Read all the records with one `search_read` call: domain [["id", "in", [...]]] and the chosen fields.',
        'Say so when one of them is missing: it does not exist, or this user may not see it.',
        'Answer with a table, one column for each record, only the rows that differ; then one line naming what is the same everywhere.',
        'Point out what is unusual: an empty field that the others have, a date out of order, an amount far from the others.',
      ],
    ),
};
