import type * as z from 'zod';
import type { PolicyFileName, SourceText } from './config-directory.ts';
import { type Environment, interpolator } from './environment.ts';
import type { Problem } from './load-error.ts';
import { isMapping } from './schema/shape.ts';
import { shapeProblems } from './schema/shape-problems.ts';
import { type Path, readYaml, type YamlDocument } from './yaml-document.ts';

/** One policy file, validated, with a way back to its text. */
export interface LoadedFile<Data> {
  readonly data: Data;
  /** The data as it was written, before defaults. */
  readonly written: unknown;
  /** It shipped with the product. */
  readonly builtIn: boolean;
  /** `file`, `line` and `column` of a place in the data. */
  place(path: Path, key?: 'key'): { file: string; line: number; column: number };
  /** Whether the text standing there came out of a `${VAR}`. */
  interpolated(path: Path): boolean;
}

/**
 * Reads and validates one policy file, in either shape: its keys at the top, or under the file's own name.
 * A file with nothing in it is one in which nothing is written, not an absent one.
 */
export function loadFile<Data>(
  name: PolicyFileName,
  source: SourceText,
  schema: z.ZodType<Data>,
  env: Environment,
): { readonly file: LoadedFile<Data> } | { readonly problems: readonly Problem[] } {
  const read = readYaml(source.file, source.text, interpolator(env));
  if ('problems' in read) return read;
  const { document } = read;
  const nested = nestedUnder(name, document.data);
  const prefix = nested === undefined ? [] : [name];
  const written = (nested === undefined ? document.data : nested) ?? {};
  const place = (path: Path, key?: 'key') => ({
    file: source.file,
    ...document.position([...prefix, ...path], key),
  });
  const parsed = parseShape(schema, written, document, prefix);
  if (parsed.success)
    return {
      file: {
        ...{ data: parsed.data, written, builtIn: source.builtIn, place },
        interpolated: (path) => document.interpolated([...prefix, ...path]),
      },
    };
  return {
    problems: shapeProblems(`${name}.yaml`, schema, written, parsed.error).map(
      ({ path, onKey, message, hint }) => ({
        ...place(path, onKey ? 'key' : undefined),
        message,
        ...(hint === undefined ? {} : { hint }),
      }),
    ),
  };
}

/** The mapping under the file's own name, when that is all the file has: `rbac:` in `rbac.yaml`. */
function nestedUnder(name: PolicyFileName, data: unknown): unknown {
  if (!isMapping(data) || !Object.hasOwn(data, name)) return undefined;
  return Object.keys(data).length === 1 ? (data[name] ?? {}) : undefined;
}

/** Parses, after giving the numbers and booleans that came out of `${VAR}` their type back. */
function parseShape<Data>(
  schema: z.ZodType<Data>,
  written: unknown,
  document: YamlDocument,
  prefix: Path,
): z.ZodSafeParseResult<Data> {
  const first = schema.safeParse(written);
  if (first.success) return first;
  const retyped = first.error.issues.filter(
    (issue) =>
      issue.code === 'invalid_type' &&
      document.interpolated([...prefix, ...issue.path]) &&
      retype(written, issue.path, issue.expected),
  );
  return retyped.length > 0 ? schema.safeParse(written) : first;
}

function retype(data: unknown, path: Path, expected: string): boolean {
  const step = path.at(-1);
  let parent = data;
  for (const key of path.slice(0, -1)) parent = Reflect.get(Object(parent), key);
  if (step === undefined || typeof parent !== 'object' || parent === null) return false;
  const text: unknown = Reflect.get(parent, step);
  if (typeof text !== 'string') return false;
  if ((expected === 'number' || expected === 'int') && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(text))
    return Reflect.set(parent, step, Number(text));
  if (expected === 'boolean' && (text === 'true' || text === 'false'))
    return Reflect.set(parent, step, text === 'true');
  return false;
}
