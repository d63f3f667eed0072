import { type Deny, deny } from '../../decision.ts';
import { isArray, type Json, type JsonObject } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import type { ModelName, RecordId } from '../../names.ts';
import type { Inquiry } from '../inquiry.ts';
import { refuseRecords, refuseThrough } from '../record-rules/record-rules.ts';
import { isDeny, PENDING } from '../refusal.ts';
import type { RecordEffect } from '../rights/model-rights.ts';
import { changesBy } from './command-effects.ts';
import { refuseTarget } from './field-value.ts';
import { refuseStrangers, refuseTaking, type X2many } from './parentage.ts';
import { judgeRecord } from './values.ts';
import type { Parent } from './written-record.ts';
import { type Command, emitCommand, parseCommands } from './x2many-commands.ts';

/** Commands of one operation, those within commands included. */
export const MOST_COMMANDS = 100;
/** How many commands deep a command may stand within others. */
export const DEEPEST = 2;
const USERS: string = 'res.users';

/** What one operation writes, commands within commands included: how many so far, and how deep. */
export interface WriteBatch {
  commands: number;
  depth: number;
}

/** What an operation has written before its first command. */
export function startBatch(): WriteBatch {
  return { commands: 0, depth: 0 };
}

/**
 * Judges the commands of an x2many field: each is an operation on the comodel and needs the subject's right
 * to it there, on a record within the rules that belongs to the one being written. Gives them in canonical
 * form; a bare list of ids is a 6.
 */
export function judgeCommands(
  inquiry: Inquiry,
  parent: Parent,
  field: FieldSchema,
  value: Json,
  batch: WriteBatch,
): Json | Deny {
  const where = `${parent.model}.${field.name}`;
  const comodel = field.relation;
  if (!isArray(value) || comodel === undefined) return malformedCommands(where);
  const commands = parseCommands(value);
  if (commands === undefined) return malformedCommands(where);
  batch.commands += commands.length;
  if (batch.commands > MOST_COMMANDS) {
    return invalid(`${where}: one call carries at most ${MOST_COMMANDS} commands`);
  }
  const list = { inquiry, parent, field, comodel, batch };
  const judged: Json[] = [];
  let pending = false;
  for (const command of commands) {
    const answer = judgeCommand(list, command);
    if (answer === PENDING) pending = true;
    else if (isDeny(answer)) {
      return deny(answer.code, answer.rule, `${where}: ${answer.reason}`, moreOf(answer));
    } else judged.push(answer);
  }
  return pending ? PENDING : judged;
}

/** The x2many field that commands are for. */
interface CommandList extends X2many {
  readonly batch: WriteBatch;
}

function judgeCommand(list: CommandList, command: Command): Json | Deny {
  const { inquiry, field, comodel } = list;
  inquiry.implied.push(...changesBy(list, command));
  const owned = field.type === 'one2many';
  switch (command.code) {
    case 0: {
      const values =
        refuseEffects(inquiry, comodel, ['create']) ?? judgeNested(list, undefined, command.values);
      return isDeny(values) ? values : emitCommand({ ...command, values });
    }
    case 1: {
      const values =
        refuseEffects(inquiry, comodel, ['write']) ??
        refuseStrangers(list, [command.id]) ??
        judgeNested(list, [command.id], command.values);
      return isDeny(values) ? values : emitCommand({ ...command, values });
    }
    case 2:
      return refuseOwn(list, ['unlink'], command.id) ?? emitCommand(command);
    case 3:
      return (
        refuseOwn(list, owned ? ['write', 'unlink'] : ['write'], command.id) ?? emitCommand(command)
      );
    case 4:
      return refuseLinks(list, [command.id]) ?? emitCommand(command);
    case 5:
      return refuseEmptying(list) ?? emitCommand(command);
    case 6:
      return (
        (owned ? refuseEmptying(list) : refuseUnsaid(list, ['read'])) ??
        refuseLinks(list, command.ids) ??
        emitCommand(command)
      );
    default:
      return command satisfies never;
  }
}

/** Refuses an effect on a record of the list that is named by its id. */
function refuseOwn(
  list: CommandList,
  effects: readonly RecordEffect[],
  id: RecordId,
): Deny | undefined {
  return refuseOnRecords(list, effects, [id]) ?? refuseStrangers(list, [id]);
}

/**
 * Linking shows and uses the linked record, so it needs to be readable; in a one2many it also takes the
 * record away from its present parent, which is a write of it. Users may be linked where they may be set.
 */
function refuseLinks(list: CommandList, ids: readonly RecordId[]): Deny | undefined {
  const { inquiry, field, comodel } = list;
  const owned = field.type === 'one2many';
  const refused = owned
    ? (refuseOnRecords(list, ['read', 'write'], ids) ?? refuseTaking(list, ids))
    : comodel === USERS
      ? undefined
      : refuseOnRecords(list, ['read'], ids);
  if (refused) return refused;
  for (const id of ids) {
    const untargetable = refuseTarget(inquiry, comodel, id);
    if (untargetable) return untargetable;
  }
  return undefined;
}

/**
 * Emptying a one2many orphans or deletes the records that were in it, and a new list does that to those it
 * leaves out. Which those are is not said, so where rules narrow the comodel they are named one by one.
 */
function refuseEmptying(list: CommandList): Deny | undefined {
  const { inquiry, field, comodel } = list;
  return field.type === 'one2many'
    ? (refuseEffects(inquiry, comodel, ['write', 'unlink']) ??
        refuseUnsaid(list, ['read', 'write', 'unlink']))
    : (refuseEffects(inquiry, comodel, ['read']) ?? refuseUnsaid(list, ['read']));
}

/**
 * Refuses to replace a list whose other records are not named. Who writes back the list as it was shown leaves
 * out what is out of reach.
 */
function refuseUnsaid(
  { inquiry, comodel, field, parent }: CommandList,
  effects: readonly RecordEffect[],
): Deny | undefined {
  if (parent.ids === undefined) return undefined;
  for (const effect of effects) {
    const narrowed = refuseThrough(inquiry, comodel, effect);
    if (!narrowed) continue;
    const reason = `a record rule narrows ${comodel}, and which of its records this takes out is not said.`;
    const one =
      field.type === 'one2many' ? '[[2, id]]' : '[[3, id]], and the ones to add: [[4, id]]';
    return deny('record_not_allowed', narrowed.rule, reason, {
      allowed: `Name the records to take out: ${one}.`,
    });
  }
  return undefined;
}

function refuseOnRecords(
  { inquiry, comodel }: CommandList,
  effects: readonly RecordEffect[],
  ids: readonly RecordId[],
): Deny | undefined {
  const refused = refuseEffects(inquiry, comodel, effects);
  if (refused) return refused;
  for (const effect of effects) {
    const unreachable = refuseRecords(inquiry, comodel, ids, effect);
    if (unreachable) return unreachable;
  }
  return undefined;
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
  { inquiry, field, comodel, parent, batch }: CommandList,
  ids: readonly RecordId[] | undefined,
  values: JsonObject,
): JsonObject | Deny {
  if (batch.depth >= DEEPEST) return invalid(`commands nest at most ${DEEPEST} deep`);
  const inverse = field.type === 'one2many' ? field.relationField : undefined;
  batch.depth += 1;
  const record = { model: comodel, ids, within: { inverse, parent } };
  const judged = judgeRecord(inquiry, record, values, batch);
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
