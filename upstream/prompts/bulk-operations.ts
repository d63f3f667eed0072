import { instructions, modelArgument, type PromptDefinition } from './prompt.ts';

export const bulkOperations: PromptDefinition = {
  name: 'bulk_operations',
  title: 'Change many records',
  description:
    'Creates or changes many records safely: counted, tried on one, in chunks, checked after.',
  arguments: {
    model: modelArgument(true),
    operation: {
      type: 'operation',
      description: 'create or write; asked for when left out.',
      required: false,
    },
  },
  text: ({ model = '', operation }) =>
    instructions(
      `Change many records of ${model} at once${operation === undefined ? '' : ` (${operation})`}, safely.`,
      [
        'Write down exactly what is to change, for which records, and how they are found (a domain). Get a yes for that.',
        `Count them with \`search_count\` on ${model}. More than the user expects means that the domain is wrong: stop and ask.`,
        'Save what is there now: `search_read` with the ids and the fields that will change, page by page (limit and offset, order "id"), so that it can be put back.',
        'Check the values with dry_run: true, then try them on a single record and read it back.',
        'Then use `bulk_update` (record_ids and one set of values) or `bulk_create` (records), at most 5000 at a time. Each chunk is written as a whole or not at all; chunks that are done stay done.',
        'After a failure look at partial_ids, updated_count and completed_chunks, and go on with the rest only. Never send everything again.',
        'Deleting many records is not for this prompt: archive them (active: false) where the model has that field.',
        'Verify with `search_count` on the new values, and report how many were changed, how many failed and why.',
      ],
    ),
};
