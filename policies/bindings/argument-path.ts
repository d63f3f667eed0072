import { isObject, type Json, type JsonObject } from '../json.ts';
import { ownValue } from './frozen-json.ts';

/** Where an argument stands: the keys from the arguments' root. Written `$.payload.domain`. */
export type ArgumentPath = readonly [string, ...string[]];

/** What a written path looks like. Keys that name parts of JavaScript's objects are no argument names. */
export const PATH = /^\$(?:\.(?!(?:__proto__|constructor|prototype)(?:\.|$))[A-Za-z_][\w-]*)+$/;

/** Parses a written path; undefined when it is none. */
export function parsePath(written: string): ArgumentPath | undefined {
  if (!PATH.test(written)) return undefined;
  const [first, ...rest] = written.slice(2).split('.');
  return first === undefined ? undefined : [first, ...rest];
}

/** The path without `$.`, for messages. */
export function pathText(path: readonly string[]): string {
  return path.join('.');
}

/** The value at a path; undefined when it or anything on the way is missing or `null`. */
export function valueAt(args: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = args;
  for (const key of path) {
    if (!isObject(value)) return undefined;
    value = ownValue(value, key);
  }
  return value === null ? undefined : value;
}

/** Every argument a binding knows, as a tree of keys. A leaf's own content is its slot's business. */
export type ArgumentTree = Map<string, ArgumentTree | 'leaf'>;

/** Adds a path; false when it, a part of it or something below it is there already. */
export function plant(tree: ArgumentTree, path: ArgumentPath): boolean {
  const [key, ...rest] = path;
  const node = tree.get(key);
  const [next, ...further] = rest;
  if (next === undefined) {
    if (node !== undefined) return false;
    tree.set(key, 'leaf');
    return true;
  }
  if (node === 'leaf') return false;
  const branch: ArgumentTree = node ?? new Map();
  tree.set(key, branch);
  return plant(branch, [next, ...further]);
}

/** Paths of the arguments that the tree does not know, or that should be objects and are not. */
export function strangers(args: JsonObject, tree: ArgumentTree, above = ''): string[] {
  const found: string[] = [];
  for (const [key, value] of Object.entries(args)) {
    const node = tree.get(key);
    if (node === 'leaf') continue;
    if (node !== undefined && isObject(value))
      found.push(...strangers(value, node, `${above}${key}.`));
    else if (node === undefined || value !== null) found.push(`${above}${key}`);
  }
  return found;
}

/** Nested arguments under construction: written path by path, then frozen by the caller. */
export function writeAt(target: Map<string, unknown>, path: ArgumentPath, value: Json): void {
  const [key, ...rest] = path;
  const [next, ...further] = rest;
  if (next === undefined) {
    target.set(key, value);
    return;
  }
  const below = target.get(key);
  const branch: Map<string, unknown> = below instanceof Map ? below : new Map();
  target.set(key, branch);
  writeAt(branch, [next, ...further], value);
}
