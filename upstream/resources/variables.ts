import * as z from 'zod';
import { fieldName, modelName, recordId } from '../tools/arguments.ts';
import { ArgumentError } from '../tools/tool.ts';

const idText = z
  .string()
  .regex(/^[1-9]\d{0,9}$/)
  .transform(Number)
  .pipe(recordId);

/** The model a URI names. Throws `ArgumentError` for what is no technical name. */
export function modelOf(text: string | undefined): string {
  return parse(modelName, text, 'write a technical model name, like res.partner');
}

/** The record id a URI names. Throws `ArgumentError` for anything but a positive whole number. */
export function idOf(text: string | undefined): number {
  return parse(idText, text, 'write the id of a record, like 7');
}

/** The field a URI names. Throws `ArgumentError` for what is no technical name. */
export function fieldOf(text: string | undefined): string {
  return parse(
    fieldName.regex(/^[^.]*$/),
    text,
    'write the technical name of one field, like image_128',
  );
}

/** The comma-separated fields a URI names, or undefined when it names none. */
export function fieldsOf(text: string | undefined): readonly string[] | undefined {
  if (text === undefined || text === '') return undefined;
  const names = text.split(',').map((name) => name.trim());
  return parse(
    z.array(fieldName).max(500),
    names,
    'write technical field names with commas between them, like name,email',
  );
}

function parse<Output>(schema: z.ZodType<Output>, value: unknown, instead: string): Output {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ArgumentError(`The URI cannot be read: ${instead}.`);
  return parsed.data;
}
