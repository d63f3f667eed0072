import type { Env } from '../engine/env.ts';

/** The next name of a numbered document: `prefix` and a number of at least `digits` digits. */
export function nextInSequence(env: Env, model: string, prefix: string, digits: number): string {
  const { store } = env.db;
  let last = 0;
  for (const id of store.ids(model)) {
    const name = store.get(model, id)?.name;
    if (typeof name !== 'string' || !name.startsWith(prefix)) continue;
    const number = Number(name.slice(prefix.length));
    if (Number.isInteger(number)) last = Math.max(last, number);
  }
  return `${prefix}${String(last + 1).padStart(digits, '0')}`;
}
