import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import type { ModelFields } from '../odoo/fields.ts';
import { type ExplainField, unknownField } from '../odoo/write-check.ts';
import { fieldName, modelName, record } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { ArgumentError, defineTool } from './tool.ts';
import { explainer, values } from './write-values.ts';

/** Kept up by Odoo itself, or by the chatter; signup_token of Odoo 17 needs a saved contact. */
const NOT_IN_FORMS = [
  /^(?:id|display_name|__last_update|(?:create|write)_(?:uid|date))$/,
  /^(?:access_|activity_|message_|my_activity_|signup_|website_message_)/,
];

const warning = z.looseObject({
  title: z.string().optional(),
  message: z.string().optional(),
  type: z.string().optional(),
});

/** Odoo answers `{}` where a field named is none of the model, or nothing changes. */
const answered = z.looseObject({
  value: z.record(z.string(), z.unknown()).default({}),
  warning: warning.default({}),
});

const names = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(fieldName).max(100),
);

export const getOnchange = defineTool({
  name: 'get_onchange',
  title: 'Preview what a form would fill in',
  description:
    'Tell which other fields of a new record would change when fields are filled in, as a form of ' +
    'Odoo shows it while typing: prices after choosing a product, addresses after choosing a customer. ' +
    'Nothing is saved. Give what is filled in so far as values and what was typed last as ' +
    'changed_field; with changed_field [] the form is filled with its defaults.',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    values: values.optional(),
    changed_field: names
      .optional()
      .describe('The field that was changed, or a list of them; [] for a fresh form.'),
    fields: z
      .array(fieldName)
      .max(500)
      .optional()
      .describe('Fields to tell about; every field of the form when left out.'),
    field_name: names.optional().describe('Another name of changed_field.'),
    spec: z
      .record(fieldName, z.object({}).loose())
      .optional()
      .describe('Another way to give fields, as {field: {}}; without fields of lines.'),
    record_ids: z.array(z.int()).max(0).optional().describe('Always empty: forms of new records.'),
    ...contextArguments,
  }),
  output: z.looseObject({
    changes: record.describe('New values by field; relations as ids or x2many commands.'),
    warnings: warning.describe('What the form would warn of; empty when there is nothing.'),
    model: z.string(),
    _api_status: z.enum(['ok', 'no_changes_or_unsupported']),
    _api_hint: z.string().optional(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const changed = oneOf('changed_field', args.changed_field, 'field_name', args.field_name);
    if (changed === undefined)
      throw new ArgumentError('changed_field: name what was changed, or [] for a fresh form.');
    const known = await client.fields(args.model, signal);
    const named = oneOf('fields', args.fields, 'spec', flatNames(args.spec)) ?? formFields(known);
    // Files and images are no values to show.
    const wanted = named.filter((name) => known.get(name)?.type !== 'binary');
    const filled = args.values ?? {};
    const explain = await explainer(client, args.model, signal);
    requireKnown(known, explain, {
      values: Object.keys(filled),
      changed_field: changed,
      fields: wanted,
    });
    const missing = changed.filter((name) => !Object.hasOwn(filled, name));
    if (missing.length > 0)
      throw new ArgumentError(`values: give the new value of ${missing.join(', ')} too.`);

    const answer = await client.query(
      args.model,
      'onchange',
      [[], filled, changed, Object.fromEntries(wanted.map((name) => [name, {}]))],
      { ...callContext(args) },
      signal,
    );
    const parsed = answered.safeParse(answer);
    if (!parsed.success)
      throw new OdooError('internal', 'Odoo answered the changes of a form in an unknown shape.');
    const { value, warning: warned } = parsed.data;
    const asked = new Set(wanted);
    const changes = Object.fromEntries(Object.entries(value).filter(([name]) => asked.has(name)));
    const done = { changes, warnings: warned, model: args.model };
    if (Object.keys(changes).length > 0) return { ...done, _api_status: 'ok' as const };
    return {
      ...done,
      _api_status: 'no_changes_or_unsupported' as const,
      _api_hint: `Changing ${changed.join(', ') || 'nothing'} fills in no other field of ${args.model}, or more values are needed for it.`,
    };
  },
});

function oneOf(
  name: string,
  value: readonly string[] | undefined,
  alias: string,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  if (value !== undefined && other !== undefined)
    throw new ArgumentError(`${alias} is another name of ${name}: give one of the two.`);
  return value ?? other;
}

/** `{field: {}}` as a list; what is asked of lines would be answered in commands nobody can read back. */
function flatNames(
  spec: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined,
): readonly string[] | undefined {
  if (spec === undefined) return undefined;
  const nested = Object.entries(spec).find(([, inner]) => Object.keys(inner).length > 0);
  if (nested !== undefined)
    throw new ArgumentError(`spec.${nested[0]}: write {}; fields of lines cannot be asked for.`);
  return Object.keys(spec);
}

/**
 * What a form of the model could fill in. Files are left out, and what is only computed for show: on a
 * record that is not saved yet much of that fails in Odoo (hr.employee.hours_today, crm.lead.duration_tracking).
 */
function formFields(fields: ModelFields): readonly string[] {
  return [...fields].flatMap(([name, { type, store, readonly }]) =>
    NOT_IN_FORMS.some((kind) => kind.test(name)) ||
    type === 'binary' ||
    (store === false && readonly === true)
      ? []
      : [name],
  );
}

/** Odoo fails on an unknown field in one place, and says nothing at all in another. */
function requireKnown(
  fields: ModelFields,
  explain: ExplainField,
  named: Readonly<Record<string, readonly string[]>>,
): void {
  for (const [argument, list] of Object.entries(named)) {
    const wrong = list.find((name) => !fields.has(name));
    if (wrong !== undefined)
      throw new ArgumentError(
        `${argument}: ${wrong}: ${explain(wrong) ?? unknownField(wrong, fields)}.`,
      );
  }
}
