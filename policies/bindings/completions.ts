import type { COMPLETION_KINDS } from './grammar.ts';

/** What the values offered for an argument are. */
export type CompletionKind = (typeof COMPLETION_KINDS)[number];

/** What completing the arguments of the server's prompts and resource templates offers. */
export interface Completions {
  /** By the name of the argument; an argument that is not here is not completed. */
  readonly arguments: ReadonlyMap<string, CompletionKind>;
  /** Arguments given beside it that may name the model, the first that does counts. */
  readonly modelFrom: readonly string[];
}
