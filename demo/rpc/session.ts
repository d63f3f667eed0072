import { randomBytes } from 'node:crypto';
import { actorOf, environmentOf } from '../engine/actor.ts';
import { accessDenied, accessError, sessionExpired } from '../engine/errors.ts';
import type { JsonObject } from '../engine/json.ts';
import { readerOf } from '../engine/records.ts';
import { versionInfo } from '../engine/version.ts';
import type { DemoState } from '../state.ts';
import { userWithPassword } from './authentication.ts';

/** A logged-in web session. `secret` ties it to the password it was opened with. */
export interface Session {
  readonly id: string;
  readonly uid: number;
  readonly secret: string;
}

export interface Sessions {
  readonly find: (id: string | undefined) => Session | undefined;
  readonly open: (uid: number, secret: string) => Session;
  readonly close: (id: string | undefined) => void;
  readonly clear: () => void;
}

/** Sessions kept in memory, by the random id of their cookie. */
export function createSessions(): Sessions {
  const open = new Map<string, Session>();
  return {
    find: (id) => (id === undefined ? undefined : open.get(id)),
    open: (uid, secret) => {
      const session = { id: randomBytes(42).toString('base64url'), uid, secret };
      open.set(session.id, session);
      return session;
    },
    close: (id) => {
      if (id !== undefined) open.delete(id);
    },
    clear: () => open.clear(),
  };
}

/** Opens a session for a login and password; API keys do not open sessions. */
export function authenticate(state: DemoState, params: JsonObject): Session {
  const { db, sessions } = state;
  if (params.db !== db.name) throw accessError('Database not found.');
  const password = String(params.password ?? '');
  const uid = userWithPassword(db, String(params.login ?? ''), password);
  if (uid === undefined) throw accessDenied();
  return sessions.open(uid, password);
}

/** The session of a cookie. Throws SessionExpired when unknown or when the password changed. */
export function requireSession(state: DemoState, id: string | undefined): Session {
  const session = state.sessions.find(id);
  const user = session && state.db.store.get('res.users', session.uid);
  if (!session || user?.active !== true || user.password !== session.secret) throw sessionExpired();
  return session;
}

/** What `authenticate` and `get_session_info` tell a web client about its user. */
export function sessionInfo(state: DemoState, session: Session): JsonObject {
  const { db } = state;
  const actor = actorOf(db, session.uid);
  const env = environmentOf(db, 1, {});
  const user = readerOf(env, 'res.users', session.uid);
  const version = versionInfo(db.version);
  const companies = user.many('company_ids').map((company): [string, JsonObject] => [
    String(company.id),
    {
      id: company.id,
      name: company.text('name'),
      sequence: company.number('sequence'),
      child_ids: [],
      parent_id: false,
      ...(db.version === 19 ? { currency_id: company.number('currency_id') } : {}),
    },
  ]);
  return {
    uid: session.uid,
    is_system: actor.groups.has('base.group_system'),
    is_admin: actor.groups.has('base.group_erp_manager'),
    ...(db.version >= 18 ? { is_public: false } : {}),
    is_internal_user: actor.groups.has('base.group_user'),
    user_context: {
      lang: user.text('lang') || 'en_US',
      tz: user.text('tz') || false,
      uid: session.uid,
    },
    db: db.name,
    ...(db.version === 19 ? { registry_hash: 'demo' } : {}),
    user_settings: { id: session.uid, user_id: { id: session.uid } },
    server_version: version.server_version,
    server_version_info: [...version.server_version_info],
    support_url: 'https://example.com/this-is-a-demo-not-odoo',
    name: user.text('name'),
    username: user.text('login'),
    ...(db.version >= 18
      ? { partner_write_date: user.one('partner_id')?.text('write_date') ?? '' }
      : {}),
    partner_display_name: user.one('partner_id')?.displayName() ?? '',
    partner_id: actor.partnerId,
    'web.base.url': state.url(),
    active_ids_limit: 20_000,
    profile_session: null,
    max_file_upload_size: 134_217_728,
    home_action_id: false,
    currencies: { '1': { symbol: '$', position: 'before', digits: [69, 2] } },
    user_companies: {
      current_company: actor.companyId,
      allowed_companies: Object.fromEntries(companies),
      disallowed_ancestor_companies: {},
    },
    show_effect: true,
    ...(db.version === 17 ? { user_id: [session.uid] } : {}),
  };
}
