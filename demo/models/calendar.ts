import { momentOf } from '../engine/date-part.ts';
import { type Env, modelOf, sudo } from '../engine/env.ts';
import {
  boolean,
  char,
  date,
  datetime,
  float,
  html,
  many2many,
  many2one,
  one2many,
  resId,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { type RecordReader, readerOf } from '../engine/records.ts';
import { createRecord } from '../engine/write.ts';

const ANSWERS = [
  ['needsAction', 'Needs Action'],
  ['tentative', 'Maybe'],
  ['declined', 'No'],
  ['accepted', 'Yes'],
] as const;

/** Meetings and who comes. */
export const CALENDAR_MODELS: readonly ModelDefinition[] = [
  {
    name: 'calendar.event',
    description: 'Calendar Event',
    order: 'start desc',
    fields: {
      name: char('Meeting Subject', { required: true }),
      description: html('Description'),
      start: datetime('Start', { required: true, default: ({ now }) => halfHour(now, 1) }),
      stop: datetime('Stop', {
        required: true,
        store: true,
        editable: true,
        compute: (event) => halfHour(event.text('start'), 2, false),
        default: ({ now }) => halfHour(now, 3),
      }),
      start_date: date('Start Date'),
      stop_date: date('End Date'),
      allday: boolean('All Day', { default: false }),
      duration: float('Duration', {
        store: true,
        editable: true,
        compute: (event) => {
          const from = momentOf(event.value('start'));
          const to = momentOf(event.value('stop'));
          return from && to ? (to.getTime() - from.getTime()) / 3_600_000 : 0;
        },
      }),
      location: char('Location'),
      user_id: many2one('Organizer', 'res.users', { default: ({ uid }) => uid }),
      partner_ids: many2many('Attendees', 'res.partner', {
        default: ({ partnerId }) => [partnerId],
      }),
      attendee_ids: one2many('Participant', 'calendar.attendee', 'event_id'),
      privacy: selection(
        'Privacy',
        [
          ['public', 'Public'],
          ['private', 'Private'],
          ['confidential', 'Only internal users'],
        ],
        { variants: { 17: { required: true, default: 'public' } } },
      ),
      show_as: selection(
        'Show as',
        [
          ['free', 'Available'],
          ['busy', 'Busy'],
        ],
        { required: true, default: 'busy' },
      ),
      active: boolean('Active', { default: true }),
      opportunity_id: many2one('Opportunity', 'crm.lead'),
      res_id: resId('Document ID'),
      recurrency: boolean('Recurrent'),
    },
    access: { 'base.group_portal': 'r', 'base.group_user': 'rwcu' },
    rules: [
      {
        name: 'Own events',
        groups: ['base.group_portal'],
        domain: (env) => [['partner_ids', 'in', [env.actor.partnerId]]],
      },
      {
        name: 'All Calendar Event for employees',
        groups: ['base.group_user'],
        domain: () => [[1, '=', 1]],
      },
      {
        name: 'Private events',
        modes: ['write', 'create', 'unlink'],
        domain: (env) => [
          '|',
          ['privacy', '!=', 'private'],
          '|',
          ['user_id', '=', env.actor.id],
          ['partner_ids', 'in', [env.actor.partnerId]],
        ],
      },
    ],
    maskedFor: (event) =>
      event.text('privacy') === 'private' && !isInvited(event)
        ? { name: 'Busy', location: false, description: false }
        : undefined,
    check: (event) => {
      const [start, stop] = [event.text('start'), event.text('stop')];
      if (!stop || start <= stop) return undefined;
      const name = event.text('name');
      const line =
        event.version === 17
          ? `Meeting '${name}' starts '${start}' and ends '${stop}'`
          : `Meeting “${name}” starts at ${start} and ends at ${stop}`;
      return `The ending date and time cannot be earlier than the starting date and time.\n${line}`;
    },
    afterCreate: invite,
    thread: { created: 'Calendar Event created', post: 'write' },
  },
  {
    name: 'calendar.attendee',
    description: 'Calendar Attendee Information',
    order: 'create_date ASC',
    recName: 'common_name',
    fields: {
      event_id: many2one('Meeting linked', 'calendar.event', {
        required: true,
        ondelete: 'cascade',
      }),
      partner_id: many2one('Attendee', 'res.partner', { required: true, readonly: true }),
      email: char('Email', { related: 'partner_id.email' }),
      common_name: char('Common name', {
        store: true,
        readonly: true,
        compute: (it) => it.one('partner_id')?.text('name') || false,
      }),
      state: selection('Status', ANSWERS, { default: 'needsAction' }),
    },
    access: { 'base.group_portal': 'r', 'base.group_user': 'rwcu' },
  },
];

function isInvited(event: RecordReader): boolean {
  const { id, partnerId } = event.actor;
  return (
    event.number('user_id') === id || event.many('partner_ids').some((it) => it.id === partnerId)
  );
}

/** Everyone on the list is asked; the one who plans the meeting has accepted. */
function invite(env: Env, id: number): void {
  const event = readerOf(env, 'calendar.event', id);
  for (const partner of event.many('partner_ids')) {
    createRecord(sudo(env), modelOf(env, 'calendar.attendee'), {
      event_id: id,
      partner_id: partner.id,
      state: partner.id === env.actor.partnerId ? 'accepted' : 'needsAction',
    });
  }
}

/** The full half hour, `halves` of them after a moment. */
function halfHour(moment: string, halves: number, round = true): string {
  const time = momentOf(moment)?.getTime() ?? 0;
  const half = 1_800_000;
  const from = round ? Math.floor(time / half) * half : time;
  return new Date(from + halves * half).toISOString().slice(0, 19).replace('T', ' ');
}
