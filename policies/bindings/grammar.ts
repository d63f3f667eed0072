import * as z from 'zod';
import { PATH } from './argument-path.ts';
import { result } from './grammar-result.ts';
import { operation, tool } from './grammar-tool.ts';

/**
 * Version 1 of the binding language. Everything is strict: a key that is not here is refused, so that a
 * misspelt rule cannot silently do nothing.
 */
const path = z
  .string()
  .regex(PATH, 'must be a path to an argument or a result key, such as $.domain');

const toolName = z.string().regex(/^[\w.\-/]{1,128}$/, 'must be the name of a tool');
const argumentName = z
  .string()
  .regex(/^(?!(?:__proto__|constructor|prototype)$)[A-Za-z_][\w-]{0,63}$/, 'must be an argument');

const version = z.literal(1, 'must be 1, the version of the binding language');
const bindingId = z.string().regex(/^[\w.\-/#]{1,80}$/, 'must be a short name without blanks');

/** One resource: an operation whose arguments are the variables of a URI template (RFC 6570). */
const resource = z.strictObject({
  uri: z.string().min(1).max(512),
  ...operation,
  result,
});
export type ResourceDocument = z.output<typeof resource>;

/** What a prompt's argument names. */
export const PROMPT_ARGUMENTS = ['model', 'field', 'method', 'text', 'integer'] as const;
const prompt = z.strictObject({
  arguments: z.record(argumentName, z.enum(PROMPT_ARGUMENTS)).default({}),
});
export type PromptDocument = z.output<typeof prompt>;

/** What completing an argument offers. */
export const COMPLETION_KINDS = ['models', 'methods', 'fields', 'ids'] as const;
const completions = z.strictObject({
  /** What the values offered for an argument of this name are. */
  arguments: z.record(argumentName, z.enum(COMPLETION_KINDS)),
  /** Arguments given beside it that may name the model, the first that does counts. */
  model_from: z.array(argumentName).default([]),
});

const contents = {
  tools: z.record(toolName, tool).default({}),
  resources: z.array(resource).default([]),
  prompts: z.record(toolName, prompt).default({}),
  completions: completions.optional(),
};

/** A part of a binding: more tools, resources and prompts of the same server. */
export const partDocument = z.strictObject({
  binding: version,
  part_of: bindingId,
  ...contents,
});
export type PartDocument = z.output<typeof partDocument>;

export const bindingDocument = z.strictObject({
  binding: version,
  id: bindingId,
  coerce: z.enum(['python_sdk', 'none']).default('none'),
  ...contents,
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
      /** The tool that tells whose account a call is carried by, with the result keys of the sign-in. */
      whoami: toolName.optional(),
      /** Keys of its answer that say nothing of whose account it is: callers hear no more of one that is not theirs. */
      told: z.array(z.string()).default([]),
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
