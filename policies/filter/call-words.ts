import type { Operation } from '../operation.ts';

/**
 * Every text, key and number of the decided calls, lower case: what the caller said itself, and what an
 * answer may therefore repeat to it. The field and model names inside dotted paths count too.
 */
export function wordsOf(operations: readonly Operation[]): ReadonlySet<string> {
  const words = new Set<string>();
  const add = (value: unknown): void => {
    switch (typeof value) {
      case 'string':
        words.add(value.toLowerCase());
        for (const part of value.split(/[\s,;:'"()]+/)) {
          words.add(part.toLowerCase());
          if (!part.includes('@'))
            for (const name of part.split('.')) words.add(name.toLowerCase());
        }
        break;
      case 'number':
        words.add(String(value));
        break;
      case 'object':
        if (value === null) break;
        if (Array.isArray(value)) for (const item of value) add(item);
        else
          for (const [key, item] of Object.entries(value)) {
            add(key);
            add(item);
          }
        break;
      default:
        break;
    }
  };
  add(operations);
  words.delete('');
  return words;
}
