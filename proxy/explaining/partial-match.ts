import { isArray, isObject, type Json } from '../../policies/json.ts';

/**
 * How a value differs from what was expected of it, one line for each difference; empty when it fits. Keys
 * nobody named may be anything; a list has the same items in the same order.
 */
export function differences(
  expected: Json,
  found: Json | undefined,
  at: string,
): readonly string[] {
  if (isObject(expected) && isObject(found)) {
    return Object.entries(expected).flatMap(([key, value]) =>
      differences(value, Object.hasOwn(found, key) ? found[key] : undefined, `${at}.${key}`),
    );
  }
  if (isArray(expected) && isArray(found)) {
    if (expected.length === found.length) {
      return expected.flatMap((value, index) =>
        differences(value, found[index], `${at}[${index}]`),
      );
    }
    return [difference(expected, found, at)];
  }
  return expected === found ? [] : [difference(expected, found, at)];
}

function difference(expected: Json, found: Json | undefined, at: string): string {
  const there = found === undefined ? 'nothing' : JSON.stringify(found);
  return `${at}: expected ${JSON.stringify(expected)}, found ${there}`;
}
