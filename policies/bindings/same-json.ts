import { isArray, isObject, type Json } from '../json.ts';

/** Whether two JSON values say the same; the order of an object's keys says nothing. */
export function sameJson(one: Json, other: Json): boolean {
  if (isArray(one)) {
    return (
      isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => {
        const match = other[index];
        return match !== undefined && sameJson(item, match);
      })
    );
  }
  if (isObject(one)) {
    const keys = Object.keys(one);
    return (
      isObject(other) &&
      keys.length === Object.keys(other).length &&
      keys.every((key) => {
        const [mine, match] = [one[key], Object.hasOwn(other, key) ? other[key] : undefined];
        return mine !== undefined && match !== undefined && sameJson(mine, match);
      })
    );
  }
  return one === other;
}
