import { type Deny, deny, type Note } from '../../decision.ts';
import type { PrintReport } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { refusePrivateMeetings } from '../domain/private-meetings.ts';
import { judgeIds } from '../ids.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import { largestFile } from './blob.ts';

const MOST_PRINTED = 20;
/** A report's technical name, which is that of its template: `module.name`. */
const REPORT = /^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,127}$/;

/**
 * Judges the printing of records. A report renders whatever its template names, fields of other models and
 * fields that rules hide from this subject among them, and nothing can be taken out of a finished page: the
 * grant, given for the model by itself, is all that stands between. Whether the report is one of this model
 * only Odoo knows; the server behind must ask it.
 */
export function judgePrintReport(
  inquiry: Inquiry,
  operation: PrintReport,
  notes: Note[],
): Judged | Deny {
  const { model, report } = operation;
  const granted = inquiry.rights.on(model).print_report;
  if (isDeny(granted)) return granted;
  const ids = judgeIds(operation.ids, MOST_PRINTED);
  if (isDeny(ids)) return ids;
  if (!REPORT.test(report)) {
    return deny(
      'arguments_invalid',
      'built-in:report',
      'a report is named by its technical name, module.name.',
      { allowed: "For example 'sale.report_saleorder'." },
    );
  }
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const unreachable =
    refuseRecords(inquiry, model, ids, 'read') ?? refusePrivateMeetings(inquiry, model, ids);
  if (unreachable) return unreachable;
  return {
    operation: { kind: 'print_report', model, ids, report, ...withContext(context) },
    obligation: { kind: 'blob', model, maxBytes: largestFile(inquiry.policy) },
    rule: granted.rule,
  };
}
