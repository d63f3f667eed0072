import * as z from 'zod';
import { PATH } from './argument-path.ts';
import { CODECS } from './codecs.ts';
import { BOUND_KINDS } from './operation-slots.ts';

/**
 * Version 1 of the binding language. Everything is strict: a key that is not here is refused, so that a
 * misspelt rule cannot silently do nothing.
 */
const path = z
  .string()
  .regex(PATH, 'must be a path to an argument or a result key, such as $.domain');
const constant = z.string().regex(/^[^$]/, 'must not be empty; a path starts with $.');
const codec = z.enum(CODECS);

const slot = z.union([
  path,
  z.strictObject({
    at: path,
    /** Forms the value may arrive in, tried in order. */
    as: z.tuple([codec], codec).optional(),
    /** The form it is forwarded in; absent: the first of `as`. */
    write: codec.optional(),
    /** What a call without it means: refuse, leave it to the server, or this value. */
    absent: z
      .union([z.literal('deny'), z.literal('server_choice'), z.strictObject({ value: z.json() })])
      .optional(),
  }),
]);
export type SlotDocument = z.output<typeof slot>;

const op = z.enum(BOUND_KINDS);
/** The operation, or the argument that chooses it and what each of its values means. */
const opChoice = z.union([
  op,
  z.strictObject({
    from: path,
    map: z
      .record(z.string(), op)
      .refine((map) => Object.keys(map).length > 0, 'must name at least one value'),
  }),
]);

/** What a key beside the answer may hold. */
const kept = z.union([
  z.enum(['integer', 'boolean', 'count', 'total', 'text', 'integers', 'texts']),
  z.strictObject({ echo: z.enum(['model', 'method', 'ids', 'id', 'values', 'kwargs']) }),
  z.strictObject({ one_of: z.tuple([z.string()], z.string()) }),
]);
export type KeptDocument = z.output<typeof kept>;

const resultShape = z.strictObject({
  kind: z.enum([
    'records',
    'record',
    'groups',
    'labels',
    'count',
    'ids',
    'acknowledgement',
    'fields',
    'models',
    'value',
    'identity',
  ]),
  /** Where the answer stands; absent: everything is in the kept keys. */
  at: path.optional(),
  keep: z.record(z.string(), kept).default({}),
});
export type ResultShapeDocument = z.output<typeof resultShape>;

const result = resultShape.extend({
  /** The shape of a dry run's answer; absent: the same. */
  dry_run: resultShape.optional(),
});

const optionType = z.enum(['text', 'boolean', 'integer', 'number', 'texts']);
export type OptionType = z.output<typeof optionType>;
/** One type, or several that an argument may have. */
const option = z.union([optionType, z.tuple([optionType], optionType)]);

const tool = z.strictObject({
  op: opChoice,
  model: z.union([slot, constant]).optional(),
  method: z.union([slot, constant]).optional(),
  ids: slot.optional(),
  domain: slot.optional(),
  fields: slot.optional(),
  groupby: slot.optional(),
  aggregates: slot.optional(),
  name: slot.optional(),
  order: slot.optional(),
  limit: slot.optional(),
  offset: slot.optional(),
  values: slot.optional(),
  args: slot.optional(),
  kwargs: slot.optional(),
  context: slot.optional(),
  dry_run: z.union([slot, z.literal(true)]).optional(),
  login: slot.optional(),
  login_method: slot.optional(),
  database: slot.optional(),
  /** Arguments without a meaning in Odoo, forwarded as they are. */
  options: z.record(path, option).default({}),
  /** Arguments that hold a credential: forwarded, never part of an operation. */
  secret: z.array(path).default([]),
  result,
});
export type ToolDocument = z.output<typeof tool>;

const toolName = z.string().regex(/^[\w.\-/]{1,128}$/, 'must be the name of a tool');

export const bindingDocument = z.strictObject({
  binding: z.literal(1, 'must be 1, the version of the binding language'),
  id: z.string().regex(/^[\w.\-/#]{1,80}$/, 'must be a short name without blanks'),
  match: z.strictObject({
    server_name: z.string().min(1).optional(),
    tools: z.tuple([toolName], toolName),
  }),
  coerce: z.enum(['python_sdk', 'none']).default('none'),
  tools: z
    .record(toolName, tool)
    .refine((tools) => Object.keys(tools).length > 0, 'must describe at least one tool'),
  /** The tool that answers a model's field metadata. */
  schema: z
    .strictObject({
      tool: toolName,
      /** The argument that takes the model. */
      model: path,
      /** Arguments sent beside it. */
      arguments: z.record(z.string(), z.json()).default({}),
      fields: path,
    })
    .optional(),
  /** The tool that signs a user in, its arguments and its answer. */
  identity: z
    .strictObject({
      tool: toolName,
      arguments: z.strictObject({
        method: z.string(),
        login: z.string(),
        credential: z.string(),
        database: z.string(),
      }),
      result: z.strictObject({
        uid: z.string(),
        login: z.string(),
        name: z.string(),
        groups: z.string(),
        admin: z.string(),
        database: z.string(),
        partner_id: z.string(),
        company_ids: z.string(),
      }),
    })
    .optional(),
});
export type BindingDocument = z.output<typeof bindingDocument>;
