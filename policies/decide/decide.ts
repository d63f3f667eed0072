import { type Decision, type Deny, deny, type Note, type Permission } from '../decision.ts';
import type { FactsView } from '../facts.ts';
import type { SchemaView } from '../model-schema.ts';
import { modelOf, type Operation } from '../operation.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { confirmRuleFor } from './confirmation.ts';
import { type Inquiry, openInquiry } from './inquiry.ts';
import { type Judged, NOTHING } from './judged.ts';
import { mentionsHidden } from './mentions.ts';
import { judgeReadAttachments } from './operations/attachments.ts';
import { judgeDefaultGet } from './operations/default-get.ts';
import { judgeCreateRequirements, judgeListModels } from './operations/descriptions.ts';
import { judgeInherited } from './operations/inherited.ts';
import { judgeReadMessages } from './operations/messages.ts';
import { judgeCall } from './operations/methods.ts';
import { judgeRecordActions } from './operations/record-actions.ts';
import { judgePrintReport } from './operations/reports.ts';
import { isDeny, isFinal } from './refusal.ts';
import { refuseStranger } from './rights/stranger.ts';

/**
 * Decides one operation of a subject under a policy. Pure and total: the same question gets the same answer,
 * and whatever goes wrong is a denial. An allowed operation comes back rewritten, and only that may be sent.
 * `need_schema` names metadata to fetch and `need_facts` questions to answer before asking again; nothing is
 * allowed while any of either is missing.
 */
export function decide(
  operation: Operation,
  subject: Subject,
  policy: Policy,
  schemas: SchemaView,
  facts?: FactsView,
): Decision {
  try {
    const inquiry = openInquiry(subject, policy, schemas, facts);
    const notes: Note[] = [];
    const judged = refuseStranger(operation, subject, policy) ?? judge(inquiry, operation, notes);
    if (isFinal(judged)) return judged;
    if (inquiry.missing.size > 0) {
      return { effect: 'need_schema', models: [...inquiry.missing] };
    }
    if (inquiry.open.size > 0) {
      return { effect: 'need_facts', questions: [...inquiry.open.values()] };
    }
    if (isDeny(judged)) return judged;
    const confirmRule = confirmRuleFor(operation, inquiry.implied, policy);
    const permission = permit(inquiry, judged, notes);
    return confirmRule === undefined
      ? { effect: 'allow', ...permission }
      : { effect: 'confirm', confirmRule, ...permission };
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

function permit(
  inquiry: Inquiry,
  { operation, obligation, rule }: Judged,
  notes: readonly Note[],
): Permission {
  return {
    operation,
    obligation,
    implied: inquiry.implied,
    notes,
    rule,
    mentionsHidden: mentionsHidden(inquiry, modelOf(operation)),
  };
}

function judge(inquiry: Inquiry, operation: Operation, notes: Note[]): Judged | Deny {
  switch (operation.kind) {
    case 'search_read':
    case 'read':
    case 'search_count':
    case 'read_group':
    case 'name_search':
    case 'fields_get':
    case 'onchange':
    case 'create':
    case 'write':
    case 'unlink':
    case 'post_message':
      return judgeInherited(inquiry, operation, notes);
    case 'list_models':
      return judgeListModels(inquiry, operation);
    case 'default_get':
      return judgeDefaultGet(inquiry, operation, notes);
    case 'create_requirements':
      return judgeCreateRequirements(inquiry, operation, notes);
    case 'record_actions':
      return judgeRecordActions(inquiry, operation, notes);
    case 'read_messages':
      return judgeReadMessages(inquiry, operation, notes);
    case 'read_attachments':
      return judgeReadAttachments(inquiry, operation, notes);
    case 'print_report':
      return judgePrintReport(inquiry, operation, notes);
    case 'call':
      return judgeCall(inquiry, operation, notes);
    case 'login':
    case 'whoami':
      return { operation, obligation: NOTHING, rule: 'built-in:identity' };
    default:
      // Types end where a binding of another version begins.
      operation satisfies never;
      return unjudged();
  }
}
