import * as z from 'zod';

/** A mapping, before anything is known of it. */
export type Mapping = Readonly<Record<string, unknown>>;

const pickers = new WeakMap<object, (value: Mapping) => number>();

/**
 * A union of two mappings, with the rule that tells which one the operator meant: so that a mistake is
 * reported against that one, and not against both.
 */
export function choice<const Options extends readonly [z.ZodType, z.ZodType]>(
  options: Options,
  pick: (value: Mapping) => number,
): z.ZodUnion<Options> {
  const union = z.union(options, { error: 'expected a mapping' });
  pickers.set(union, pick);
  return union;
}

/** The option of a union that fits what was written: by its rule, else by the kind of value. */
export function chosenOption(union: z.ZodUnion, value: unknown): number {
  const pick = pickers.get(union);
  if (pick !== undefined && isMapping(value)) return pick(value);
  return union.options.findIndex((option) => {
    const inner = unwrapped(option as z.ZodType);
    if (inner instanceof z.ZodArray) return Array.isArray(value);
    if (inner instanceof z.ZodObject || inner instanceof z.ZodRecord) return isMapping(value);
    return inner instanceof z.ZodString && typeof value === 'string';
  });
}

/** The schema at a place, following the data where a union leaves a choice; undefined off the map. */
export function schemaAt(
  schema: z.ZodType,
  data: unknown,
  path: readonly PropertyKey[],
): z.ZodType | undefined {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodUnion) {
    const option = inner.options[chosenOption(inner, data)];
    return option === undefined ? undefined : schemaAt(option as z.ZodType, data, path);
  }
  const [step, ...rest] = path;
  if (step === undefined) return inner;
  const below = isMapping(data) || Array.isArray(data) ? Reflect.get(data, step) : undefined;
  const next = schemaBelow(inner, step);
  return next === undefined ? undefined : schemaAt(next, below, rest);
}

function schemaBelow(schema: z.ZodType, step: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)] as z.ZodType | undefined;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  return undefined;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  )
    return unwrapped(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in as z.ZodType);
  return schema;
}

/** Whether a value is a mapping (not a list, not nothing). */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The sections of a schema that have a key, as paths: `stock_models`, `group_access.….fields`; an empty one for the
 * top. `…` stands for names and places in lists that the operator chooses.
 */
export function sectionsWith(schema: z.ZodType, key: string): readonly string[] {
  const found = (inner: z.ZodType, path: readonly string[]): string[] => {
    const section = unwrapped(inner);
    if (section instanceof z.ZodUnion)
      return section.options.flatMap((option) => found(option as z.ZodType, path));
    if (section instanceof z.ZodRecord)
      return found(section.valueType as z.ZodType, [...path, '…']);
    if (section instanceof z.ZodArray) return found(section.element as z.ZodType, [...path, '…']);
    if (!(section instanceof z.ZodObject)) return [];
    return [
      ...(Object.hasOwn(section.shape, key) ? [path.join('.')] : []),
      ...Object.entries(section.shape).flatMap(([name, below]) =>
        found(below as z.ZodType, [...path, name]),
      ),
    ];
  };
  return [...new Set(found(schema, []))];
}
