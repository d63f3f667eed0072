import * as z from 'zod';
import { PATH } from './argument-path.ts';

/**
 * The result language: what an answer may hold, written as a tree. A key that no rule names is dropped;
 * values of Odoo's fields pass only as the obligation of the step that read them says.
 */
const resultPath = z
  .string()
  .regex(PATH, 'must be a path to an argument or a result key, such as $.domain');

export const stepName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be the name of a step, such as employee, or call');

/** A field as records answer it, or a figure as groups do. */
const fieldKey = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*(?::[a-z_]+)?$/, "must be a field, or a figure such as 'amount:sum'");

const resultKey = z
  .string()
  .regex(
    /^(?!(?:__proto__|constructor|prototype)$)[A-Za-z_][\w-]*$/,
    'must be a key of the result',
  );

/** Plain values, which no step answers for. */
const PLAIN = [
  /** A whole number, or true or false. */
  'integer',
  'boolean',
  /** How many things of the only list are left; the same, left out when the answer is one page of many. */
  'count',
  'total',
  'integers',
  /** Texts that pass as they are: of an identity only. */
  'text',
  'texts',
  /** A text that the server's author wrote, never Odoo's data. */
  'words',
  /** A text of Odoo, cleaned like an error's. */
  'sanitised',
  /** The name of the one file that comes with the answer, and its media type. */
  'file_name',
  'mime_type',
] as const;

/** Parts of a decided operation that an answer may repeat. */
export const ECHOED = [
  'model',
  'method',
  'ids',
  'id',
  'values',
  'kwargs',
  'report',
  'attachment',
  'external_id',
] as const;

/** The parts of an answer that are filtered as a whole under the obligation of one step. */
export const PARTS = [
  'records',
  'record',
  'groups',
  'labels',
  'fields',
  'models',
  'actions',
  'state',
  'field_name',
  'model_name',
  'value',
] as const;

type PartDocument = { readonly [Part in (typeof PARTS)[number]]?: string };

export type KeptDocument =
  | (typeof PLAIN)[number]
  | { readonly echo: (typeof ECHOED)[number]; readonly of?: string | undefined }
  | { readonly argument: string }
  | { readonly one_of: readonly string[] }
  | { readonly field: string; readonly of?: string | undefined }
  | { readonly count: string }
  | { readonly total: string }
  | PartDocument
  | { readonly list: KeptDocument }
  | { readonly object: { readonly [key: string]: KeptDocument } }
  | { readonly map: KeptDocument; readonly keys?: KeptDocument | undefined };

/** What a key of the answer may hold. */
export const kept: z.ZodType<KeptDocument> = z.lazy(() =>
  z.union([
    z.enum(PLAIN),
    /** What equals the decided call, or the argument that was sent, and nothing else. */
    z.strictObject({ echo: z.enum(ECHOED), of: stepName.optional() }),
    z.strictObject({ argument: resultPath }),
    z.strictObject({ one_of: z.tuple([z.string()], z.string()) }),
    /** The value of a field as the obligation of that step shows it. */
    z.strictObject({ field: fieldKey, of: stepName.optional() }),
    z.strictObject({ count: stepName }),
    z.strictObject({ total: stepName }),
    ...PARTS.map((part) => z.strictObject({ [part]: stepName })),
    z.strictObject({ list: kept }),
    z.strictObject({ object: z.record(resultKey, kept) }),
    /** Keys that are not known beforehand: whole numbers, or what `keys` says of them. */
    z.strictObject({ map: kept, keys: kept.optional() }),
  ]),
);

/** `parts`: no one place holds the answer; everything is in the kept keys. */
export const RESULT_KINDS = [
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
  'actions',
  'blob',
  'parts',
] as const;

const resultShape = z.strictObject({
  kind: z.enum(RESULT_KINDS).default('parts'),
  /** Where the answer stands; absent: everything is in the kept keys. */
  at: resultPath.optional(),
  keep: z.record(resultKey, kept).default({}),
});
export type ResultShapeDocument = z.output<typeof resultShape>;

export const result = resultShape.extend({
  /** The shape of a dry run's answer; absent: the same. */
  dry_run: resultShape.optional(),
  /** Keys that may leave beside the text of a failed call: how far it came. */
  failure: z.strictObject({ keep: z.record(resultKey, kept) }).optional(),
});
export type ResultDocument = z.output<typeof result>;
