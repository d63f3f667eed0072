import type { ModelFields } from '../odoo/fields.ts';
import type { OdooMajor } from '../odoo/version.ts';

/** How a record of one model moves on, and what a new one needs. */
export interface Workflow {
  readonly model: string;
  /** The field that tells where a record stands: a selection, or a record of a model of stages. */
  readonly stateField: string;
  readonly transitions: readonly Transition[];
  readonly guide: CreateGuide;
  /** What is different in a release, for somebody who knows another one. */
  readonly versionNotes: Readonly<Partial<Record<OdooMajor, readonly string[]>>>;
}

/** One step a record can take. */
export interface Transition {
  readonly label: string;
  readonly description: string;
  /** A method of the record, or a field that is written. */
  readonly by: { readonly method: string } | { readonly write: string };
  /** Where it leads: a value of the state field, or what the stage is for. */
  readonly target: string;
  /** The states it starts from; absent: any, or conditions tell. */
  readonly from?: readonly string[];
  /** The releases that have it; absent: all. */
  readonly releases?: readonly OdooMajor[];
  /** All of them must hold on the record. */
  readonly when?: readonly Condition[];
}

/** One of the fields has one of the values (or, for `not`, none of them). */
export type Condition = { readonly fields: readonly [string, ...string[]] } & (
  | { readonly is: readonly unknown[] }
  | { readonly not: readonly unknown[] }
);

/** What somebody who creates a record should know beyond the required fields. */
export interface CreateGuide {
  readonly recommended: readonly string[];
  /** The one2many field of the lines, and their model. */
  readonly lines?: { readonly field: string; readonly model: string };
  readonly notes: readonly string[];
}

/** The fields that tell which transitions are open, of those the model has for this user. */
export function fieldsToJudge(workflow: Workflow, fields: ModelFields): readonly string[] {
  const named = workflow.transitions.flatMap(({ when = [] }) =>
    when.flatMap((condition) => condition.fields),
  );
  return [...new Set([workflow.stateField, ...named])].filter((name) => fields.has(name));
}

/**
 * The transitions open to a record, from the values of {@link fieldsToJudge}. A condition on fields that
 * the model does not have for this user holds: Odoo decides then. A field that is written must be there,
 * and not read-only.
 */
export function openTransitions(
  workflow: Workflow,
  major: OdooMajor,
  record: Readonly<Record<string, unknown>>,
  fields: ModelFields,
): readonly Transition[] {
  const state = record[workflow.stateField];
  return workflow.transitions.filter(
    ({ releases, from, when = [], by }) =>
      (releases === undefined || releases.includes(major)) &&
      (from === undefined || (typeof state === 'string' && from.includes(state))) &&
      when.every((condition) => holds(condition, record)) &&
      ('method' in by || isWritable(fields, by.write)),
  );
}

const isWritable = (fields: ModelFields, name: string): boolean =>
  fields.has(name) && fields.get(name)?.readonly !== true;

function holds(condition: Condition, record: Readonly<Record<string, unknown>>): boolean {
  const values = condition.fields
    .filter((name) => Object.hasOwn(record, name))
    .map((name) => record[name]);
  if (values.length === 0) return true;
  return 'is' in condition
    ? values.some((value) => condition.is.includes(value))
    : values.every((value) => !condition.not.includes(value));
}
