import { instructions, modelArgument, type PromptDefinition, textArgument } from './prompt.ts';

export const dataMigration: PromptDefinition = {
  name: 'data_migration',
  title: 'Bring data into Odoo',
  description:
    'Plans and runs the import of records of a model, so that it can be repeated and checked.',
  arguments: {
    model: modelArgument(true),
    source: textArgument('Where the data comes from, like "CSV of the old shop".'),
  },
  text: ({ model = '' }) =>
    instructions(
      `Plan the import of the user's data into ${model}, then carry it out step by step.`,
      [
        `Learn the target with \`get_model_fields\` and \`get_create_requirements\` for ${model}, and which models its relations need first.`,
        'Agree on the order: what is referred to comes before what refers to it (countries and tags, then partners, then products, then documents).',
        'Agree on a key that tells whether a record is already there (reference, email, barcode), and look for each key with `search_read` before creating. Without a key a second run makes doubles.',
        'Agree on the mapping of columns to fields (the prompt field_mapping helps) and clean the data first: doubles, blanks, formats.',
        'Count what is there now with `search_count`. Run three records, check them with the user in Odoo, and only then go on.',
        'Import with `bulk_create` in portions of a few hundred and keep the list of source key and new id. On failure go on after the last finished chunk.',
        'Do not import documents as if they were done: create orders and invoices as drafts and let people confirm and post them. Do not write ids, users, groups, access rights, or the fields create_date and write_date.',
        'Verify at the end: counts, totals by `read_group`, and ten records by hand. Report what was imported, what was left out and why, and how to take it back.',
      ],
    ),
};
