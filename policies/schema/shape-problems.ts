import * as z from 'zod';
import { didYouMean } from '../did-you-mean.ts';
import { laterKey } from './later-keys.ts';
import { keyElsewhere, meantKey } from './misplaced-keys.ts';
import { chosenOption, isMapping, schemaAt } from './shape.ts';

/** Something the schema refuses, by its place in the data. */
export interface ShapeProblem {
  readonly path: readonly PropertyKey[];
  /** The place is the key itself, not its value. */
  readonly onKey: boolean;
  readonly message: string;
  readonly hint?: string;
}

type Issue = z.core.$ZodIssue;

/** What zod found, one problem for each mistake and in words an operator uses. Never prints a value. */
export function shapeProblems(
  file: string,
  schema: z.ZodType,
  data: unknown,
  error: z.ZodError,
): readonly ShapeProblem[] {
  return error.issues.flatMap((issue) => problemsOf(file, schema, data, issue, issue.path));
}

function problemsOf(
  file: string,
  root: z.ZodType,
  data: unknown,
  issue: Issue,
  path: readonly PropertyKey[],
): ShapeProblem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(file, root, data, path, key));
    case 'invalid_key': {
      const inner = issue.issues[0];
      return [{ path, onKey: true, ...words(inner ?? issue, path.at(-1)) }];
    }
    case 'invalid_union': {
      const found = valueAt(data, path);
      if (found === undefined && path.length > 0) return [missing(path)];
      const union = schemaOfUnion(root, data, path);
      const chosen = union === undefined ? -1 : chosenOption(union, found);
      const inner = issue.errors[chosen];
      if (inner === undefined || inner.length === 0)
        return [{ path, onKey: false, message: issue.message }];
      return inner.flatMap((one) => problemsOf(file, root, data, one, [...path, ...one.path]));
    }
    case 'invalid_type': {
      const found = valueAt(data, path);
      if (found === undefined && path.length > 0) return [missing(path)];
      return [
        {
          path,
          onKey: false,
          message: `expected ${kindNamed(issue.expected)}, found ${kindOf(found)}`,
          ...hintFrom(kindHint(issue.expected, found, schemaAt(root, data, path))),
        },
      ];
    }
    default:
      return [{ path, onKey: false, ...words(issue, valueAt(data, path)) }];
  }
}

function missing(path: readonly PropertyKey[]): ShapeProblem {
  return { path: path.slice(0, -1), onKey: true, message: `"${String(path.at(-1))}" is missing` };
}

function unknownKey(
  file: string,
  root: z.ZodType,
  data: unknown,
  path: readonly PropertyKey[],
  key: string,
): ShapeProblem {
  const place = { path: [...path, key], onKey: true };
  const later = laterKey(file, [...path, key]);
  if (later !== undefined)
    return { ...place, message: `"${key}" is not supported by this version`, hint: later };
  const section = schemaAt(root, data, path);
  const known = section instanceof z.ZodObject ? Object.keys(section.shape) : [];
  const hint =
    meantKey(key, known) ??
    didYouMean(key, known) ??
    keyElsewhere(file, root, key) ??
    (known.length > 0 ? `known keys are ${known.join(', ')}` : undefined);
  return {
    ...place,
    message: `unknown key ${JSON.stringify(key)}`,
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Our own messages complete a sentence about the value ("is not a host"); zod's stand alone. */
function words(issue: Issue, found: unknown): { message: string; hint?: string } {
  const params = issue.code === 'custom' ? issue.params : undefined;
  const hint = typeof params?.hint === 'string' ? { hint: params.hint } : {};
  switch (issue.code) {
    case 'invalid_value': {
      const known = issue.values.map(String);
      return {
        message: `expected one of ${known.join(', ')}`,
        ...(typeof found === 'string' ? hintFrom(didYouMean(found, known)) : {}),
      };
    }
    case 'too_small':
      return {
        message: issue.message.startsWith('Too small')
          ? `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
          : issue.message,
      };
    case 'too_big':
      return { message: `must be at most ${issue.maximum}` };
    default:
      return { message: sentence(issue.message), ...hint };
  }
}

function hintFrom(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}

function sentence(message: string): string {
  return /^(?:is|must) /.test(message) ? `the value ${message}` : message;
}

function schemaOfUnion(
  root: z.ZodType,
  data: unknown,
  path: readonly PropertyKey[],
): z.ZodUnion | undefined {
  const parent = schemaAt(root, data, path.slice(0, -1));
  const step = path.at(-1);
  if (step === undefined) return undefined;
  let found: unknown;
  if (parent instanceof z.ZodObject) found = parent.shape[String(step)];
  else if (parent instanceof z.ZodRecord) found = parent.valueType;
  else if (parent instanceof z.ZodArray) found = parent.element;
  while (found instanceof z.ZodOptional || found instanceof z.ZodDefault) found = found.unwrap();
  return found instanceof z.ZodUnion ? found : undefined;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const step of path)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  return value;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return kindNamed(typeof value);
}

function kindNamed(kind: string): string {
  switch (kind) {
    case 'array':
      return 'a list';
    case 'object':
    case 'record':
      return 'a mapping';
    case 'string':
      return 'text';
    case 'number':
      return 'a number';
    case 'int':
      return 'a whole number';
    case 'boolean':
      return 'true or false';
    default:
      return kind;
  }
}

/** How the expected kind of value is written, where what was found tells that it is not known. */
function kindHint(expected: string, found: unknown, schema: z.ZodType | undefined) {
  const list = expected === 'array';
  const mapping = expected === 'object' || expected === 'record';
  if (found === null) {
    if (list) return 'write [] for an empty list';
    return mapping ? 'write {} for nothing, or remove the key' : 'write a value, or remove the key';
  }
  if (list && isMapping(found)) return 'begin each entry with "- "';
  if (list)
    return typeof found === 'string' && found.trimStart().startsWith('[')
      ? 'take the quotes away: what stands in quotes is text'
      : 'put it in brackets, [ ]';
  if (!mapping) return undefined;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return known.length > 0 ? `write it under one of ${known.join(', ')}` : undefined;
}
