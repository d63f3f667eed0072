/**
 * One key for every spelling of a login name that could mean the same account: Odoo compares logins
 * exactly, its LDAP module without case, and people type spaces. Used to count failures and to compare
 * an answer with what was asked; never sent on.
 */
export function loginKey(login: string): string {
  return login.normalize('NFKC').trim().toLowerCase();
}
