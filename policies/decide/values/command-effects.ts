import type { Change } from '../../change.ts';
import type { ConfirmedEffect } from '../../confirm-rule.ts';
import type { X2many } from './parentage.ts';
import type { Command } from './x2many-commands.ts';

/** How many records a list loses is not said: as many as any rule asks for. */
const MANY = Number.POSITIVE_INFINITY;

/** What a command does to records of the comodel. Those it takes out of a one2many are deleted or orphaned. */
export function changesBy({ field, comodel, parent }: X2many, command: Command): readonly Change[] {
  const change = (effect: ConfirmedEffect, records: number) => ({
    effect,
    model: comodel,
    records,
  });
  const owned = field.type === 'one2many';
  switch (command.code) {
    case 0:
      return [change('create', 1)];
    case 1:
      return [change('write', 1)];
    case 2:
      return [change('unlink', 1)];
    case 3:
      return owned ? [change('unlink', 1)] : [];
    case 4:
      return owned ? [change('write', 1)] : [];
    case 5:
      return owned && parent.ids !== undefined ? [change('unlink', MANY)] : [];
    case 6:
      if (!owned) return [];
      return [
        change('write', command.ids.length),
        ...(parent.ids === undefined ? [] : [change('unlink', MANY)]),
      ];
    default:
      return command satisfies never;
  }
}
