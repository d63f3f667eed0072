import { type Env, modelOf, sudo } from '../engine/env.ts';
import { many2one } from '../engine/fields.ts';
import type { JsonObject } from '../engine/json.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { type RecordReader, readerOf } from '../engine/records.ts';
import { createRecord, writeRecords } from '../engine/write.ts';

const NAME = 'project.task.stage.personal';

/** Where each assignee has put a task in a board of their own. */
export const PERSONAL_STAGE: ModelDefinition = {
  name: NAME,
  description: 'Personal Task Stage',
  order: 'id',
  recName: 'stage_id',
  displayName: (it) => it.one('stage_id')?.text('name') ?? '',
  fields: {
    task_id: many2one('Task', 'project.task', { required: true, ondelete: 'cascade' }),
    user_id: many2one('User', 'res.users', { required: true, ondelete: 'cascade' }),
    stage_id: many2one('Stage', 'project.task.type', { ondelete: 'set null' }),
  },
  access: { 'base.group_user': 'rwcu' },
  rules: [
    {
      name: 'Project: See my own personal stage',
      domain: (env) => [['user_id', '=', env.actor.id]],
    },
  ],
};

/** The first stage of a task's project; a task of no project has none. */
export function firstStage(task: RecordReader): number | false {
  const stages = task.one('project_id')?.many('type_ids') ?? [];
  return ordered(stages)[0]?.id ?? false;
}

/** The personal stage of who asks. */
export function personalStage(task: RecordReader): RecordReader | undefined {
  return task.all(
    NAME,
    (it) => it.number('task_id') === task.id && it.number('user_id') === task.actor.id,
  )[0];
}

/** Keeps the personal stage that was written apart from the task itself. */
export function movePersonally(env: Env, ids: readonly number[], values: JsonObject): JsonObject {
  const { personal_stage_type_id: stage_id, ...others } = values;
  if (stage_id === undefined) return values;
  for (const id of ids) {
    const held = personalStage(readerOf(env, 'project.task', id));
    const model = modelOf(env, NAME);
    if (held) writeRecords(sudo(env), model, [held.id], { stage_id });
    else createRecord(sudo(env), model, { task_id: id, user_id: env.actor.id, stage_id });
  }
  return others;
}

/** A new task comes into the first personal stage of everyone it is assigned to. */
export function givePersonalStages(env: Env, id: number): void {
  const task = readerOf(sudo(env), 'project.task', id);
  for (const user of task.many('user_ids')) {
    const own = task.all('project.task.type', (it) => it.number('user_id') === user.id);
    const [first] = ordered(own);
    if (!first) continue;
    const values = { task_id: id, user_id: user.id, stage_id: first.id };
    createRecord(sudo(env), modelOf(env, NAME), values);
  }
}

function ordered(stages: readonly RecordReader[]): readonly RecordReader[] {
  return [...stages].sort((a, b) => a.number('sequence') - b.number('sequence') || a.id - b.id);
}
