import type { Allow, Decision, Deny, Note, Obligation } from '../decision.ts';
import { deny } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import type { SchemaView } from '../model-schema.ts';
import {
  type CallMethod,
  type Create,
  type FieldsGet,
  modelOf,
  type Operation,
  type Read,
  type SearchCount,
  type SearchRead,
  type Unlink,
  type Write,
} from '../operation.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { judgeContext } from './context.ts';
import { judgeDefaultGet } from './default-get.ts';
import { describableFields, nameableModels } from './descriptions.ts';
import { parseDomain } from './domain.ts';
import { emitDomain } from './domain-emit.ts';
import { judgeDomain } from './domain-rules.ts';
import { judgeReadGroup } from './grouping.ts';
import { judgeIds, MOST_RECORDS } from './ids.ts';
import { type Inquiry, openInquiry } from './inquiry.ts';
import type { Judged } from './judged.ts';
import { mentionsHidden } from './mentions.ts';
import { judgeCall } from './methods.ts';
import { lacksGroup } from './model-rights.ts';
import { judgeNameSearch } from './name-search.ts';
import { judgeOrder } from './order.ts';
import { planRead } from './reads.ts';
import { isDeny, isFinal, PENDING } from './refusal.ts';
import { refuseStranger } from './stranger.ts';
import { judgeCreated, judgeWritten } from './values.ts';
import { judgeLimit, judgeOffset } from './window.ts';

const NOTHING: Obligation = Object.freeze({ kind: 'nothing' });

/**
 * Decides one operation of a subject under a policy. Pure and total: the same question gets the same answer,
 * and whatever goes wrong is a denial. An allowed operation comes back rewritten, and only that may be sent.
 * `need_schema` names metadata to fetch before asking again; nothing is allowed while any is missing.
 */
export function decide(
  operation: Operation,
  subject: Subject,
  policy: Policy,
  schemas: SchemaView,
): Decision {
  try {
    const inquiry = openInquiry(subject, policy, schemas);
    const notes: Note[] = [];
    const answer: Allow | Deny | undefined =
      refuseStranger(operation, subject, policy) ?? judge(inquiry, operation, notes);
    // Types end where a binding of another version begins: an operation of no known kind is refused too.
    if (!isAnswer(answer)) return unjudged();
    if (isDeny(answer) && answer !== PENDING) return answer;
    if (inquiry.missing.size > 0) {
      return { effect: 'need_schema', models: [...inquiry.missing] };
    }
    return answer;
  } catch {
    return unjudged();
  }
}

function unjudged(): Deny {
  return deny(
    'arguments_invalid',
    'built-in:fail-closed',
    'the call could not be judged, and what cannot be judged is refused.',
  );
}

function isAnswer(answer: Allow | Deny | undefined): answer is Allow | Deny {
  return answer?.effect === 'allow' || answer?.effect === 'deny';
}

function judge(inquiry: Inquiry, operation: Operation, notes: Note[]): Allow | Deny {
  switch (operation.kind) {
    case 'search_read':
      return judgeSearchRead(inquiry, operation, notes);
    case 'read':
      return judgeRead(inquiry, operation, notes);
    case 'search_count':
      return judgeSearchCount(inquiry, operation, notes);
    case 'fields_get':
      return judgeFieldsGet(inquiry, operation, notes);
    case 'list_models':
      return (
        lacksGroup(inquiry.rights, 'read') ??
        allow(inquiry, operation, nameableModels(inquiry), notes, 'model_access.yaml')
      );
    case 'create':
      return judgeCreate(inquiry, operation, notes);
    case 'write':
      return judgeWrite(inquiry, operation, notes);
    case 'unlink':
      return judgeUnlink(inquiry, operation, notes);
    case 'call':
      return judgeMethodCall(inquiry, operation, notes);
    case 'login':
    case 'whoami':
      return allow(inquiry, operation, NOTHING, notes, 'built-in:identity');
    case 'read_group':
      return allowJudged(inquiry, judgeReadGroup(inquiry, operation, notes), notes);
    case 'name_search':
      return allowJudged(inquiry, judgeNameSearch(inquiry, operation, notes), notes);
    case 'default_get':
      return allowJudged(inquiry, judgeDefaultGet(inquiry, operation, notes), notes);
    case 'onchange':
    case 'create_requirements':
    case 'record_actions':
    case 'read_messages':
    case 'post_message':
    case 'read_attachments':
    case 'print_report':
      return unjudged();
    default:
      return operation satisfies never;
  }
}

function judgeSearchRead(inquiry: Inquiry, operation: SearchRead, notes: Note[]): Allow | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const limit = judgeLimit(operation.limit, inquiry.policy.access.maxRecords, notes);
  if (isDeny(limit)) return limit;
  const offset = judgeOffset(operation.offset);
  if (isDeny(offset)) return offset;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const domain = judgeDomainOf(inquiry, operation);
  if (isFinal(domain)) return domain;
  const order = judgeOrder(inquiry, model, operation.order);
  if (isFinal(order)) return order;
  const plan = planRead(inquiry, model, operation.fields, limit, notes);
  if (isDeny(plan)) return plan;
  if (isDeny(domain)) return domain;
  if (isDeny(order)) return order;
  return allow(
    inquiry,
    {
      kind: 'search_read',
      model,
      domain: emitDomain(domain),
      fields: plan.fields,
      limit,
      ...(order === undefined ? {} : { order }),
      ...(offset === undefined ? {} : { offset }),
      ...withContext(context),
    },
    plan.obligation,
    notes,
    granted.rule,
  );
}

function judgeRead(inquiry: Inquiry, operation: Read, notes: Note[]): Allow | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const ids = judgeIds(operation.ids, MOST_RECORDS);
  if (isDeny(ids)) return ids;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const plan = planRead(inquiry, model, operation.fields, ids.length, notes);
  if (isDeny(plan)) return plan;
  return allow(
    inquiry,
    { kind: 'read', model, ids, fields: plan.fields, ...withContext(context) },
    plan.obligation,
    notes,
    granted.rule,
  );
}

function judgeSearchCount(inquiry: Inquiry, operation: SearchCount, notes: Note[]): Allow | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const domain = judgeDomainOf(inquiry, operation);
  if (isDeny(domain)) return domain;
  return allow(
    inquiry,
    { kind: 'search_count', model, domain: emitDomain(domain), ...withContext(context) },
    NOTHING,
    notes,
    granted.rule,
  );
}

function judgeFieldsGet(inquiry: Inquiry, operation: FieldsGet, notes: Note[]): Allow | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const obligation = describableFields(inquiry, model);
  if (isDeny(obligation)) return obligation;
  return allow(
    inquiry,
    { kind: 'fields_get', model, ...withContext(context) },
    obligation,
    notes,
    granted.rule,
  );
}

function judgeCreate(inquiry: Inquiry, operation: Create, notes: Note[]): Allow | Deny {
  const { model, dryRun } = operation;
  const granted = inquiry.rights.on(model).create;
  if (isDeny(granted)) return granted;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const values = judgeCreated(inquiry, model, operation.values);
  if (isDeny(values)) return values;
  return allow(
    inquiry,
    { kind: 'create', model, values, dryRun, ...withContext(context) },
    NOTHING,
    notes,
    granted.rule,
  );
}

function judgeWrite(inquiry: Inquiry, operation: Write, notes: Note[]): Allow | Deny {
  const { model, dryRun } = operation;
  const granted = inquiry.rights.on(model).write;
  if (isDeny(granted)) return granted;
  const ids = judgeIds(operation.ids, MOST_RECORDS);
  if (isDeny(ids)) return ids;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const values = judgeWritten(inquiry, model, operation.values);
  if (isDeny(values)) return values;
  return allow(
    inquiry,
    { kind: 'write', model, ids, values, dryRun, ...withContext(context) },
    NOTHING,
    notes,
    granted.rule,
  );
}

function judgeUnlink(inquiry: Inquiry, operation: Unlink, notes: Note[]): Allow | Deny {
  const { model, dryRun } = operation;
  const granted = inquiry.rights.on(model).unlink;
  if (isDeny(granted)) return granted;
  const ids = judgeIds(operation.ids, MOST_RECORDS);
  if (isDeny(ids)) return ids;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  return allow(
    inquiry,
    { kind: 'unlink', model, ids, dryRun, ...withContext(context) },
    NOTHING,
    notes,
    granted.rule,
  );
}

function judgeMethodCall(inquiry: Inquiry, operation: CallMethod, notes: Note[]): Allow | Deny {
  const call = judgeCall(inquiry, operation, notes);
  if (isDeny(call)) return call;
  const { model, method } = operation;
  return allow(inquiry, call.operation, { kind: 'opaque', model, method }, notes, call.rule);
}

function allowJudged(inquiry: Inquiry, judged: Judged | Deny, notes: readonly Note[]) {
  return isDeny(judged)
    ? judged
    : allow(inquiry, judged.operation, judged.obligation, notes, judged.rule);
}

function judgeDomainOf(inquiry: Inquiry, { model, domain }: SearchRead | SearchCount) {
  const parsed = parseDomain(domain);
  return isDeny(parsed) ? parsed : judgeDomain(inquiry, model, parsed);
}

function withContext(context: JsonObject | undefined): { readonly context?: JsonObject } {
  return context === undefined ? {} : { context };
}

function allow(
  inquiry: Inquiry,
  operation: Operation,
  obligation: Obligation,
  notes: readonly Note[],
  rule: string,
): Allow {
  return {
    effect: 'allow',
    operation,
    obligation,
    notes,
    rule,
    mentionsHidden: mentionsHidden(inquiry, modelOf(operation)),
  };
}
