import { beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import type { LegacySession } from '../raw-mcp.fixture.ts';
import { label, rows, uidOf, world } from './app-records.fixture.ts';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  NOBODY,
  refusal,
} from './guarded-odoo.fixture.ts';
import { personOf } from './mcp-client.fixture.ts';

describeGuarded('projects', (given) => {
  const { create, call } = world(given);
  let employee: LegacySession;
  let project: number;
  let hidden: number;
  let stages: readonly number[];
  beforeAll(async () => {
    employee = await given.signIn(personOf(given.odoo, 'demo'));
    const user_id = await uidOf(given.admin);
    const open = { privacy_visibility: 'employees', user_id };
    project = await create('project.project', { name: 'Open', ...open });
    hidden = await create('project.project', {
      name: 'Closed',
      user_id,
      privacy_visibility: 'followers',
    });
    const stage = (name: string, of: number) =>
      create('project.task.type', { name, project_ids: [[6, 0, [of]]] });
    stages = [
      await stage('Begun', project),
      await stage('Ended', project),
      await stage('Elsewhere', hidden),
    ];
  });
  const task = async (session: LegacySession, values: Record<string, unknown> = {}) =>
    create('project.task', {
      ...{ name: 'Task', project_id: project, stage_id: stages[0] },
      ...{ user_ids: [[6, 0, [await uidOf(session)]]], ...values },
    });

  it('lists the own tasks only', async () => {
    const [own, foreign] = [await task(employee), await task(given.admin)];
    const asked = { project_id: project, limit: 100 };
    const { tasks, count } = await answer(employee, 'get_my_tasks', asked);
    const ids = rows.parse(tasks).map(({ id }) => id);
    expect(ids).toContain(own);
    expect(ids).not.toContain(foreign);
    expect(count).toBe(ids.length);
    const done = await answer(employee, 'get_my_tasks', { ...asked, state: '1_done' });
    expect(done).toMatchObject({ tasks: [], count: 0 });
  });

  it.each(['finished', '1_DONE', "1_done' --"])('%j is no state of a task', async (state) => {
    await failure(employee, 'get_my_tasks', { state });
  });

  it('counts by stage, and what is overdue', async () => {
    const before = await answer(employee, 'get_project_summary', { project_id: project });
    await task(employee, { date_deadline: '2001-01-01' });
    await task(employee, { date_deadline: '2001-01-01', state: '1_done', stage_id: stages[1] });
    const after = await answer(employee, 'get_project_summary', { project_id: project });
    expect(after).toMatchObject({
      project: { id: project, name: 'Open' },
      total_tasks: Number(before.total_tasks) + 2,
      overdue_tasks: Number(before.overdue_tasks) + 1,
      tasks_by_stage: { Ended: 1 },
    });
  });

  it('a project that is closed to one is not found', async () => {
    const words = async (project_id: number) =>
      (await failure(employee, 'get_project_summary', { project_id })).replaceAll(
        String(project_id),
        'N',
      );
    expect(await words(hidden)).toBe(await words(NOBODY));
  });

  it('a task moves to stages of its project only', async () => {
    const task_id = await task(employee);
    const move = { task_id, stage_id: stages[1] };
    const said = { task_id, task_name: 'Task', old_stage: 'Begun', new_stage_id: stages[1] };
    expect(await answer(employee, 'update_task_stage', { ...move, dry_run: true })).toMatchObject({
      ...{ dry_run: true, action: 'update', ...said },
    });
    expect(await answer(employee, 'update_task_stage', move)).toEqual({
      ...{ status: 'updated', ...said },
    });
    for (const stage_id of [stages[2], NOBODY])
      await failure(employee, 'update_task_stage', { task_id, stage_id });
    const { record } = z.looseObject({ record: z.looseObject({ stage_id: label }) }).parse(
      await call('get_record', {
        model: 'project.task',
        record_id: task_id,
        fields: ['stage_id'],
      }),
    );
    expect(record.stage_id).toEqual([stages[1], 'Ended']);
  });

  it('a task of a closed project stays where it is', async () => {
    const task_id = await task(given.admin, { project_id: hidden, stage_id: stages[2] });
    await failure(employee, 'update_task_stage', { task_id, stage_id: stages[2] });
  });

  it('they are for members of projects', async () => {
    for (const [tool, args] of [
      ['get_my_tasks', {}],
      ['get_project_summary', { project_id: project }],
      ['update_task_stage', { task_id: 1, stage_id: 1 }],
    ] as const)
      await refusal(given.sales, tool, args);
  });
});

describeGuarded('tickets', (given) => {
  const { remember } = world(given);
  const there = async () =>
    rows
      .parse((await answer(given.admin, 'list_models', { filter: 'helpdesk.ticket' })).models)
      .some(({ model }) => model === 'helpdesk.ticket');

  it('say that the app is missing where it is', async () => {
    if (await there()) return;
    for (const [tool, args] of [
      ['get_my_tickets', {}],
      ['create_ticket', { name: 'x' }],
      ['update_ticket_stage', { ticket_id: 1, stage_id: 1 }],
    ] as const)
      expect(await failure(given.admin, tool, args)).toMatch(/helpdesk\.ticket/);
    const off = rows.parse((await answer(given.admin, 'whoami')).tools_off);
    expect(off.map(({ tool }) => tool)).toEqual([
      ...['get_my_tickets', 'create_ticket', 'update_ticket_stage'],
    ]);
    for (const { reason } of off) expect(reason).toMatch(/helpdesk/);
  });

  it('are opened, listed and moved on', async () => {
    if (!(await there())) return;
    const employee = await given.signIn(personOf(given.odoo, 'demo'));
    const asked = { name: 'Broken', description: 'It broke.', priority: '2' };
    const made = await answer(employee, 'create_ticket', asked);
    remember('helpdesk.ticket', made.ticket_id);
    expect(made).toMatchObject({ status: 'created', name: 'Broken', priority: '2' });
    const { tickets } = await answer(employee, 'get_my_tickets', { priority: '2', limit: 100 });
    const own = rows.parse(tickets).find(({ id }) => id === made.ticket_id);
    const [stage] = label.parse(own?.stage_id);
    const { tickets: admins } = await answer(given.admin, 'get_my_tickets', { limit: 100 });
    expect(rows.parse(admins).map(({ id }) => id)).not.toContain(made.ticket_id);
    const stage_id = await firstId(given.admin, 'helpdesk.stage', [['id', '!=', stage]]);
    const move = { ticket_id: made.ticket_id, stage_id };
    expect(await answer(employee, 'update_ticket_stage', move)).toMatchObject({
      ...{ status: 'updated', ticket_name: 'Broken', new_stage_id: stage_id },
    });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a priority there is none of', 'create_ticket', { name: 'x', priority: '9' }],
    ['a blank subject', 'create_ticket', { name: '  ' }],
    ['a ticket for somebody else', 'create_ticket', { name: 'x', user_id: 2 }],
    ['a stage that is no name', 'get_my_tickets', { state: "New'; --" }],
    ['a ticket there is none of', 'update_ticket_stage', { ticket_id: NOBODY, stage_id: 1 }],
  ])('%s is refused', async (_what, tool, args) => {
    await failure(given.admin, tool, args);
  });
});
