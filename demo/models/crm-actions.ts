import { type Env, modelOf, nowText, withContext } from '../engine/env.ts';
import { validationError } from '../engine/errors.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { ModelMethod } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { readable } from '../engine/rules.ts';
import { writeRecords } from '../engine/write.ts';

/** What can be done with a lead; most of it answers nothing. */
export const LEAD_METHODS: { readonly [name: string]: ModelMethod } = {
  action_set_won: { run: (env, ids) => win(env, ids) },
  action_set_won_rainbowman: { run: (env, ids) => win(env, ids) },
  action_set_lost: {
    anyKeyword: true,
    run: (env, ids, args) => {
      const won = readable(env, 'crm.lead', ids).filter(isWon);
      if (env.db.version === 19 && won.length > 0) {
        throw validationError(
          'A lead in a Won stage cannot be lost. Move it to another stage first.',
        );
      }
      const date_closed = nowText(env);
      write(env, ids, { ...args, active: false, probability: 0, date_closed });
      return null;
    },
  },
  action_restore: { since: 19, run: (env, ids) => restore(env, ids) },
  action_unarchive: { run: (env, ids) => restore(env, ids) },
  toggle_active: {
    run: (env, ids) => {
      const active = readable(env, 'crm.lead', ids)
        .filter((lead) => lead.flag('active'))
        .map((lead) => lead.id);
      write(env, active, { active: false });
      return restore(
        env,
        ids.filter((id) => !active.includes(id)),
      );
    },
  },
  convert_opportunity: {
    params: ['partner', 'user_ids?', 'team_id?'],
    run: (env, ids, args) => {
      const partner = typeof args.partner === 'number' ? { partner_id: args.partner } : {};
      const team = typeof args.team_id === 'number' ? { team_id: args.team_id } : {};
      write(env, ids, { type: 'opportunity', ...partner, ...team });
      return true;
    },
  },
};

function isWon(lead: RecordReader): boolean {
  return lead.one('stage_id')?.flag('is_won') === true;
}

function win(env: Env, ids: readonly number[]): Json {
  const won = env.db.store
    .ids('crm.stage')
    .find((id) => env.db.store.get('crm.stage', id)?.is_won === true);
  const date_closed = nowText(env);
  write(env, ids, { active: true, stage_id: won ?? false, probability: 100, date_closed });
  return true;
}

/** Back into the pipeline: without a lost reason, as likely as its stage says. */
function restore(env: Env, ids: readonly number[]): Json {
  for (const lead of readable(env, 'crm.lead', ids)) {
    if (lead.flag('active')) continue;
    const probability = isWon(lead) ? 100 : lead.number('probability') || 10;
    const open = isWon(lead) ? {} : { date_closed: false };
    write(env, [lead.id], { active: true, lost_reason_id: false, probability, ...open });
  }
  return null;
}

function write(env: Env, ids: readonly number[], values: JsonObject): void {
  if (ids.length === 0) return;
  const all = withContext(env, { active_test: false });
  writeRecords(all, modelOf(env, 'crm.lead'), ids, values);
}
