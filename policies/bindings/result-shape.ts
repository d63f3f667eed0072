import type { ECHOED, PARTS, RESULT_KINDS } from './grammar-result.ts';

/** What the result of a call may hold, and what stands where. Paths are lists of keys. */
export interface ResultShape extends AnswerShape {
  /** The names of the operations of a call, in their order: what `of` refers to. */
  readonly steps: readonly string[];
  /** The shape when a decided operation was a dry run; absent: the same. */
  readonly dryRun?: AnswerShape;
  /** Keys that may leave beside the text of a failed call; absent: none. */
  readonly failure?: ReadonlyMap<string, KeptValue>;
}

export interface AnswerShape {
  readonly kind: ResultKind;
  /** Key path from the result's root to the part the obligation applies to; empty where there is none. */
  readonly at: readonly string[];
  /** Keys beside it that may pass, and what each may hold. Everything else is dropped. */
  readonly keep: ReadonlyMap<string, KeptValue>;
}

export type ResultKind = (typeof RESULT_KINDS)[number];
/** A piece of an answer that is filtered as a whole, under the obligation of one step. */
export type PartKind = (typeof PARTS)[number];

/**
 * What a value of an answer may be. `count` is the number of things left of a step's list; `total` is that
 * too, and left out when the answer is one page of many; `text` and `texts` pass as they are and are for
 * identities only; `words` are the server author's own; `echo` passes what equals the decided call; a
 * `field` passes as the obligation of its step treats it.
 */
export type KeptValue =
  | {
      readonly kind:
        | 'integer'
        | 'boolean'
        | 'integers'
        | 'text'
        | 'texts'
        | 'words'
        | 'sanitised'
        | 'file_name'
        | 'mime_type';
    }
  | { readonly kind: 'count' | 'total'; readonly of: string }
  | { readonly kind: 'echo'; readonly part: EchoedPart; readonly of: string }
  | { readonly kind: 'argument'; readonly path: readonly string[] }
  | { readonly kind: 'one_of'; readonly values: ReadonlySet<string> }
  | { readonly kind: 'field'; readonly field: string; readonly of: string }
  | { readonly kind: 'part'; readonly part: PartKind; readonly of: string }
  | { readonly kind: 'list'; readonly item: KeptValue }
  | { readonly kind: 'object'; readonly keys: ReadonlyMap<string, KeptValue> }
  | { readonly kind: 'map'; readonly value: KeptValue; readonly keys?: KeptValue };

/** A part of a decided operation that an answer may repeat. */
export type EchoedPart = (typeof ECHOED)[number];
