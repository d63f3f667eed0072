import { type Deny, deny, type FieldTreatment, MASK, type Note } from '../../decision.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { PostMessage, ReadMessages } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { refusePrivateMeetings } from '../domain/private-meetings.ts';
import { judgeOneId } from '../ids.ts';
import type { Inquiry } from '../inquiry.ts';
import { type Judged, NOTHING } from '../judged.ts';
import { labelTreatment } from '../label.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import type { Granted } from '../rights/model-rights.ts';
import { judgeLimit, judgeOffset } from '../window.ts';
import { refuseConversation } from './conversation.ts';

const USUAL_MESSAGES = 20;
const MOST_MESSAGES = 100;
/** Bytes of a message, in UTF-8. */
const LARGEST_BODY = 65_536;
const MESSAGE = 'mail.message' as ModelName;
const SUBTYPE = 'mail.message.subtype' as ModelName;
const PARTNER = 'res.partner' as ModelName;
const NUL = '\u0000';

/**
 * Judges a read of one record's conversation: the right to read the record, a grant of its own, and the field
 * that holds it. `mail.message` itself stays closed: what comes back is a fixed part of each message.
 */
export function judgeReadMessages(
  inquiry: Inquiry,
  operation: ReadMessages,
  notes: Note[],
): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read_messages;
  if (isDeny(granted)) return granted;
  const ids = judgeOneId(operation.ids);
  if (isDeny(ids)) return ids;
  const { access } = inquiry.policy;
  const most = Math.min(MOST_MESSAGES, access.maxRecords);
  const limit = judgeLimit(operation.limit, most, notes, USUAL_MESSAGES);
  if (isDeny(limit)) return limit;
  const offset = judgeOffset(operation.offset);
  if (isDeny(offset)) return offset;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const closed =
    refuseMessages(inquiry, model, granted) ??
    refuseRecords(inquiry, model, ids, 'read') ??
    refusePrivateMeetings(inquiry, model, ids);
  if (closed) return closed;
  return {
    operation: {
      kind: 'read_messages',
      model,
      ids,
      limit,
      ...(offset === undefined ? {} : { offset }),
      ...withContext(context),
    },
    obligation: {
      kind: 'records',
      model: MESSAGE,
      visible: messageFields(inquiry),
      masked: [],
      redaction: access.redaction,
      maxRecords: limit,
    },
    rule: granted.rule,
  };
}

/**
 * Judges a message to be added to one record's conversation. It goes to whoever follows the record, so it is
 * granted by itself, to those who may read what they add to.
 */
export function judgePostMessage(
  inquiry: Inquiry,
  operation: PostMessage,
  notes: Note[],
): Judged | Deny {
  const { model, body, dryRun } = operation;
  const granted = inquiry.rights.on(model).post_message;
  if (isDeny(granted)) return granted;
  const ids = judgeOneId(operation.ids);
  if (isDeny(ids)) return ids;
  const problem = problemOf(body);
  if (problem !== undefined) return deny('values_invalid', 'built-in:message', `${problem}.`);
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const closed =
    refuseMessages(inquiry, model, granted) ??
    refuseRecords(inquiry, model, ids, 'read') ??
    refuseRecords(inquiry, model, ids, 'write') ??
    refusePrivateMeetings(inquiry, model, ids);
  if (closed) return closed;
  return {
    operation: { kind: 'post_message', model, ids, body, dryRun, ...withContext(context) },
    obligation: NOTHING,
    rule: granted.rule,
  };
}

function refuseMessages(inquiry: Inquiry, model: ModelName, granted: Granted): Deny | undefined {
  const closed = refuseConversation(inquiry, model, granted);
  return closed === 'absent'
    ? deny('operation_not_allowed', 'built-in:message', `${model} keeps no conversation.`)
    : closed;
}

function problemOf(body: string): string | undefined {
  const text = body.trim();
  if (text === '') return 'a message has some text';
  if (text === MASK) return `"${MASK}" stands for a value that is hidden, and is no message`;
  if (body.includes(NUL)) return 'a message is plain text';
  return Buffer.byteLength(body) > LARGEST_BODY
    ? `a message has at most ${LARGEST_BODY} bytes`
    : undefined;
}

/** The author and the kind of message are records of other models: shown by label where those are shown. */
function messageFields(inquiry: Inquiry): ReadonlyMap<FieldName, FieldTreatment> {
  const label = (comodel: ModelName) => labelTreatment(inquiry, comodel);
  const treatments: readonly (readonly [string, FieldTreatment])[] = [
    ['id', 'value'],
    ['date', 'value'],
    ['author_id', label(PARTNER)],
    ['subject', 'value'],
    ['body', 'value'],
    ['message_type', 'value'],
    ['subtype_id', label(SUBTYPE)],
  ];
  return new Map(treatments.map(([name, treatment]) => [name as FieldName, treatment]));
}
