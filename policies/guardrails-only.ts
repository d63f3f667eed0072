import { CONFIRMED_EFFECTS } from './confirm-rule.ts';
import { namePattern } from './name-pattern.ts';
import { type GroupName, parseGroupName } from './names.ts';
import type { GroupGrant, Policy } from './policy.ts';
import type { Subject } from './subject.ts';

/**
 * The policy that leaves nothing but the guardrails, the sizes of answers and what `gateway.yaml` says: whoever
 * has signed in may do everything that a policy could ever allow. For {@link withEveryRight} subjects.
 */
export function guardrailsOnly(policy: Policy): Policy {
  const { redaction, maxRecords, maxResponseBytes } = policy.access;
  return Object.freeze<Policy>({
    ...policy,
    restrictions: {
      alwaysBlocked: namePattern([]),
      adminOnly: namePattern([]),
      adminWriteOnly: namePattern([]),
      blockedMethods: new Set([]),
      blockedWriteFields: new Set([]),
    },
    access: {
      defaultPolicy: 'allow',
      tiers: new Map(),
      allowedMethods: new Map(),
      sensitiveFields: new Map(),
      portalModels: new Set([]),
      admin: { unlistedModels: 'allow', unlistedMethods: 'allow' },
      groupAccess: [EVERYTHING],
      traversableFields: new Map(),
      hiddenLabels: namePattern([]),
      redaction,
      maxRecords,
      maxResponseBytes,
    },
    rbac: {
      toolGroups: new Map(),
      operationGroups: new Map(),
      fieldGroups: new Map(),
      recordRules: new Map(),
      confirm: [],
    },
  });
}

const enabled = new WeakMap<Subject, Subject>();

/** The same subject, whom no rule of a policy keeps from anything. Always the same object for the same subject. */
export function withEveryRight(subject: Subject): Subject {
  const known = enabled.get(subject);
  if (known) return known;
  const entitled = Object.freeze({ ...subject, groups: new Set([EVERYBODY]), admin: true });
  enabled.set(subject, entitled);
  return entitled;
}

const EVERYBODY = groupOf('mode.shadow');

/** What administrators have to be granted too, because it is no right to the record itself. */
const EVERYTHING: GroupGrant = Object.freeze({
  group: EVERYBODY,
  models: namePattern(['*']),
  operations: new Set([
    ...CONFIRMED_EFFECTS.filter((effect) => effect !== 'call'),
    'read',
    'read_messages',
    'read_attachments',
    'print_report',
  ] as const),
  methods: new Set([]),
  rule: 'gateway.yaml:mode',
});

function groupOf(text: string): GroupName {
  const group = parseGroupName(text);
  if (group === undefined) throw new Error(`${text} is no group`);
  return group;
}
