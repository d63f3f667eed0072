import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyTarget } from '../../odoo-targets.fixture.ts';
import { type AppCaller, type AppsUnderTest, rows, startApps } from '../app-calls.fixture.ts';

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`the project tools against ${choice.name}`, () => {
    let apps: AppsUnderTest;
    let admin: AppCaller;
    let sales: AppCaller | undefined;
    let project: number;
    let hidden: number;
    let stages: readonly number[];
    const made: [model: string, id: number][] = [];
    const create = async (caller: AppCaller, model: string, values: Record<string, unknown>) => {
      const id = await caller.create(model, values);
      made.unshift([model, id]);
      return id;
    };
    beforeAll(async () => {
      apps = await startApps(choice);
      admin = await apps.as(apps.odoo.admin);
      sales = apps.odoo.sales && (await apps.as(apps.odoo.sales));
      const open = { privacy_visibility: 'employees', user_id: admin.uid };
      project = await create(admin, 'project.project', { name: 'APPS open', ...open });
      const closed = { ...open, privacy_visibility: 'followers' };
      hidden = await create(admin, 'project.project', { name: 'APPS hidden', ...closed });
      const stage = (name: string, of: number) =>
        create(admin, 'project.task.type', { name, project_ids: [[6, 0, [of]]] });
      stages = [
        await stage('APPS begun', project),
        await stage('APPS ended', project),
        await stage('APPS elsewhere', hidden),
      ];
    });
    afterAll(async () => {
      for (const [model, record_id] of made) await admin.ok('delete_record', { model, record_id });
      await apps?.close();
    });
    const task = (of: AppCaller, values: Record<string, unknown> = {}) =>
      create(admin, 'project.task', {
        name: 'APPS task',
        project_id: project,
        stage_id: stages[0],
        user_ids: [[6, 0, [of.uid]]],
        ...values,
      });

    it('lists the tasks one is assigned to, and no others', async () => {
      const caller = sales ?? admin;
      const own = await task(caller);
      const foreign = sales && (await task(admin));
      const asked = { project_id: project, limit: 100 };
      const { tasks, count } = await caller.ok('get_my_tasks', asked);
      const ids = rows(tasks).map(({ id }) => id);
      expect(ids).toContain(own);
      expect(ids).not.toContain(foreign);
      expect(count).toBe(ids.length);
      expect(rows(tasks).find(({ id }) => id === own)).toMatchObject({
        name: 'APPS task',
        project_id: [project, expect.any(String)],
        stage_id: [stages[0], 'APPS begun'],
        state: '01_in_progress',
        date_deadline: false,
      });
      const done = await caller.ok('get_my_tasks', { ...asked, state: '1_done' });
      expect(rows(done.tasks)).toEqual([]);
      const { text } = await caller.refused('get_my_tasks', { state: 'finished' });
      expect(text).toMatch(/01_in_progress/);
    });

    it('counts the tasks of a project by stage, and those overdue', async () => {
      const before = await admin.ok('get_project_summary', { project_id: project });
      await task(admin, { date_deadline: '2001-01-01' });
      await task(admin, { date_deadline: '2001-01-01', stage_id: stages[1], state: '1_done' });
      const after = await admin.ok('get_project_summary', { project_id: project });
      expect(after).toMatchObject({
        project: { id: project, name: 'APPS open' },
        total_tasks: Number(before.total_tasks) + 2,
        tasks_by_stage: { 'APPS ended': 1 },
        overdue_tasks: Number(before.overdue_tasks) + 1,
      });
    });

    it('counts only own tasks for others, and nothing of projects that are not open', async () => {
      if (sales === undefined) return;
      await task(admin);
      const { tasks } = await sales.ok('get_my_tasks', { project_id: project, limit: 100 });
      const summary = await sales.ok('get_project_summary', { project_id: project });
      expect(summary.total_tasks).toBe(rows(tasks).length);
      const { text } = await sales.refused('get_project_summary', { project_id: hidden });
      const missing = await sales.refused('get_project_summary', { project_id: 987_654_321 });
      expect(missing.text.replace('987654321', String(hidden))).toBe(text);
    });

    it('moves a task to a stage of its project only', async () => {
      const task_id = await task(admin);
      const move = { task_id, stage_id: stages[1] };
      const said = {
        task_id,
        task_name: 'APPS task',
        old_stage: 'APPS begun',
        new_stage_id: stages[1],
      };
      expect(await admin.ok('update_task_stage', { ...move, dry_run: true })).toEqual({
        ...{ dry_run: true, model: 'project.task', action: 'update' },
        ...said,
      });
      expect(await admin.ok('update_task_stage', move)).toEqual({ status: 'updated', ...said });
      expect(await admin.first('project.task', [['id', '=', task_id]], ['stage_id'])).toMatchObject(
        {
          stage_id: [stages[1], 'APPS ended'],
        },
      );
      const elsewhere = { task_id, stage_id: stages[2] };
      const { text } = await admin.refused('update_task_stage', elsewhere);
      expect(text).toMatch(/no stage of the task's project/);
      const gone = await admin.refused('update_task_stage', { task_id, stage_id: 987_654 });
      expect(gone.text).toMatch(/Stage 987654 does not exist/);
    });

    it('moves a task without a project among the own stages only', async () => {
      const ownStages = [['user_id', '=', admin.uid]];
      const { records } = await admin.ok('search_read', {
        model: 'project.task.type',
        domain: ownStages,
        fields: ['name'],
      });
      const [first, second] = rows(records);
      if (first === undefined || second === undefined) return;
      const task_id = await task(admin, { project_id: false, stage_id: false });
      await admin.ok('update_task_stage', { task_id, personal_stage_id: first.id });
      const move = { task_id, personal_stage_id: second.id };
      expect(await admin.ok('update_task_stage', move)).toMatchObject({
        status: 'updated',
        old_stage: first.name,
      });
      const { text } = await admin.refused('update_task_stage', { task_id, stage_id: stages[0] });
      expect(text).toMatch(/stages of your own/);
      const shared = { task_id, personal_stage_id: stages[0] };
      expect((await admin.refused('update_task_stage', shared)).text).toMatch(/user_id is you/);
      for (const wrong of [{ task_id }, { ...move, stage_id: stages[0] }])
        expect((await admin.refused('update_task_stage', wrong)).text).toMatch(/either/);
    });
  });
}
