/**
 * One key for every spelling of a login name that could mean the same account: Odoo compares logins
 * exactly, its LDAP module without case, and directories behind that without accents, spaces and characters that
 * nobody sees (RFC 4518, 2.2 to 2.6). Used to count failures and to compare an answer with what was asked; never
 * sent on.
 */
export function loginKey(login: string): string {
  return login
    .normalize('NFKD')
    .replaceAll(/[\p{Mark}\p{Separator}\p{Other}\p{Default_Ignorable_Code_Point}]/gu, '')
    .toUpperCase()
    .toLowerCase();
}
