import { type Deny, deny, type Note } from '../../decision.ts';
import { isArray, isObject } from '../../json.ts';
import { parseFieldName } from '../../names.ts';
import type { CallMethod } from '../../operation.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import type { OrmOperation } from './signatures.ts';

/** Why a call is refused because its answer would lack something it asks for, or undefined. */
export function refuseLeftOut(
  call: CallMethod,
  { obligation, operation }: Judged,
  changes: readonly Note[],
): Deny | undefined {
  for (const note of changes) {
    const refused = refuseChange(call, note);
    if (refused) return refused;
  }
  if (obligation.kind !== 'fields' || operation.kind !== 'fields_get') return undefined;
  const closed = describedFields(call).find((name) => {
    const field = parseFieldName(name);
    return field === undefined || !obligation.mayDescribe(field);
  });
  return closed === undefined ? undefined : notTold(call, [closed]);
}

function refuseChange(call: CallMethod, note: Note): Deny | undefined {
  switch (note.kind) {
    case 'fields_hidden':
      return notTold(call, note.fields);
    case 'context_dropped':
      return deny(
        'context_invalid',
        'built-in:context',
        `${call.model}.${call.method}: these keys of its context are not sent: ${note.keys.join(', ')}.`,
        { allowed: 'A context holds lang, tz and allowed_company_ids.' },
      );
    case 'keys_dropped':
      return deny(
        'arguments_invalid',
        'built-in:aggregates',
        `${call.model}.${call.method}: a figure comes under the name of its field.`,
        { allowed: "Write it 'amount_total:sum'." },
      );
    default:
      return undefined;
  }
}

function notTold({ model, method }: CallMethod, fields: readonly string[]): Deny {
  return deny(
    'field_not_readable',
    'built-in:orm',
    `${model}.${method} asks for fields that are not open: ${fields.join(', ')}.`,
    { allowed: 'Leave them out.' },
  );
}

/** The names `fields_get` is asked about, wherever they stand. */
function describedFields({ args, kwargs }: CallMethod): readonly string[] {
  const names = kwargs.allfields ?? args[0];
  return isArray(names) ? names.map((name) => `${name}`) : [];
}

/** A company is named by those who are known to belong to it. */
export function refuseUnknownCompanies(
  { subject }: Inquiry,
  { context }: OrmOperation,
): Deny | undefined {
  if (!isObject(context) || context.allowed_company_ids === undefined) return undefined;
  return subject.odoo?.companyIds === undefined
    ? deny(
        'context_invalid',
        'built-in:context',
        'allowed_company_ids is only for those whose companies are known.',
        { allowed: 'Leave it out.' },
      )
    : undefined;
}
