import { day, pick, type Seed } from './seed.ts';

const PROJECTS: readonly (readonly [string, 'followers' | 'employees' | 'portal'])[] = [
  ['Office Design', 'portal'],
  ['Research & Development', 'employees'],
  ['Renovations', 'portal'],
  ['Home Construction', 'employees'],
  ['Board Matters', 'followers'],
];

const TASKS = [
  'Customer review',
  'Energy certificate',
  'Budget planning',
  'Office planning',
  'Meeting room furniture',
  'Noise reduction',
  'Lunch room: kitchen',
  'Furniture delivery',
  'Decoration',
  'Room 1: decoration',
  'Useful software list',
  'Black chairs for managers',
];

/** Projects with stages and tasks. */
export function seedProjects(seed: Seed): void {
  const projects = PROJECTS.map(([name, privacy_visibility], at) =>
    seed.add(
      'project.project',
      {
        name,
        privacy_visibility,
        partner_id:
          at === 0
            ? seed.ref('base.partner_demo_user0')
            : at === 2
              ? seed.ref('base.res_partner_1')
              : false,
        user_id: seed.ref(at % 2 === 0 ? 'base.user_admin' : 'base.user_demo'),
        company_id: seed.ref('base.main_company'),
        date_start: day(at * 14),
        date: day(180 + at * 30),
        allocated_hours: 80 + at * 40,
        last_update_status: pick(['on_track', 'at_risk', 'to_define', 'off_track'] as const, at),
        sequence: 10 + at,
      },
      `project.project_project_${at + 1}`,
    ),
  );
  for (const [at, name] of ['New', 'In Progress', 'Done', 'Cancelled'].entries()) {
    seed.add(
      'project.task.type',
      { name, sequence: at + 1, fold: at > 1, project_ids: projects },
      `project.project_stage_${at}`,
    );
  }
  for (const login of ['admin', 'demo'] as const) {
    for (const [at, name] of ['Inbox', 'Today', 'This Week', 'Later', 'Done'].entries()) {
      const user_id = seed.ref(`base.user_${login}`);
      seed.add('project.task.type', { name, sequence: at + 1, fold: at === 4, user_id });
    }
  }
  for (const [at, name] of ['Bug', 'New Feature', 'Usability', 'Experiment'].entries()) {
    seed.add('project.tags', { name, color: at + 1 });
  }
  for (let at = 0; at < 40; at += 1) {
    const stage = pick([1, 2, 2, 3, 1, 4], at);
    seed.add('project.task', {
      name: `${pick(TASKS, at)}${at >= TASKS.length ? ` (phase ${Math.floor(at / TASKS.length) + 1})` : ''}`,
      project_id: pick(projects, at),
      stage_id: stage,
      state:
        stage === 3
          ? '1_done'
          : stage === 4
            ? '1_canceled'
            : pick(['01_in_progress', '03_approved', '02_changes_requested'] as const, at),
      user_ids: pick(
        [
          [seed.ref('base.user_demo')],
          [seed.ref('base.user_admin'), seed.ref('base.user_demo')],
          [],
          [seed.ref('base.user_sales')],
        ],
        at,
      ),
      partner_id: at % 5 === 0 ? seed.ref('base.partner_demo_user0') : false,
      priority: at % 4 === 0 ? '1' : '0',
      date_deadline: at % 3 === 2 ? false : `${day(40 + at * 5)} 16:00:00`,
      allocated_hours: (at % 6) * 4,
      tag_ids: [(at % 4) + 1],
      sequence: 10 + (at % 5),
      parent_id: at % 10 === 9 ? at - 8 : false,
      company_id: seed.ref('base.main_company'),
      description: at % 4 === 1 ? '<p>See the attached plan.</p>' : false,
    });
  }
}
