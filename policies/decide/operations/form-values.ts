import { type Deny, deny } from '../../decision.ts';
import { isArray, type Json, type JsonObject } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import { type ModelName, parseFieldName, parseRecordId } from '../../names.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { isDeny, isFinal, PENDING } from '../refusal.ts';
import { refuseField } from '../rights/field-rights.ts';
import { unknownField } from '../rights/unknown-field.ts';
import {
  DEEPEST,
  MOST_COMMANDS,
  malformedCommands,
  startBatch,
  type WriteBatch,
} from '../values/commands.ts';
import { judgeFieldValue, refuseTarget } from '../values/field-value.ts';
import { refuseKept, refuseOversize } from '../values/values.ts';
import { type Command, emitCommand, parseCommands } from '../values/x2many-commands.ts';

const USERS: string = 'res.users';

/**
 * Judges the values of a form that nobody saves: the shapes are those of a create, but every field need only
 * be readable, computed ones included, as forms send them. Every record named by its id must be of a model
 * the subject may read, because what Odoo computes from it comes back: a label alone is not enough. The one
 * user that may be named is the account itself.
 */
export function judgeFormValues(
  inquiry: Inquiry,
  model: ModelName,
  values: JsonObject,
): JsonObject | Deny {
  return (
    refuseOversize(JSON.stringify(values).length) ?? judgeForm(inquiry, model, values, startBatch())
  );
}

function judgeForm(
  inquiry: Inquiry,
  model: ModelName,
  values: JsonObject,
  batch: WriteBatch,
): JsonObject | Deny {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const judged: Record<string, Json> = {};
  let pending = false;
  for (const key of Object.keys(values)) {
    const name = parseFieldName(key);
    if (name === undefined) return invalid(`values are named by plain fields of ${model}`);
    const field = schema.fields.get(name);
    if (field === undefined) return unknownField(inquiry, schema, name, 'read');
    const answer = judgeField(inquiry, model, field, values[key] ?? null, batch);
    if (answer === PENDING) pending = true;
    else if (isDeny(answer)) return answer;
    else judged[name] = answer;
  }
  return pending ? PENDING : judged;
}

function judgeField(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldSchema,
  value: Json,
  batch: WriteBatch,
): Json | Deny {
  const refused = refuseKept(model, field) ?? refuseField(inquiry, model, field, 'read');
  if (refused) return refused;
  if (field.type === 'one2many' || field.type === 'many2many') {
    return judgeLines(inquiry, `${model}.${field.name}`, field.relation, value, batch);
  }
  const answer =
    (field.type === 'many2one' ? refuseRecords(inquiry, field.relation, [value]) : undefined) ??
    judgeFieldValue(inquiry, field, value);
  return isFinal(answer)
    ? deny(answer.code, answer.rule, `${model}.${field.name}: ${answer.reason}`)
    : answer;
}

/** The commands of an x2many field, each over records of a comodel that may be read. */
function judgeLines(
  inquiry: Inquiry,
  where: string,
  comodel: ModelName | undefined,
  value: Json,
  batch: WriteBatch,
): Json | Deny {
  if (value === false || value === null) return [];
  const commands = isArray(value) ? parseCommands(value) : undefined;
  if (commands === undefined || comodel === undefined) return malformedCommands(where);
  batch.commands += commands.length;
  if (batch.commands > MOST_COMMANDS) {
    return invalid(`${where}: one call carries at most ${MOST_COMMANDS} commands`);
  }
  const judged: Json[] = [];
  let pending = false;
  for (const command of commands) {
    const answer = judgeLine(inquiry, comodel, command, batch);
    if (answer === PENDING) pending = true;
    else if (isDeny(answer)) return deny(answer.code, answer.rule, `${where}: ${answer.reason}`);
    else judged.push(answer);
  }
  return pending ? PENDING : judged;
}

function judgeLine(
  inquiry: Inquiry,
  comodel: ModelName,
  command: Command,
  batch: WriteBatch,
): Json | Deny {
  const named = 'ids' in command ? command.ids : 'id' in command ? [command.id] : [];
  const refused =
    named.length > 0
      ? refuseRecords(inquiry, comodel, named)
      : refuseUnreadable(inquiry, comodel, named);
  if (refused) return refused;
  if (!('values' in command)) return emitCommand(command);
  if (batch.depth >= DEEPEST) return invalid(`commands nest at most ${DEEPEST} deep`);
  batch.depth += 1;
  const values = judgeForm(inquiry, comodel, command.values, batch);
  batch.depth -= 1;
  return isDeny(values) ? values : emitCommand({ ...command, values });
}

/** Refuses records of a model that may not be read, and companies that are not the subject's. */
function refuseRecords(
  inquiry: Inquiry,
  comodel: ModelName | undefined,
  values: readonly Json[],
): Deny | undefined {
  const ids = values.filter((value) => value !== null && value !== false);
  if (comodel === undefined || ids.length === 0) return undefined;
  const unreadable = refuseUnreadable(inquiry, comodel, ids);
  if (unreadable) return unreadable;
  for (const id of ids) {
    const named = parseRecordId(id);
    const refused = named === undefined ? undefined : refuseTarget(inquiry, comodel, named);
    if (refused) return refused;
  }
  return undefined;
}

function refuseUnreadable(
  inquiry: Inquiry,
  comodel: ModelName,
  ids: readonly Json[],
): Deny | undefined {
  const uid = inquiry.subject.odoo?.uid;
  const itself = ids.length > 0 && ids.every((id) => id === uid);
  if (comodel === USERS && uid !== undefined && itself) return undefined;
  const read = inquiry.rights.on(comodel).read;
  return isDeny(read)
    ? deny(
        'field_not_readable',
        read.rule,
        `what a form computes from a record of ${comodel} would show it, and ${read.reason}`,
      )
    : undefined;
}

function invalid(problem: string): Deny {
  return deny('values_invalid', 'built-in:values', `${problem}.`);
}
