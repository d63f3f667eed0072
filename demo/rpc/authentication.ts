import type { Database } from '../engine/env.ts';
import { accessDenied, missingError } from '../engine/errors.ts';

/** The active user with this login and password, or undefined. */
export function userWithPassword(
  db: Database,
  login: string,
  password: string,
): number | undefined {
  if (password === '') return undefined;
  return db.store.ids('res.users').find((id) => {
    const user = db.store.get('res.users', id);
    return user?.login === login && user.active === true && user.password === password;
  });
}

/** True when `secret` is the user's password or one of the user's API keys. */
function isSecretOf(db: Database, uid: number, secret: string): boolean {
  if (secret === '') return false;
  if (db.store.get('res.users', uid)?.password === secret) return true;
  return db.store.ids('res.users.apikeys').some((id) => {
    const key = db.store.get('res.users.apikeys', id);
    return key?.user_id === uid && key['~key'] === secret;
  });
}

/** The active user with this login whose password or API key is `secret`, or undefined. */
export function userWithSecret(db: Database, login: string, secret: string): number | undefined {
  return db.store
    .ids('res.users')
    .find(
      (id) =>
        db.store.get('res.users', id)?.login === login &&
        db.store.get('res.users', id)?.active === true &&
        isSecretOf(db, id, secret),
    );
}

/** The active user whose API key `key` is, or undefined. */
export function userWithApiKey(db: Database, key: string): number | undefined {
  const id = db.store
    .ids('res.users.apikeys')
    .find((candidate) => db.store.get('res.users.apikeys', candidate)?.['~key'] === key);
  const uid = id === undefined ? undefined : db.store.get('res.users.apikeys', id)?.user_id;
  if (typeof uid !== 'number') return undefined;
  return db.store.get('res.users', uid)?.active === true ? uid : undefined;
}

/** Throws AccessDenied unless `secret` is the user's; MissingError for a user who is not there. */
export function checkSecret(db: Database, uid: number, secret: string): void {
  if (secret === '') throw accessDenied();
  const user = db.store.get('res.users', uid);
  if (!user) throw missingError('res.users', [uid], uid);
  if (user.active !== true || !isSecretOf(db, uid, secret)) throw accessDenied();
}
