import { isArray, isObject, type Json, type JsonObject } from '../../json.ts';
import { parseRecordId, type RecordId } from '../../names.ts';

const MOST_LINKED = 1_000;

/** One command of an x2many field, as the ORM documents them. */
export type Command =
  | { readonly code: 0; readonly values: JsonObject }
  | { readonly code: 1; readonly id: RecordId; readonly values: JsonObject }
  | { readonly code: 2 | 3 | 4; readonly id: RecordId }
  | { readonly code: 5 }
  | { readonly code: 6; readonly ids: readonly RecordId[] };

/** Reads a list of commands, or of bare ids (a 6); undefined when it is neither, or a mixture. */
export function parseCommands(list: readonly Json[]): readonly Command[] | undefined {
  if (list.length > 0 && list.every((item) => !isArray(item))) {
    const ids = parseIds(list);
    return ids === undefined ? undefined : [{ code: 6, ids }];
  }
  const commands: Command[] = [];
  for (const item of list) {
    const command = isArray(item) ? parseCommand(item) : undefined;
    if (command === undefined) return undefined;
    commands.push(command);
  }
  return commands;
}

/** A command as it is sent: its full length, nothing in the parts that have no meaning. */
export function emitCommand(command: Command): Json {
  switch (command.code) {
    case 0:
      return [0, 0, command.values];
    case 1:
      return [1, command.id, command.values];
    case 2:
    case 3:
    case 4:
      return [command.code, command.id, 0];
    case 5:
      return [5, 0, 0];
    case 6:
      return [6, 0, command.ids];
    default:
      return command satisfies never;
  }
}

/**
 * Reads one command. To Odoo `false` and `0.0` are a 0 and `true` is a 1: only the integers themselves count
 * here, and nothing stands where a command has no part.
 */
function parseCommand(command: readonly Json[]): Command | undefined {
  const [code, second, third] = command;
  const id = parseRecordId(second);
  const short = command.length === 2 || (command.length === 3 && isNothing(third));
  switch (code) {
    case 0: {
      // The second part of a 0 is a client's name for the new record: it has no meaning to the server.
      const named = isNothing(second) || typeof second === 'string';
      return command.length === 3 && named && isObject(third) ? { code, values: third } : undefined;
    }
    case 1:
      return command.length === 3 && id !== undefined && isObject(third)
        ? { code, id, values: third }
        : undefined;
    case 2:
    case 3:
    case 4:
      return short && id !== undefined ? { code, id } : undefined;
    case 5:
      return command.length <= 3 && command.slice(1).every(isNothing) ? { code } : undefined;
    case 6: {
      const ids = isArray(third) && command.length === 3 ? parseIds(third) : undefined;
      return isNothing(second) && ids !== undefined ? { code, ids } : undefined;
    }
    default:
      return undefined;
  }
}

function parseIds(list: readonly Json[]): readonly RecordId[] | undefined {
  const ids = new Set<RecordId>();
  for (const item of list) {
    const id = parseRecordId(item);
    if (id === undefined) return undefined;
    ids.add(id);
  }
  return ids.size === list.length && ids.size <= MOST_LINKED ? [...ids] : undefined;
}

function isNothing(part: Json | undefined): boolean {
  return part === 0 || part === false || part === null;
}
