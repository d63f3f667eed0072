import { type Deny, deny, type FieldTreatment, type Note } from '../../decision.ts';
import { type FieldName, type ModelName, parseRecordId } from '../../names.ts';
import type { ReadAttachments } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { refusePrivateMeetings } from '../domain/private-meetings.ts';
import { judgeOneId } from '../ids.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import { judgeLimit, judgeOffset } from '../window.ts';
import { largestFile } from './blob.ts';
import { refuseConversation } from './conversation.ts';

const USUAL_FILES = 20;
const MOST_FILES = 100;
/** What is said of a file in a list: never its content, its address or its access token. */
const LISTED = ['id', 'name', 'mimetype', 'file_size', 'create_date'].map(
  (name) => name as FieldName,
);
const ATTACHMENT = 'ir.attachment' as ModelName;

/**
 * Judges a read of the files on one record: the right to read the record and a grant of its own. Files are
 * attached to messages as well, so where the conversation is hidden they are too. `ir.attachment` itself
 * stays closed to everyone: a file is reached through its record, one at a time.
 */
export function judgeReadAttachments(
  inquiry: Inquiry,
  operation: ReadAttachments,
  notes: Note[],
): Judged | Deny {
  const { model, attachment } = operation;
  const granted = inquiry.rights.on(model).read_attachments;
  if (isDeny(granted)) return granted;
  const ids = judgeOneId(operation.ids);
  if (isDeny(ids)) return ids;
  if (attachment !== undefined && parseRecordId(attachment) === undefined) {
    return deny('ids_invalid', 'built-in:ids', 'the id of a file is a whole number from 1.');
  }
  const { access } = inquiry.policy;
  const most = Math.min(MOST_FILES, access.maxRecords);
  const limit =
    attachment === undefined ? judgeLimit(operation.limit, most, notes, USUAL_FILES) : undefined;
  if (isDeny(limit)) return limit;
  const offset = attachment === undefined ? judgeOffset(operation.offset) : undefined;
  if (isDeny(offset)) return offset;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const closed = refuseConversation(inquiry, model, granted);
  if (closed !== undefined && closed !== 'absent') return closed;
  const unreachable =
    refuseRecords(inquiry, model, ids, 'read') ?? refusePrivateMeetings(inquiry, model, ids);
  if (unreachable) return unreachable;
  return {
    operation: {
      kind: 'read_attachments',
      model,
      ids,
      ...(attachment === undefined ? {} : { attachment }),
      ...(limit === undefined ? {} : { limit }),
      ...(offset === undefined ? {} : { offset }),
      ...withContext(context),
    },
    obligation:
      limit === undefined
        ? { kind: 'blob', model, maxBytes: largestFile(inquiry.policy) }
        : {
            kind: 'records',
            model: ATTACHMENT,
            visible: new Map<FieldName, FieldTreatment>(LISTED.map((name) => [name, 'value'])),
            masked: [],
            redaction: access.redaction,
            maxRecords: limit,
          },
    rule: granted.rule,
  };
}
