import type { Domain } from './decide/domain/domain.ts';
import type { GroupName } from './names.ts';

/** What a record rule can narrow. Reading covers all that only shows a record, its messages and files too. */
export const RULE_EFFECTS = ['read', 'write', 'create', 'unlink', 'call'] as const;
export type RuleEffect = (typeof RULE_EFFECTS)[number];

/** What a rule may say of the subject: its Odoo account, under the names of Odoo's own record rules. */
export const RULE_VARIABLES = ['$uid', '$partner_id', '$company_ids'] as const;

/** One entry of `record_rules`: which records of a model are within reach of whom it binds. */
export interface RecordRule {
  /** Parsed; its variables still stand in it as texts. */
  readonly domain: Domain;
  /** Whom it binds; undefined: everybody. */
  readonly groups: readonly GroupName[] | undefined;
  /** Whom among those it does not bind. */
  readonly exceptGroups: readonly GroupName[];
  readonly effects: ReadonlySet<RuleEffect>;
  /** Whether it binds administrators like anybody else. */
  readonly admins: boolean;
  /** Where it stands: `rbac.yaml:record_rules.sale.order[0]`. */
  readonly rule: string;
}
