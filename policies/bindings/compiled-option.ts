import type { Json, JsonObject } from '../json.ts';
import { type ArgumentPath, valueAt } from './argument-path.ts';
import { CODEC_WORDS, type Codec, type Coercion, decode } from './codecs.ts';
import type { Reading } from './compiled-slot.ts';
import { frozenJson } from './frozen-json.ts';
import type { OptionType } from './grammar-tool.ts';

/** A plain argument without a meaning in Odoo, compiled. */
export interface CompiledOption {
  readonly path: ArgumentPath;
  read(args: JsonObject): Reading<Json>;
  readonly words: string;
}

const FORMS: { readonly [Type in OptionType]: { readonly codec: Codec; readonly words: string } } =
  {
    text: { codec: 'text', words: CODEC_WORDS.text },
    boolean: { codec: 'boolean', words: CODEC_WORDS.boolean },
    integer: { codec: 'int', words: CODEC_WORDS.int },
    number: { codec: 'number', words: CODEC_WORDS.number },
    texts: { codec: 'list', words: 'a list of texts' },
    empty_list: { codec: 'list', words: 'an empty list' },
  };

/** Compiles an option of these types. */
export function compileOption(
  path: ArgumentPath,
  types: readonly OptionType[],
  coercion: Coercion,
): CompiledOption {
  const codecs = types.map((type) => FORMS[type].codec);
  const mayHold = types.includes('texts');
  return {
    path,
    read(args) {
      const raw = valueAt(args, path);
      if (raw === undefined) return 'missing';
      const value = frozenJson(decode(raw, codecs, coercion));
      if (value === undefined) return 'undecodable';
      const plain =
        !Array.isArray(value) ||
        value.length === 0 ||
        (mayHold && value.every((item) => typeof item === 'string'));
      return plain ? { value, decoded: value } : 'undecodable';
    },
    words: types.map((type) => FORMS[type].words).join(' or '),
  };
}
