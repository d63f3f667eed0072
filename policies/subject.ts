import type { GroupName } from './names.ts';

/**
 * Who is calling. A subject's rights come from its own groups, never from the Odoo account that carries
 * its calls: a powerful service account behind a `sales` subject is still only `sales`.
 */
export interface Subject {
  /** Stable and unforgeable: what limits, audit and ownership are keyed on. Never a secret. */
  readonly id: string;
  /** How people call this subject, for messages and audit. */
  readonly name: string;
  readonly source: SubjectSource;
  readonly groups: ReadonlySet<GroupName>;
  /** Whether the policy's administrator rules apply. */
  readonly admin: boolean;
  /** The Odoo account that carries the calls, when one is known. */
  readonly odoo?: OdooAccount;
}

/** `anonymous`: nobody signed in yet; `odoo`: captured from a login; `token`, `stdio`: named by the operator. */
export type SubjectSource = 'anonymous' | 'odoo' | 'token' | 'stdio';

export interface OdooAccount {
  readonly database: string;
  readonly login: string;
  readonly uid: number;
  readonly partnerId?: number;
  /** Its current company first: of a list of companies Odoo takes the first for that. */
  readonly companyIds?: readonly number[];
  /**
   * Whether this is merely the account that carries the calls, which may belong to more companies than the
   * subject has any business in: its companies are sent, and the caller names none but the first.
   */
  readonly carrier?: true;
}

/** Odoo's portal and public users carry one of these groups and no internal one. */
export function isPortal(subject: Subject): boolean {
  return (
    (subject.groups.has('base.group_portal' as GroupName) ||
      subject.groups.has('base.group_public' as GroupName)) &&
    !subject.groups.has('base.group_user' as GroupName)
  );
}
