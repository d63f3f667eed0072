import { type Deny, deny } from '../decision.ts';
import { isArray, type Json, type JsonObject } from '../json.ts';
import type { FieldSchema } from '../model-schema.ts';
import type { ModelName, RecordId } from '../names.ts';
import { refuseField } from './field-rights.ts';
import { refuseTarget } from './field-value.ts';
import { type Inquiry, schemaOf } from './inquiry.ts';
import type { RecordEffect } from './model-rights.ts';
import { isDeny, PENDING } from './refusal.ts';
import { judgeRecord } from './values.ts';
import { type Command, emitCommand, parseCommands } from './x2many-commands.ts';

export const MOST_COMMANDS = 100;
export const DEEPEST = 2;
const USERS: string = 'res.users';

/** What one operation writes, commands within commands included: how many so far, and how deep. */
export interface WriteBatch {
  commands: number;
  depth: number;
}

export function startBatch(): WriteBatch {
  return { commands: 0, depth: 0 };
}

/**
 * Judges the commands of an x2many field: each is an operation on the comodel and needs the subject's right
 * to it there. Gives them in canonical form; a bare list of ids is a 6.
 */
export function judgeCommands(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldSchema,
  value: Json,
  batch: WriteBatch,
): Json | Deny {
  const where = `${model}.${field.name}`;
  const comodel = field.relation;
  if (!isArray(value) || comodel === undefined) return malformedCommands(where);
  const commands = parseCommands(value);
  if (commands === undefined) return malformedCommands(where);
  batch.commands += commands.length;
  if (batch.commands > MOST_COMMANDS) {
    return invalid(`${where}: one call carries at most ${MOST_COMMANDS} commands`);
  }
  const judged: Json[] = [];
  let pending = false;
  for (const command of commands) {
    const answer = judgeCommand(inquiry, field, comodel, command, batch);
    if (answer === PENDING) pending = true;
    else if (isDeny(answer)) {
      return deny(answer.code, answer.rule, `${where}: ${answer.reason}`, moreOf(answer));
    } else judged.push(answer);
  }
  return pending ? PENDING : judged;
}

function judgeCommand(
  inquiry: Inquiry,
  field: FieldSchema,
  comodel: ModelName,
  command: Command,
  batch: WriteBatch,
): Json | Deny {
  const owned = field.type === 'one2many';
  const needs = (...effects: readonly RecordEffect[]) => refuseEffects(inquiry, comodel, effects);
  switch (command.code) {
    case 0: {
      const values =
        needs('create') ?? judgeNested(inquiry, comodel, command.values, 'create', batch);
      return isDeny(values) ? values : emitCommand({ ...command, values });
    }
    case 1: {
      const values =
        needs('write') ??
        refuseMove(inquiry, comodel, field) ??
        judgeNested(inquiry, comodel, command.values, 'write', batch);
      return isDeny(values) ? values : emitCommand({ ...command, values });
    }
    case 2:
      return needs('unlink') ?? refuseMove(inquiry, comodel, field) ?? emitCommand(command);
    case 3:
      return (
        needs(...(owned ? (['write', 'unlink'] as const) : (['write'] as const))) ??
        refuseMove(inquiry, comodel, field) ??
        emitCommand(command)
      );
    case 4:
      return (
        refuseLinks(inquiry, comodel, owned, [command.id]) ??
        refuseMove(inquiry, comodel, field) ??
        emitCommand(command)
      );
    case 5:
      // Emptying a one2many orphans or deletes the records that were in it.
      return (
        needs(...(owned ? (['write', 'unlink'] as const) : (['read'] as const))) ??
        emitCommand(command)
      );
    case 6:
      return (
        (owned ? needs('unlink') : undefined) ??
        refuseLinks(inquiry, comodel, owned, command.ids) ??
        (command.ids.length > 0 ? refuseMove(inquiry, comodel, field) : undefined) ??
        emitCommand(command)
      );
    default:
      return command satisfies never;
  }
}

/**
 * Linking shows and uses the linked record, so it needs to be readable; in a one2many it also takes the
 * record away from its present parent, which is a write of it. Users may be linked where they may be set.
 */
function refuseLinks(
  inquiry: Inquiry,
  comodel: ModelName,
  owned: boolean,
  ids: readonly RecordId[],
): Deny | undefined {
  const refused = owned
    ? refuseEffects(inquiry, comodel, ['read', 'write'])
    : comodel === USERS
      ? undefined
      : refuseEffects(inquiry, comodel, ['read']);
  if (refused) return refused;
  for (const id of ids) {
    const untargetable = refuseTarget(inquiry, comodel, id);
    if (untargetable) return untargetable;
  }
  return undefined;
}

/**
 * Odoo does not ask whose record a command of a one2many names: through one order it changes or takes over the
 * lines of another. Whose it is cannot be seen here either, so whoever names one must be allowed to move
 * records between parents, which is writing the field of the comodel that points back.
 */
function refuseMove(inquiry: Inquiry, comodel: ModelName, field: FieldSchema): Deny | undefined {
  if (field.type !== 'one2many') return undefined;
  const schema = schemaOf(inquiry, comodel);
  if (isDeny(schema)) return schema;
  const back =
    field.relationField === undefined ? undefined : schema.fields.get(field.relationField);
  const refused =
    back === undefined
      ? invalid('which field points back at the record is not known')
      : refuseField(inquiry, comodel, back, 'write');
  return refused === undefined || refused === PENDING
    ? refused
    : deny(
        refused.code,
        refused.rule,
        `whether a record of ${comodel} that is named by its id belongs here is not known, and taking it from another record is not allowed: ${refused.reason}`,
        { allowed: `Change the record of ${comodel} itself, by its id.` },
      );
}

function refuseEffects(
  inquiry: Inquiry,
  comodel: ModelName,
  effects: readonly RecordEffect[],
): Deny | undefined {
  const rights = inquiry.rights.on(comodel);
  for (const effect of effects) {
    const answer = rights[effect];
    if (isDeny(answer)) return answer;
  }
  return undefined;
}

function judgeNested(
  inquiry: Inquiry,
  comodel: ModelName,
  values: JsonObject,
  use: 'create' | 'write',
  batch: WriteBatch,
): JsonObject | Deny {
  if (batch.depth >= DEEPEST) return invalid(`commands nest at most ${DEEPEST} deep`);
  batch.depth += 1;
  const judged = judgeRecord(inquiry, comodel, values, use, batch);
  batch.depth -= 1;
  return judged;
}

function moreOf({ allowed }: Deny): { readonly allowed?: string } {
  return allowed === undefined ? {} : { allowed };
}

/** The denial of a value that is no list of commands or ids. */
export function malformedCommands(where: string): Deny {
  return deny(
    'values_invalid',
    'built-in:commands',
    `${where} takes a list of record ids, or a list of x2many commands.`,
    { allowed: 'For example [[0, 0, {"name": "new"}]], [[4, 7]] or [[6, 0, [7, 8]]].' },
  );
}

function invalid(problem: string): Deny {
  return deny('values_invalid', 'built-in:commands', `${problem}.`);
}
