import { typeError } from '../engine/errors.ts';
import type { Json, JsonObject } from '../engine/json.ts';

/** A Python parameter list: names in order, a `?` behind those with a default. */
export interface Signature {
  /** As error texts name the function, e.g. `BaseModel.write()`. */
  readonly label: string;
  readonly params: readonly string[];
  /** Where unknown keywords end up, `**kwargs`: accepted, or the function that refuses them. */
  readonly rest?:
    | { readonly accepts: 'any' }
    | { readonly accepts: readonly string[]; readonly label: string };
}

/**
 * Binds positional and keyword arguments the way Python does. Throws TypeError for too many,
 * unknown, repeated or missing arguments.
 */
export function bind(signature: Signature, args: readonly Json[], kwargs: JsonObject): JsonObject {
  const { label, params, rest } = signature;
  const names = params.map((param) => param.replace('?', ''));
  const required = params.filter((param) => !param.endsWith('?')).length;
  if (args.length > names.length) throw tooMany(label, required, names.length, args.length);
  const bound: { [name: string]: Json } = {};
  for (const [at, value] of args.entries()) bound[names[at] ?? ''] = value;
  for (const [name, value] of Object.entries(kwargs)) {
    if (names.includes(name)) {
      if (name in bound) throw typeError(`${label} got multiple values for argument '${name}'`);
    } else if (rest === undefined) {
      throw typeError(`${label} got an unexpected keyword argument '${name}'`);
    } else if (rest.accepts !== 'any' && !rest.accepts.includes(name)) {
      throw typeError(`${rest.label} got an unexpected keyword argument '${name}'`);
    }
    bound[name] = value;
  }
  const missing = params.filter((param) => !param.endsWith('?') && !(param in bound));
  if (missing.length > 0) throw missingArguments(label, missing);
  return bound;
}

/** `self` counts in Python's figures. */
function tooMany(label: string, required: number, most: number, given: number): Error {
  const takes =
    required === most
      ? `takes ${most + 1} positional argument${most === 0 ? '' : 's'}`
      : `takes from ${required + 1} to ${most + 1} positional arguments`;
  return typeError(`${label} ${takes} but ${given + 1} were given`);
}

function missingArguments(label: string, names: readonly string[]): Error {
  const quoted = names.map((name) => `'${name}'`);
  const last = quoted.pop() ?? '';
  const list = quoted.length ? `${quoted.join(', ')} and ${last}` : last;
  return typeError(
    `${label} missing ${names.length} required positional argument${names.length === 1 ? '' : 's'}: ${list}`,
  );
}
