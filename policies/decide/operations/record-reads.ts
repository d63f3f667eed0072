import type { Deny, Note } from '../../decision.ts';
import type { Read, SearchCount, SearchRead } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { emitDomain } from '../domain/emit.ts';
import { judgeSearchedDomain } from '../domain/searched-domain.ts';
import { judgeIds, MOST_RECORDS } from '../ids.ts';
import type { Inquiry } from '../inquiry.ts';
import { type Judged, NOTHING } from '../judged.ts';
import { judgeOrder } from '../order/order.ts';
import { planRead } from '../reads.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny, isFinal } from '../refusal.ts';
import { judgeLimit, judgeOffset } from '../window.ts';
import { judgeExternalId, refuseNarrowed } from './external-id.ts';

/** Judges a search: what it looks for, the order it comes in, and the fields that come back. */
export function judgeSearchRead(
  inquiry: Inquiry,
  operation: SearchRead,
  notes: Note[],
): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const limit = judgeLimit(operation.limit, inquiry.policy.access.maxRecords, notes);
  if (isDeny(limit)) return limit;
  const offset = judgeOffset(operation.offset);
  if (isDeny(offset)) return offset;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const domain = judgeSearchedDomain(inquiry, operation, notes);
  if (isFinal(domain)) return domain;
  const order = judgeOrder(inquiry, model, operation.order);
  if (isFinal(order)) return order;
  const plan = planRead(inquiry, model, operation.fields, limit, notes);
  if (isDeny(plan)) return plan;
  if (isDeny(domain)) return domain;
  if (isDeny(order)) return order;
  return {
    operation: {
      kind: 'search_read',
      model,
      domain: emitDomain(domain),
      fields: plan.fields,
      limit,
      ...(order === undefined ? {} : { order }),
      ...(offset === undefined ? {} : { offset }),
      ...withContext(context),
    },
    obligation: plan.obligation,
    rule: granted.rule,
  };
}

/** Judges a read of records by their ids, or of the one an external id names. */
export function judgeRead(inquiry: Inquiry, operation: Read, notes: Note[]): Judged | Deny {
  const { model, externalId } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const ids =
    externalId === undefined
      ? judgeIds(operation.ids, MOST_RECORDS)
      : (refuseNarrowed(inquiry, model) ?? judgeExternalId(externalId, operation.ids));
  if (isDeny(ids)) return ids;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const most = externalId === undefined ? ids.length : 1;
  const plan = planRead(inquiry, model, operation.fields, most, notes);
  if (isDeny(plan)) return plan;
  const unreachable = refuseRecords(inquiry, model, ids, 'read');
  if (unreachable) return unreachable;
  return {
    operation: {
      kind: 'read',
      model,
      ids,
      ...(externalId === undefined ? {} : { externalId }),
      fields: plan.fields,
      ...withContext(context),
    },
    obligation: plan.obligation,
    rule: granted.rule,
  };
}

/** Judges a count: everything about it is in its domain. */
export function judgeSearchCount(
  inquiry: Inquiry,
  operation: SearchCount,
  notes: Note[],
): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const domain = judgeSearchedDomain(inquiry, operation, notes);
  if (isDeny(domain)) return domain;
  return {
    operation: {
      kind: 'search_count',
      model,
      domain: emitDomain(domain),
      ...withContext(context),
    },
    obligation: NOTHING,
    rule: granted.rule,
  };
}
