import * as z from 'zod';
import { type Domain, parseDomain } from '../decide/domain/domain.ts';
import { isDeny } from '../decide/refusal.ts';
import type { Json } from '../json.ts';
import type { GroupName, ModelName } from '../names.ts';
import { type RecordRule, RULE_EFFECTS, RULE_VARIABLES } from '../record-rule.ts';
import { groups, modelName } from './names.ts';

const VARIABLES: ReadonlySet<string> = new Set(RULE_VARIABLES);
const LISTS: ReadonlySet<string> = new Set(['in', 'not in']);

/** A domain, parsed as a caller's would be, and with variables that are known. */
const ruleDomain = z.array(z.unknown()).superRefine((written, context) => {
  const problem = problemOf(written as readonly Json[]);
  if (problem !== undefined) context.addIssue({ code: 'custom', ...problem });
});

const bound = groups.refine((written) => written.length > 0, {
  error: 'binds nobody',
  params: { hint: 'name the groups it binds, or leave groups out to bind everybody' },
});

const recordRule = z.strictObject({
  domain: ruleDomain.describe(
    'The records that stay within reach. $uid, $partner_id and $company_ids stand for those of the Odoo account.',
  ),
  groups: bound.optional().describe('The groups it binds. Absent: everybody.'),
  except_groups: groups.optional().describe('Groups it does not bind.'),
  operations: z
    .array(z.enum(RULE_EFFECTS))
    .min(1)
    .optional()
    .describe('What it narrows: read, write, create, unlink, call. Absent: all of them.'),
  admins: z.boolean().default(false).describe('Whether it binds administrators too.'),
});

/** `record_rules`: every rule that binds a subject holds, all of them together. */
export const recordRules = z
  .record(modelName, z.array(recordRule))
  .default({})
  .describe('Which records of a model a subject reaches. All rules that bind it hold together.');

export type RecordRulesWritten = z.output<typeof recordRules>;

/** The compiled form decisions look models up in. */
export function compileRecordRules(
  written: RecordRulesWritten,
): ReadonlyMap<ModelName, readonly RecordRule[]> {
  const rules = new Map<ModelName, readonly RecordRule[]>();
  for (const [model, entries] of Object.entries(written)) {
    if (entries.length === 0) continue;
    rules.set(
      model as ModelName,
      entries.map((entry, index) => ({
        domain: parsed(entry.domain as readonly Json[]),
        groups: entry.groups === undefined ? undefined : asList(entry.groups),
        exceptGroups: asList(entry.except_groups ?? []),
        effects: new Set(entry.operations ?? RULE_EFFECTS),
        admins: entry.admins,
        rule: `rbac.yaml:record_rules.${model}[${index}]`,
      })),
    );
  }
  return rules;
}

function parsed(written: readonly Json[]): Domain {
  const domain = parseDomain(written);
  if (isDeny(domain)) throw new Error(domain.reason);
  return domain;
}

interface DomainProblem {
  readonly message: string;
  readonly params: { readonly hint: string };
}

function problemOf(written: readonly Json[]): DomainProblem | undefined {
  const problem = (message: string, hint: string) => ({ message, params: { hint } });
  const domain = parseDomain(written);
  if (isDeny(domain)) {
    return problem(
      domain.reason.replace(/\.$/, ''),
      domain.allowed ?? "write it as in [[user_id, '=', $uid]]",
    );
  }
  if (domain.kind === 'and' && domain.nodes.length === 0) {
    return problem('the domain narrows nothing', 'write the condition the records must meet');
  }
  const names = RULE_VARIABLES.join(', ');
  for (const { operator, value } of leavesOf(domain)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (typeof item !== 'string' || !item.startsWith('$')) continue;
      if (!VARIABLES.has(item)) return problem(`"${item}" is no variable`, `write one of ${names}`);
      if (item === '$company_ids' && !LISTS.has(operator)) {
        return problem('$company_ids is a list', "compare it with 'in' or 'not in'");
      }
    }
  }
  return undefined;
}

function leavesOf(domain: Domain): readonly Extract<Domain, { kind: 'leaf' }>[] {
  switch (domain.kind) {
    case 'and':
    case 'or':
      return domain.nodes.flatMap(leavesOf);
    case 'not':
      return leavesOf(domain.node);
    case 'sub':
      return leavesOf(domain.domain);
    case 'leaf':
      return [domain];
    default:
      return domain satisfies never;
  }
}

function asList(group: GroupName | readonly GroupName[]): readonly GroupName[] {
  return Object.freeze(typeof group === 'string' ? [group] : [...group]);
}
