import { type Deny, deny } from '../../decision.ts';
import { type FieldName, type ModelName, parseFieldName, type RecordId } from '../../names.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { condition, outOfReach, refuseUnless } from '../record-rules/record-facts.ts';
import { isDeny } from '../refusal.ts';
import { type Domain, disjunction } from './domain.ts';
import type { PathEnd, Place } from './path.ts';

const MEETING: string = 'calendar.event';
const RULE = 'built-in:private-meetings';
const PRIVACY = 'privacy' as FieldName;
const ATTENDEES = 'partner_ids' as FieldName;

/**
 * What everybody's calendar shows of a meeting that is private: that somebody is busy, and when. Of the rest Odoo shows
 * nothing to those who are not invited, and answers conditions on it all the same.
 */
const SHOWN_OF_PRIVATE: ReadonlySet<FieldName> = new Set(
  `id active allday duration start stop start_date stop_date user_id partner_id partner_ids show_as privacy
    recurrency recurrence_id rrule interval count create_date write_date`
    .split(/\s+/)
    .flatMap((name) => parseFieldName(name) ?? []),
);

/** Whether a field of a meeting is one that Odoo hides where the meeting is private. */
function isPrivate(model: ModelName, name: FieldName): boolean {
  return model === MEETING && !SHOWN_OF_PRIVATE.has(name);
}

/**
 * Whether a condition asks for what private meetings keep to themselves: `asked` of the records that are searched,
 * which can be narrowed; a denial where it is asked through a relation, which cannot.
 */
export function askedOfMeetings(start: Place, end: PathEnd): 'asked' | undefined | Deny {
  let { model } = start;
  for (const [index, { name, comodel }] of [...end.hops.map(stepOf), stepOf(end)].entries()) {
    if (isPrivate(model, name)) {
      return index === 0 && start.hops === 0 ? 'asked' : elsewhere(model, name);
    }
    if (comodel !== undefined) model = comodel;
  }
  return undefined;
}

/** Whether records of a model are sorted by what private meetings keep to themselves. */
export function sortsByMeetings(model: ModelName, order: unknown): boolean {
  if (model !== MEETING || typeof order !== 'string') return false;
  return order.split(',').some((term) => {
    const name = parseFieldName(term.trim().split(/[\s.]/)[0]);
    return name === undefined || isPrivate(model, name);
  });
}

/** The meetings that are not private, and those the subject is invited to. */
export function openMeetings(inquiry: Inquiry, model: ModelName): Domain | undefined | Deny {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  if (!schema.fields.has(PRIVACY)) return undefined;
  const own = inquiry.subject.odoo?.partnerId;
  return disjunction([
    condition([PRIVACY], '!=', 'private'),
    ...(own === undefined ? [] : [condition([ATTENDEES], 'in', [own])]),
  ]);
}

/**
 * Refuses what hangs on private meetings the subject is not invited to: their conversations, which Odoo 17 and 18
 * show to everybody, their files and what is printed of them.
 */
export function refusePrivateMeetings(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
): Deny | undefined {
  if (model !== MEETING) return undefined;
  const open = openMeetings(inquiry, model);
  if (open === undefined || isDeny(open)) return open;
  return refuseUnless(inquiry, model, ids, open, () => outOfReach(model, RULE));
}

function stepOf(step: {
  readonly field: { readonly name: FieldName };
  readonly comodel?: ModelName;
}) {
  return { name: step.field.name, comodel: step.comodel };
}

function elsewhere(model: ModelName, name: FieldName): Deny {
  return deny(
    'field_not_searchable',
    RULE,
    `${model}.${name} is nobody else's business where the meeting is private, and a condition on it through a relation would answer for those too.`,
    { allowed: `Search ${model} itself, and go on with the ids it answers.` },
  );
}
