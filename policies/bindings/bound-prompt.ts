import type { Deny } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import type { FieldName, MethodName, ModelName } from '../names.ts';

/** A prompt of the server, and what its arguments name. */
export interface BoundPrompt {
  readonly name: string;
  /** The names of its arguments. */
  readonly arguments: readonly string[];
  /** Decodes the arguments of `prompts/get`, which are texts. Total: what is unknown or no name is a denial. */
  bind(args: JsonObject): PromptCall | Deny;
}

/** One decoded `prompts/get`. All the names must be open to the subject. */
export interface PromptCall {
  readonly models: readonly ModelName[];
  readonly fields: readonly FieldName[];
  readonly methods: readonly MethodName[];
  /** The arguments to forward. */
  readonly arguments: JsonObject;
}
