import { type Deny, deny, type Note } from '../../decision.ts';
import type { ModelName } from '../../names.ts';
import type { PrintReport } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { refusePrivateMeetings } from '../domain/private-meetings.ts';
import { judgeIds } from '../ids.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny, isFinal } from '../refusal.ts';
import { largestFile } from './blob.ts';
import { refuseConversation } from './conversation.ts';

const MOST_PRINTED = 20;
/** A report's technical name, which is that of its template: `module.name`. */
const REPORT = /^[a-z][a-z0-9_]{0,63}\.[a-z][a-z0-9_]{0,127}$/;

/** Stock reports of 17, 18 and 19 that hand out the files attached to the records they are of, or add them as pages. */
const HANDS_OUT_FILES: ReadonlySet<string> = new Set([
  'account.report_original_vendor_bill',
  'hr_expense.report_expense',
  'hr_expense.report_expense_sheet',
]);

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
  const files = HANDS_OUT_FILES.has(report) ? refuseFiles(inquiry, model, report) : undefined;
  if (files) return files;
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

/** Why the subject may not have the files of a record, which this report hands out. */
function refuseFiles(inquiry: Inquiry, model: ModelName, report: string): Deny | undefined {
  const granted = inquiry.rights.on(model).read_attachments;
  const refused = isDeny(granted) ? granted : refuseConversation(inquiry, model, granted);
  if (refused === 'absent') return undefined;
  return isFinal(refused)
    ? { ...refused, reason: `${report} hands out files of the record, and ${refused.reason}` }
    : refused;
}
