import { createHash } from 'node:crypto';
import type { BoundTool } from '../../policies/bindings/binding.ts';
import { accessLevel } from '../../policies/decide/rights/model-access.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import type { Json, JsonObject } from '../../policies/json.ts';
import type { FieldSchema } from '../../policies/model-schema.ts';
import { type FieldName, type ModelName, parseFieldName } from '../../policies/names.ts';
import type { Create } from '../../policies/operation.ts';
import type { Answer, Asked, Question } from '../elicitation.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext, onBehalfOf } from './context.ts';
import { decideOperations } from './decide-operations.ts';
import type { Missing, MissingField } from './missing-fields.ts';

/** The name of the question about missing fields. */
const KEY = 'missing_fields';

/** What a repeated call brings along for the fields that its create lacked. */
export function broughtFields(call: Call, { elicitation }: HandlerContext): Answer | undefined {
  return elicitation.brought(call, KEY);
}

/**
 * What the server behind wants back with a create that is made once more: what it gave with the question about this
 * very create of the subject's. A client brings back a name that the guard made up for it: what a server says there,
 * no rule has seen, and what a client says there could be for any other call. Undefined where nothing was asked under
 * that name, or too long ago.
 */
export function stateBrought(
  call: Call,
  { tool, create, name }: { readonly name: string | undefined } & Asking,
  { confirmations }: HandlerContext,
): Pick<Missing, 'state'> | undefined {
  if (name === undefined) return {};
  const pending = confirmations.take(name, call.caller.subject.id);
  if (pending?.digest !== digestOf(call, { tool, create })) return undefined;
  return pending.state === undefined ? {} : { state: pending.state };
}

/** A create about which somebody is asked. */
interface Asking {
  readonly tool: Pick<BoundTool, 'name'>;
  readonly create: Create;
}

function digestOf(call: Call, { tool, create }: Asking): string {
  const asked = JSON.stringify([accountOf(call), tool.name, create]);
  return createHash('sha256').update(asked).digest('base64url');
}

/** What is kept of a server's words until the create is made once more, in UTF-16 units. */
const LONGEST_STATE = 64 * 1024;

/**
 * Asks the person behind the client for the fields a create lacks. The form is the guard's own: fields the
 * subject may write, described by the guard's metadata, and nothing of the server's words. Denied where a
 * field without which nothing can be created is not the subject's to write. Undefined where there is nothing a
 * form could ask for.
 */
export async function askMissing(
  call: Call,
  { tool, create }: Asking,
  missing: Missing,
  context: HandlerContext,
): Promise<Asked | Deny | undefined> {
  const { model } = create;
  const properties: Record<string, JsonObject> = {};
  const required: string[] = [];
  const labels: string[] = [];
  for (const field of missing.fields) {
    const refused = await refuseAsking(call, create, field.name, context);
    if (refused && field.needed) return refused;
    if (refused) continue;
    const schema = fieldSchema(call, model, field.name, context);
    const property = schema && propertyOf(call, schema, field, context);
    if (!property && field.needed) return undefined;
    if (!property) continue;
    properties[field.name] = property;
    labels.push(schema?.label ?? field.name);
    if (field.needed) required.push(field.name);
  }
  if (labels.length === 0) return undefined;
  const { state } = missing;
  if (state !== undefined && state.length > LONGEST_STATE) return TOO_LONG;
  const digest = digestOf(call, { tool, create });
  const kept = { subject: call.caller.subject.id, digest };
  const question: Question = {
    key: KEY,
    message: `A new record of ${model} needs: ${labels.join(', ')}.`,
    schema: { type: 'object', properties, required },
    ...(state === undefined ? {} : { state: context.confirmations.open({ ...kept, state }) }),
  };
  return context.elicitation.ask(call, question);
}

const TOO_LONG = deny(
  'result_unreadable',
  'fail-closed',
  'the server behind wants more back than is kept until the person has answered. Nothing was created.',
);

/** Why the subject may not give the new record this field, or undefined: decided like the create itself. */
async function refuseAsking(
  call: Call,
  create: Create,
  field: FieldName,
  context: HandlerContext,
): Promise<Deny | undefined> {
  const [values = {}] = create.values;
  const probe: Create = { ...create, values: [{ ...values, [field]: false }], dryRun: true };
  const decided = await decideOperations([probe], call, context);
  return 'effect' in decided ? decided : undefined;
}

function fieldSchema(
  call: Call,
  model: ModelName,
  field: FieldName,
  { schemas }: HandlerContext,
): FieldSchema | undefined {
  const known = schemas.view(accountOf(call)).get(model);
  return known === undefined || known === 'absent' ? undefined : known.fields.get(field);
}

/** A field as a form shows it; undefined for what no form can ask for (files, lists of records). */
function propertyOf(
  call: Call,
  { name, type, label, relation }: FieldSchema,
  { choices }: MissingField,
  { policy }: HandlerContext,
): JsonObject | undefined {
  const title = { title: label ?? name };
  switch (type) {
    case 'char':
    case 'text':
    case 'html':
      return { type: 'string', ...title };
    case 'selection':
      return { type: 'string', ...title, ...(choices.length > 0 ? { enum: choices } : {}) };
    case 'date':
      return { type: 'string', format: 'date', ...title };
    case 'datetime':
      return { type: 'string', format: 'date-time', ...title };
    case 'integer':
      return { type: 'integer', ...title };
    case 'float':
    case 'monetary':
      return { type: 'number', ...title };
    case 'boolean':
      return { type: 'boolean', ...title };
    case 'many2one': {
      const known = relation && accessLevel(relation, call.caller.subject, policy) !== undefined;
      const description = known ? `The id of a record of ${relation}.` : 'The id of a record.';
      return { type: 'integer', ...title, description };
    }
    default:
      return undefined;
  }
}

/**
 * The create with what the person said under what the caller wrote, times as Odoo writes them. It is still to be
 * decided on.
 */
export async function withGiven(
  call: Call,
  create: Create,
  content: JsonObject,
  { schemas }: HandlerContext,
): Promise<Create> {
  const account = accountOf(call);
  const view = schemas.view(account);
  if (view.get(create.model) === undefined) {
    await schemas.load([create.model], account, onBehalfOf(call, true));
  }
  const known = view.get(create.model);
  const given: Record<string, Json> = {};
  for (const [key, value] of Object.entries(content)) {
    const name = parseFieldName(key);
    const field = name && known && known !== 'absent' ? known.fields.get(name) : undefined;
    given[key] = field?.type === 'datetime' ? odooTime(value) : value;
  }
  return { ...create, values: create.values.map((values) => ({ ...given, ...values })) };
}

/** `2026-01-31T12:00:00Z` as Odoo has it: UTC, without the marks. */
function odooTime(value: Json): Json {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(value)) return value;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? value : time.toISOString().slice(0, 19).replace('T', ' ');
}

/** The person did not give what was missing. */
export function notGiven(answer: Exclude<Answer, { kind: 'accepted' }>): Deny {
  const reason =
    answer.kind === 'declined'
      ? 'the person asked for the missing fields declined: nothing was created.'
      : 'nobody gave the missing fields: nothing was created.';
  return deny('confirmation_declined', 'elicitation', reason, {
    allowed: 'Give the fields in the values of the call.',
  });
}
