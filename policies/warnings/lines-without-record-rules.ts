import { namePattern } from '../name-pattern.ts';
import type { ModelName } from '../names.ts';
import type { ModelAccessFile } from '../schema/model-access.ts';
import type { RbacFile } from '../schema/rbac.ts';
import type { RestrictionsFile } from '../schema/restrictions.ts';
import type { Finding } from './finding.ts';
import { readableModels } from './readable-models.ts';

/** Models whose records are parts of another one's, and the field by which each belongs to its whole. */
const PARTS: ReadonlyMap<string, readonly (readonly [model: string, field: string])[]> = new Map([
  ['account.bank.statement', [['account.bank.statement.line', 'statement_id']]],
  ['account.move', [['account.move.line', 'move_id']]],
  ['calendar.event', [['calendar.attendee', 'event_id']]],
  ['event.event', [['event.registration', 'event_id']]],
  ['hr.expense.sheet', [['hr.expense', 'sheet_id']]],
  ['pos.order', [['pos.order.line', 'order_id']]],
  ['product.template', [['product.product', 'product_tmpl_id']]],
  ['project.project', [['project.task', 'project_id']]],
  ['purchase.order', [['purchase.order.line', 'order_id']]],
  ['sale.order', [['sale.order.line', 'order_id']]],
  [
    'stock.picking',
    [
      ['stock.move', 'picking_id'],
      ['stock.move.line', 'picking_id'],
    ],
  ],
]);

/**
 * Record rules that narrow a model and leave the records that are parts of it open: a rule holds for its own
 * model, so the lines of an order out of reach are shown as long as no rule says which lines are in reach.
 */
export function linesWithoutRecordRules(
  { record_rules: rules }: RbacFile,
  access: ModelAccessFile,
  restrictions: RestrictionsFile,
): readonly Finding[] {
  const readable = readableModels(access);
  const blocked = namePattern<ModelName>(restrictions.always_blocked);
  return Object.entries(rules).flatMap(([model, entries]) => {
    const narrows = entries.some(({ operations }) => operations?.includes('read') !== false);
    const open = (PARTS.get(model) ?? []).filter(
      ([part]) =>
        (rules[part as ModelName] ?? []).length === 0 &&
        readable(part as ModelName) &&
        !blocked.matches(part as ModelName),
    );
    return narrows
      ? open.map(([part, field]) => ({
          path: ['record_rules', model],
          onKey: true,
          message: `record_rules narrow ${model}, and ${part} has no rule: what belongs to records out of reach is shown there. Write one for it too, such as [["${field}.user_id", "=", "$uid"]]`,
        }))
      : [];
  });
}
