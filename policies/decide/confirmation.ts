import type { Change } from '../change.ts';
import type { ConfirmRule } from '../confirm-rule.ts';
import { isChange, type Operation } from '../operation.ts';
import type { Policy } from '../policy.ts';
import { performedBy } from './orm/dispatch.ts';

/**
 * The rule by which a person has to confirm an operation, or undefined. Counts what the operation does,
 * whatever it is called: an inherited method by what it performs, a command of an x2many field as the change
 * of the record it names, and all changes of one kind together. A dry run changes nothing, and is never confirmed.
 */
export function confirmRuleFor(
  operation: Operation,
  implied: readonly Change[],
  policy: Policy,
): string | undefined {
  const rules = policy.rbac.confirm;
  if (rules.length === 0) return undefined;
  const performed = performedBy(operation, policy.gateway.odoo.version);
  // A dry run that only the method call itself mentions is one as well.
  if (!isChange(operation) || !isChange(performed)) return undefined;
  const changes = [performed, operation].flatMap((own) =>
    together([...changesOf(own), ...implied]),
  );
  return rules.find((rule) => changes.some((change) => wants(rule, change)))?.rule;
}

/** Changes of one kind to one model as one change of all their records. */
function together(changes: readonly Change[]): readonly Change[] {
  const kinds = new Map<string, Change>();
  for (const change of changes) {
    const kind = [change.effect, change.model, change.method].join(' ');
    const records = change.records + (kinds.get(kind)?.records ?? 0);
    kinds.set(kind, { ...change, records });
  }
  return [...kinds.values()];
}

function wants({ effects, models, methods, minRecords }: ConfirmRule, change: Change): boolean {
  return (
    (effects === undefined || effects.has(change.effect)) &&
    (models === undefined || models.matches(change.model)) &&
    (methods === undefined || (change.method !== undefined && methods.has(change.method))) &&
    (minRecords === undefined || change.records >= minRecords)
  );
}

function changesOf(operation: Operation): readonly Change[] {
  switch (operation.kind) {
    case 'create':
      return [{ effect: 'create', model: operation.model, records: operation.values.length }];
    case 'write':
    case 'unlink':
    case 'post_message':
      return [{ effect: operation.kind, model: operation.model, records: operation.ids.length }];
    case 'call':
      return [
        {
          effect: 'call',
          model: operation.model,
          method: operation.method,
          records: operation.ids.length,
        },
      ];
    default:
      return [];
  }
}
