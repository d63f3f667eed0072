import type { Deny, Note } from '../../decision.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import type { OrmOperation } from '../orm/signatures.ts';
import { judgeFieldsGet } from './descriptions.ts';
import { judgeReadGroup } from './grouping.ts';
import { judgePostMessage } from './messages.ts';
import { judgeNameSearch } from './name-search.ts';
import { judgeOnchange } from './onchange.ts';
import { judgeCreate, judgeUnlink, judgeWrite } from './record-changes.ts';
import { judgeRead, judgeSearchCount, judgeSearchRead } from './record-reads.ts';

/**
 * Judges an operation that every model inherits a method for. Whether a tool of its own asks for it or a call of
 * that method, it is judged here.
 */
export function judgeInherited(
  inquiry: Inquiry,
  operation: OrmOperation,
  notes: Note[],
): Judged | Deny {
  switch (operation.kind) {
    case 'search_read':
      return judgeSearchRead(inquiry, operation, notes);
    case 'read':
      return judgeRead(inquiry, operation, notes);
    case 'search_count':
      return judgeSearchCount(inquiry, operation, notes);
    case 'read_group':
      return judgeReadGroup(inquiry, operation, notes);
    case 'name_search':
      return judgeNameSearch(inquiry, operation, notes);
    case 'onchange':
      return judgeOnchange(inquiry, operation, notes);
    case 'fields_get':
      return judgeFieldsGet(inquiry, operation, notes);
    case 'create':
      return judgeCreate(inquiry, operation, notes);
    case 'write':
      return judgeWrite(inquiry, operation, notes);
    case 'unlink':
      return judgeUnlink(inquiry, operation, notes);
    case 'post_message':
      return judgePostMessage(inquiry, operation, notes);
    default:
      return operation satisfies never;
  }
}
