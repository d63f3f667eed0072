import { instructions, modelArgument, type PromptDefinition, textArgument } from './prompt.ts';

export const fieldMapping: PromptDefinition = {
  name: 'field_mapping',
  title: 'Map columns to fields',
  description: 'Matches the columns of a file or another system with the fields of a model.',
  arguments: {
    model: modelArgument(true),
    source_fields: textArgument('The columns of the source with commas between them.'),
  },
  text: ({ model = '' }) =>
    instructions(
      `Map the columns of the user's data to the fields of ${model}. Ask for the columns and a few example rows if there are none yet.`,
      [
        `Call \`get_model_fields\` for ${model}: names, labels, types, required, selections, relations.`,
        'Match by meaning, not only by spelling. Fields that are read-only cannot be written: find what they are computed from.',
        "For each selection list how the source's words become Odoo's values. For each many2one say how the record is found (name, code, email) and try two examples with `name_search`.",
        'Settle formats: dates as YYYY-MM-DD, times in UTC as YYYY-MM-DD HH:MM:SS, decimal points, true and false, empty values as false.',
        'Field names differ between Odoo 17, 18 and 19: trust the metadata of this database only.',
        'Answer with a table: column, field, type, conversion, required, open question. Then list the required fields without a column, and the columns without a field.',
        'Try one example row with `create_record` and dry_run: true.',
      ],
    ),
};
