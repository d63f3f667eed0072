import type { Deny, Note } from '../../decision.ts';
import type { CallMethod, Effect, Operation } from '../../operation.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { judgeInherited } from '../operations/inherited.ts';
import { isDeny } from '../refusal.ts';
import { refuseLeftOut, refuseUnknownCompanies } from './left-out.ts';
import { meaningOf, type OrmMeaning } from './operation.ts';
import { ORM_SIGNATURES, type OrmKind, type OrmOperation } from './signatures.ts';

/**
 * Judges a call of an inherited method as the operation it is: the same grants, the same rules, the same
 * debt for the answer. What may be sent is a call of the same method with its arguments written anew. A
 * program that calls methods expects what it asked for: where the tool for the operation would leave a part
 * out and say so, the call is refused. Undefined for a method that is none of these.
 */
export function judgeOrmCall(
  inquiry: Inquiry,
  call: CallMethod,
  notes: Note[],
): Judged | Deny | undefined {
  const kind = ORM_SIGNATURES.get(call.method)?.kind;
  if (kind === undefined) return undefined;
  const granted = inquiry.rights.on(call.model)[GRANTS[kind]];
  if (isDeny(granted)) return granted;
  const meaning = meaningOf(call, inquiry.policy.gateway.odoo.version);
  if (meaning === undefined || isDeny(meaning)) return meaning;
  const scope = refuseUnknownCompanies(inquiry, meaning.operation);
  return scope ?? judgeMeaning(inquiry, call, meaning, notes);
}

function judgeMeaning(
  inquiry: Inquiry,
  call: CallMethod,
  { operation, emit }: OrmMeaning,
  notes: Note[],
): Judged | Deny {
  const changes: Note[] = [];
  const judged = judgeInherited(inquiry, operation, changes);
  if (isDeny(judged)) return judged;
  if (!isOrm(judged.operation)) throw new TypeError('a judge answered with another operation');
  const left = refuseLeftOut(call, judged, changes);
  if (left) return left;
  notes.push(...changes);
  const decided = emit(judged.operation);
  return isDeny(decided) ? decided : { ...judged, operation: decided };
}

/**
 * What an operation does, whatever tool does it: the operation an ORM method is, and any other operation
 * itself. For whatever counts, confirms or records operations by what they do.
 */
export function performedBy(
  operation: Operation,
  version: Parameters<typeof meaningOf>[1],
): Operation {
  if (operation.kind !== 'call') return operation;
  const meaning = meaningOf(operation, version);
  return meaning === undefined || isDeny(meaning) ? operation : meaning.operation;
}

/** The grant each operation needs: what is wrong with the arguments is no news to those without it. */
const GRANTS = {
  search_read: 'read',
  read: 'read',
  search_count: 'read',
  read_group: 'read',
  name_search: 'read',
  onchange: 'read',
  fields_get: 'read',
  create: 'create',
  write: 'write',
  unlink: 'unlink',
  post_message: 'post_message',
} as const satisfies { readonly [Kind in OrmKind]: Effect };

function isOrm(operation: Operation): operation is OrmOperation {
  return Object.hasOwn(GRANTS, operation.kind);
}
