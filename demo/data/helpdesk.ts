import { day, pick, type Seed } from './seed.ts';

const STAGES: readonly (readonly [string, boolean])[] = [
  ['New', false],
  ['In Progress', false],
  ['On Hold', false],
  ['Solved', true],
  ['Cancelled', true],
];

const SUBJECTS = [
  'Where can I download a catalog?',
  'Drawer handle is missing',
  'Chair squeaks',
  'Wrong invoice address',
  'Delivered table is scratched',
  'Opening hours in December',
];

/** Two teams, their stages and tickets. */
export function seedHelpdesk(seed: Seed): void {
  const company = seed.ref('base.main_company');
  const teams = [
    {
      name: 'Customer Care',
      member_ids: [seed.ref('base.user_demo'), seed.ref('base.user_admin')],
    },
    { name: 'VIP Support', member_ids: [seed.ref('base.user_admin')] },
  ].map((team, at) =>
    seed.add(
      'helpdesk.team',
      { ...team, sequence: at + 1, company_id: company },
      `helpdesk.helpdesk_team${at + 1}`,
    ),
  );
  for (const [at, [name, fold]] of STAGES.entries()) {
    seed.add(
      'helpdesk.stage',
      { name, fold, sequence: at, team_ids: teams },
      `helpdesk.stage_${name.toLowerCase().replace(' ', '_')}`,
    );
  }
  for (const name of ['Question', 'Issue']) seed.add('helpdesk.ticket.type', { name });
  for (const name of ['Repair', 'Delivery']) seed.add('helpdesk.tag', { name });
  for (let at = 0; at < 18; at += 1) {
    const stage = pick([1, 2, 1, 4, 3, 2], at);
    seed.add('helpdesk.ticket', {
      name: pick(SUBJECTS, at),
      description: at % 2 === 0 ? '<p>Please call back.</p>' : false,
      team_id: pick(teams, at),
      stage_id: stage,
      user_id: at % 5 === 4 ? false : seed.ref(pick(['base.user_demo', 'base.user_admin'], at)),
      partner_id:
        at % 6 === 5
          ? seed.ref('base.partner_demo_user0')
          : seed.ref(`base.res_partner_${(at % 12) + 1}`),
      priority: String(at % 4),
      ticket_type_id: (at % 2) + 1,
      tag_ids: [(at % 2) + 1],
      close_date: stage === 4 ? `${day(60 + at)} 15:00:00` : false,
    });
  }
}
