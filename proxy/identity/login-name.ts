/** Nobody signs in by a longer name; folding is slow enough to be worth somebody's while. In UTF-16 units. */
const LONGEST = 256;

/**
 * One key for every spelling of a login name that could mean the same account: Odoo compares logins
 * exactly, its LDAP module without case, and directories behind that without accents, spaces and characters that
 * nobody sees (RFC 4518, 2.2 to 2.6). Used to count failures and to compare an answer with what was asked; never
 * sent on.
 */
export function loginKey(login: string): string {
  return login
    .slice(0, LONGEST)
    .normalize('NFKD')
    .replaceAll(/[\p{Mark}\p{Separator}\p{Other}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toUpperCase()
    .toLowerCase();
}
