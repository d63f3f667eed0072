import { expect, test } from 'vitest';
import { refusalOf } from '../testing/environment.fixture.ts';
import { openOffice } from '../testing/office.fixture.ts';

test.each([17, 18, 19] as const)('stages of tasks as Odoo %i', (version) => {
  const { call, create, read } = openOffice(version);
  const id = create('admin', 'project.task', { name: 'Private' });
  const stages = ['stage_id', 'personal_stage_type_id'];
  expect(read('project.task', id, stages)).toEqual({
    id,
    stage_id: false,
    personal_stage_type_id: [5, 'Inbox'],
  });
  call('admin', 'project.task', 'write', [[id], { personal_stage_type_id: 6, project_id: 1 }]);
  expect(read('project.task', id, stages)).toEqual({
    id,
    stage_id: [1, 'New'],
    personal_stage_type_id: [6, 'Today'],
  });
  expect(call('demo', 'project.task', 'read', [[id], stages])).toEqual([
    { id, stage_id: [1, 'New'], personal_stage_type_id: false },
  ]);
  call('admin', 'project.task', 'write', [[id], { project_id: false }]);
  expect(refusalOf(() => call('demo', 'project.task', 'read', [[id], ['name']]))).toContain(
    "doesn't have 'read' access to:\n- Task (project.task)",
  );
  expect(call('sales', 'project.task.type', 'search_count', [[]])).toBe(4);
});
