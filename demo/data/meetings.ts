import { day, pick, type Seed } from './seed.ts';

const SUBJECTS = ['Follow-up for proposal', 'Team meeting', 'Doctor', 'Interview', 'Planning'];

/** Meetings of the people who log in; one of them is private. */
export function seedMeetings(seed: Seed): void {
  const people = ['admin', 'demo', 'sales', 'hr'] as const;
  for (let at = 0; at < 10; at += 1) {
    const who = pick(people, at);
    const partner_ids = [seed.ref(`base.partner_${who}`), seed.ref('base.partner_admin')];
    const event = seed.add('calendar.event', {
      name: pick(SUBJECTS, at),
      start: `${day(120 + at)} 09:00:00`,
      stop: `${day(120 + at)} 10:30:00`,
      user_id: seed.ref(`base.user_${who}`),
      partner_ids: at === 2 ? partner_ids.slice(0, 1) : [...new Set(partner_ids)],
      privacy: at === 2 ? 'private' : seed.version === 17 ? 'public' : false,
      location: at % 2 === 0 ? 'Room 1' : false,
    });
    for (const partner_id of partner_ids.slice(0, 1)) {
      seed.add('calendar.attendee', { event_id: event, partner_id, state: 'accepted' });
    }
  }
}
