import { type Actor, type Database, type Env, SUPERUSER } from './env.ts';
import { accessError, missingError } from './errors.ts';
import { isIds } from './fields.ts';
import { isArray, type JsonObject } from './json.ts';
import { readerOf } from './records.ts';

/** The environment of a call made by user `uid`. Throws MissingError for a user who is not there. */
export function environmentOf(db: Database, uid: number, context: JsonObject): Env {
  return { db, actor: actorOf(db, uid), su: uid === SUPERUSER, context };
}

/** What is known of a user: name, company, groups with the implied ones. */
export function actorOf(db: Database, uid: number): Actor {
  if (!db.store.get('res.users', uid)) throw missingError('res.users', [uid], uid);
  const blank: Actor = {
    id: uid,
    name: '',
    email: '',
    partnerId: 0,
    tz: undefined,
    companyId: 0,
    companyIds: [],
    groups: new Set(),
  };
  const user = readerOf({ db, actor: blank, su: true, context: {} }, 'res.users', uid);
  const companyIds = user.value('company_ids');
  return {
    id: uid,
    name: user.text('name'),
    email: user.text('email'),
    partnerId: user.number('partner_id'),
    tz: user.text('tz') || undefined,
    companyId: user.number('company_id'),
    companyIds: isIds(companyIds) ? companyIds : [],
    groups: groupsOf(db, uid),
  };
}

/**
 * Companies of a call: those the context allows, the first of them the current one, or all of the
 * user's. As in Odoo the AccessError for a company of others comes when they are first looked at.
 */
export function withAllowedCompanies(env: Env): Env {
  const allowed = env.context.allowed_company_ids;
  if (!isArray(allowed) || allowed.length === 0) return env;
  const own = env.actor.companyIds;
  const companies = (): readonly number[] => {
    const ids = allowed.filter((id) => typeof id === 'number');
    const foreign = ids.length < allowed.length || ids.some((id) => !own.includes(id));
    if (foreign && !env.su) throw accessError('Access to unauthorized or invalid companies.');
    return ids;
  };
  const actor: Actor = {
    ...env.actor,
    get companyIds() {
      return companies();
    },
    get companyId() {
      return companies()[0] ?? 0;
    },
  };
  return { ...env, actor };
}

export const hasGroup = (env: Env, group: string): boolean => env.actor.groups.has(group);

function groupsOf(db: Database, uid: number): ReadonlySet<string> {
  const { store, registry } = db;
  const direct = store.get('res.users', uid)?.[registry.nameOf('res.users', 'groups_id')];
  const ids = new Set(isIds(direct) ? direct : []);
  for (const id of ids) {
    const implied = store.get('res.groups', id)?.implied_ids;
    if (isIds(implied)) for (const other of implied) ids.add(other);
  }
  const names = new Set<string>();
  for (const row of store.ids('ir.model.data')) {
    const data = store.get('ir.model.data', row);
    if (data?.model === 'res.groups' && typeof data.res_id === 'number' && ids.has(data.res_id)) {
      names.add(`${data.module}.${data.name}`);
    }
  }
  return names;
}
