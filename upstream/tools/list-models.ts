import * as z from 'zod';
import { ArgumentError, defineTool } from './tool.ts';

/** About as much as a client takes in one answer, in characters of JSON. */
const MAX_ANSWER_CHARS = 750_000;
const CHARS_PER_MODEL = 200;
const CHARS_PER_COMPACT_MODEL = 32;

export const listModels = defineTool({
  name: 'list_models',
  title: 'List models',
  description:
    'List the Odoo models (tables) the signed-in user can work with. Narrow the list with filter, ' +
    'a part of the technical name or of the description. compact returns the names only.',
  hints: { readOnly: true },
  input: z.strictObject({
    filter: z
      .string()
      .max(256)
      .default('')
      .describe('Part of the technical name or of the description, any case.'),
    include_custom: z
      .boolean()
      .default(true)
      .describe('Also list models made in this database or by custom modules.'),
    compact: z.boolean().default(false).describe('Return only the technical names.'),
    limit: z.int().optional().describe('How many models at most; above 0. All when left out.'),
    offset: z.int().default(0).describe('How many models to skip.'),
  }),
  output: z.looseObject({
    models: z.array(
      z.looseObject({
        model: z.string(),
        description: z.string().optional(),
        is_custom: z.boolean().optional(),
        transient: z.boolean().optional().describe('A wizard: its records are short-lived.'),
        access_level: z.string().optional().describe('What the policy in front allows.'),
      }),
    ),
    count: z.int().describe('How many models are in this answer.'),
    total: z.int().describe('How many models fit the filter.'),
    truncated: z.boolean().optional(),
    hint: z.string().optional(),
  }),
  async run(args, { caller, signal }) {
    if (args.limit !== undefined && args.limit <= 0)
      throw new ArgumentError('limit: must be above 0');
    if (args.offset < 0) throw new ArgumentError('offset: must not be below 0');
    const { models, complete } = await (await caller.client(signal)).models(signal);

    const wanted = args.filter.trim().toLowerCase();
    const fitting = models.filter(
      (entry) =>
        (args.include_custom || !entry.is_custom) &&
        (entry.model.includes(wanted) || entry.description.toLowerCase().includes(wanted)),
    );
    const fits = Math.floor(
      MAX_ANSWER_CHARS / (args.compact ? CHARS_PER_COMPACT_MODEL : CHARS_PER_MODEL),
    );
    const page = fitting.slice(args.offset, args.offset + Math.min(args.limit ?? fits, fits));
    const truncated = args.offset + page.length < fitting.length;
    const hints = [
      ...(truncated
        ? [
            `More models fit: call again with offset ${args.offset + page.length}, or narrow filter.`,
          ]
        : []),
      ...(complete
        ? []
        : ['This user may not read the list of models: these are the common ones it can read.']),
    ];
    return {
      models: page.map((entry) => (args.compact ? { model: entry.model } : { ...entry })),
      count: page.length,
      total: fitting.length,
      ...(truncated ? { truncated } : {}),
      ...(hints.length > 0 ? { hint: hints.join(' ') } : {}),
    };
  },
});
