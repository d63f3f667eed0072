import * as z from 'zod';
import { PATH } from './argument-path.ts';
import { CODECS } from './codecs.ts';
import { result, stepName } from './grammar-result.ts';
import { BOUND_KINDS } from './operation-slots.ts';

/** The part of the binding language that says what a call means: operations and where their parts stand. */
const path = z
  .string()
  .regex(PATH, 'must be a path to an argument or a result key, such as $.domain');
const constant = z.string().regex(/^[^$]/, 'must not be empty; a path starts with $.');
const codec = z.enum(CODECS);

const placed = z.strictObject({
  at: path,
  /** Forms the value may arrive in, tried in order. */
  as: z.tuple([codec], codec).optional(),
  /** The form it is forwarded in; absent: the first of `as`. */
  write: codec.optional(),
  /** What a call without it means: refuse, leave it to the server, or this value. */
  absent: z
    .union([z.literal('deny'), z.literal('server_choice'), z.strictObject({ value: z.json() })])
    .optional(),
  /** Other arguments that say the same; a call gives one of them, and it is forwarded as `at`. */
  alias: z.array(z.strictObject({ at: path, as: z.tuple([codec], codec).optional() })).optional(),
});
const slot = z.union([path, placed]);
export type SlotDocument = z.output<typeof slot>;

/** A context built of arguments; what is decided of it is written back to them. */
const contextMap = z.strictObject({
  lang: path.optional(),
  tz: path.optional(),
  allowed_company_ids: path.optional(),
});
export type ContextMapDocument = z.output<typeof contextMap>;

/** What the server itself uses. A text `$.name` inside stands for the argument of that name. */
const template = z.strictObject({ value: z.json() });

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

/** Where the parts of one operation stand; `place` is what a place may be. */
function slots<Place extends z.ZodType>(place: Place) {
  return {
    model: z.union([place, constant]).optional(),
    method: z.union([place, constant]).optional(),
    ids: place.optional(),
    external_id: place.optional(),
    domain: place.optional(),
    fields: place.optional(),
    groupby: place.optional(),
    aggregates: place.optional(),
    having: place.optional(),
    name: place.optional(),
    order: place.optional(),
    limit: place.optional(),
    offset: place.optional(),
    values: place.optional(),
    changed: place.optional(),
    args: place.optional(),
    kwargs: place.optional(),
    body: place.optional(),
    attachment: place.optional(),
    report: place.optional(),
    context: z.union([place, contextMap]).optional(),
    dry_run: z.union([place, z.literal(true)]).optional(),
    login: place.optional(),
    login_method: place.optional(),
    database: place.optional(),
  };
}

/** One access of a tool that does several. */
const step = z.strictObject({ op, ...slots(z.union([path, placed, template])) });
export type StepDocument = z.output<typeof step>;

const optionType = z.enum(['text', 'boolean', 'integer', 'number', 'texts', 'empty_list']);
export type OptionType = z.output<typeof optionType>;
/** One type, or several that an argument may have. */
const option = z.union([optionType, z.tuple([optionType], optionType)]);

/** One operation of a tool or a resource. */
export const operation = { op: opChoice, ...slots(slot) };

export const tool = z.strictObject({
  ...operation,
  /** A tool has `op`, or `steps`: several accesses, all of which must be allowed. */
  op: opChoice.optional(),
  steps: z
    .record(stepName, step)
    .refine((steps) => Object.keys(steps).length > 0, 'must name at least one step')
    .optional(),
  /** A list argument: the call costs as much as it has items. */
  units: path.optional(),
  /** Arguments without a meaning in Odoo, forwarded as they are. */
  options: z.record(path, option).default({}),
  /** Arguments that hold a credential: forwarded, never part of an operation. */
  secret: z.array(path).default([]),
  result,
});
export type ToolDocument = z.output<typeof tool>;
