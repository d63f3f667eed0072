import { isObject, type Json } from '../json.ts';
import { type ArgumentPath, pathText, valueAt } from './argument-path.ts';
import { BindingError } from './binding-error.ts';
import { type Codec, type Coercion, decode } from './codecs.ts';
import { type CompiledSlot, type Place, requirePath } from './compiled-slot.ts';
import { frozenEntries, frozenJson } from './frozen-json.ts';
import type { ContextMapDocument } from './grammar-tool.ts';

const KEYS = ['lang', 'tz', 'allowed_company_ids'] as const;
type ContextKey = (typeof KEYS)[number];

const CODEC: { readonly [Key in ContextKey]: Codec } = {
  lang: 'text',
  tz: 'text',
  allowed_company_ids: 'list',
};

/**
 * Compiles a context that is built of arguments. What is decided of it is written back to them: a context
 * with a key that no argument holds cannot be written, and `write` throws.
 */
export function compileContextMap(
  document: ContextMapDocument,
  coercion: Coercion,
  place: Place,
): CompiledSlot<'context'> {
  const places = new Map<string, ArgumentPath>();
  for (const key of KEYS) {
    const written = document[key];
    if (written === undefined) continue;
    places.set(key, requirePath(written, { ...place, path: `${place.path}.${key}` }));
  }
  const [first, ...others] = [...places.values()];
  if (first === undefined)
    throw new BindingError(
      place.source,
      place.path,
      'must name the argument of lang, tz or allowed_company_ids',
    );
  return {
    name: 'context',
    paths: [first, ...others],
    codecs: Object.values(CODEC),
    label: [first, ...others].map(pathText).join("', '"),
    absent: { kind: 'server_choice' },
    read(args) {
      const entries: [string, Json][] = [];
      for (const key of KEYS) {
        const path = places.get(key);
        const raw = path === undefined ? undefined : valueAt(args, path);
        if (raw === undefined) continue;
        const value = frozenJson(decode(raw, [CODEC[key]], coercion));
        if (value === undefined) return 'undecodable';
        entries.push([key, value]);
      }
      if (entries.length === 0) return 'missing';
      const value = frozenEntries(entries);
      return { value, decoded: value };
    },
    write(value) {
      if (!isObject(value)) throw new TypeError('a context is an object');
      return Object.entries(value).map(([key, item]) => {
        const path = places.get(key);
        if (path === undefined) throw new TypeError(`no argument holds the context's ${key}`);
        return [path, item];
      });
    },
    words: 'a language, a time zone and a list of company ids, where they are given',
  };
}
