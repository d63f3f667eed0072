import type { MissingField } from './missing-fields.ts';

/** A create that needs more values; `message` says which, as a client without forms is told. */
export class MissingValues extends Error {
  override readonly name = 'MissingValues';
  readonly model: string;
  readonly fields: readonly MissingField[];

  constructor(model: string, fields: readonly MissingField[]) {
    super(
      `Nothing was created: ${model} also needs ${fields.map(worded).join(', ')}. Give ` +
        `${fields.length === 1 ? 'it' : 'them'} in values.`,
    );
    this.model = model;
    this.fields = fields;
  }
}

function worded({ name, string, type, selection, relation }: MissingField): string {
  const choices = selection?.slice(0, 10).map(([value]) => String(value));
  const what =
    choices !== undefined
      ? `one of ${choices.join(', ')}${(selection?.length ?? 0) > 10 ? ', …' : ''}`
      : relation === undefined
        ? type
        : `the id of a ${relation}`;
  return `${name} (${string}: ${what})`;
}
