import type { Deny, Note } from '../../decision.ts';
import type { Create, Unlink, Write } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { judgeIds, MOST_RECORDS, MOST_RECORDS_CHANGED } from '../ids.ts';
import type { Inquiry } from '../inquiry.ts';
import { type Judged, NOTHING } from '../judged.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import { judgeCreated, judgeWritten } from '../values/values.ts';

/** Judges a create: the grant, then the values of each record. */
export function judgeCreate(inquiry: Inquiry, operation: Create, notes: Note[]): Judged | Deny {
  const { model, dryRun } = operation;
  const granted = inquiry.rights.on(model).create;
  if (isDeny(granted)) return granted;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const values = judgeCreated(inquiry, model, operation.values);
  if (isDeny(values)) return values;
  return {
    operation: { kind: 'create', model, values, dryRun, ...withContext(context) },
    obligation: NOTHING,
    rule: granted.rule,
  };
}

/** Judges a write: the grant, the ids, then the values. */
export function judgeWrite(inquiry: Inquiry, operation: Write, notes: Note[]): Judged | Deny {
  const { model, dryRun } = operation;
  const granted = inquiry.rights.on(model).write;
  if (isDeny(granted)) return granted;
  const ids = judgeIds(operation.ids, MOST_RECORDS_CHANGED);
  if (isDeny(ids)) return ids;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const values = judgeWritten(inquiry, model, ids, operation.values);
  if (isDeny(values)) return values;
  return {
    operation: { kind: 'write', model, ids, values, dryRun, ...withContext(context) },
    obligation: NOTHING,
    rule: granted.rule,
  };
}

/** Judges a delete: the grant and the ids. */
export function judgeUnlink(inquiry: Inquiry, operation: Unlink, notes: Note[]): Judged | Deny {
  const { model, dryRun } = operation;
  const granted = inquiry.rights.on(model).unlink;
  if (isDeny(granted)) return granted;
  const ids = judgeIds(operation.ids, MOST_RECORDS);
  if (isDeny(ids)) return ids;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const unreachable = refuseRecords(inquiry, model, ids, 'unlink');
  if (unreachable) return unreachable;
  return {
    operation: { kind: 'unlink', model, ids, dryRun, ...withContext(context) },
    obligation: NOTHING,
    rule: granted.rule,
  };
}
