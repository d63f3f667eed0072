import type { ConfirmRule } from './confirm-rule.ts';
import type { Redaction } from './decision.ts';
import type { GatewaySettings } from './gateway-settings.ts';
import type { FieldName, GroupName, MethodName, ModelName } from './names.ts';
import type { Effect } from './operation.ts';
import type { RecordRule } from './record-rule.ts';

/**
 * One validated, immutable policy: the YAML files (or the built-in defaults) compiled to what decisions look
 * up. `load.ts` makes it, and `guardrails-only.ts` the one that is enforced in shadow mode. Guardrails are not in
 * here: no file can reach them.
 */
export interface Policy {
  /** Digest of the sources: which policy decided, in audit and `_meta`. */
  readonly revision: string;
  /** Where it came from, for messages: a directory, or `built-in defaults`. */
  readonly source: string;
  readonly restrictions: Restrictions;
  readonly access: ModelAccess;
  readonly rbac: Rbac;
  readonly gateway: GatewaySettings;
  /** What has no effect, or protects less than it seems to, with where it stands: said at start and by `validate`. */
  readonly warnings: readonly string[];
}

/** `restrictions.yaml`: what no grant of the policy overrides. */
export interface Restrictions {
  readonly alwaysBlocked: NamePattern<ModelName>;
  readonly adminOnly: NamePattern<ModelName>;
  readonly adminWriteOnly: NamePattern<ModelName>;
  readonly blockedMethods: ReadonlySet<MethodName>;
  readonly blockedWriteFields: ReadonlySet<FieldName>;
}

export type Tier = 'full_crud' | 'read_only' | 'admin_only';

/** `model_access.yaml`: the only file that grants. */
export interface ModelAccess {
  readonly defaultPolicy: 'deny' | 'allow';
  readonly tiers: ReadonlyMap<ModelName, Tier>;
  readonly allowedMethods: ReadonlyMap<ModelName, ReadonlySet<MethodName>>;
  /** Fields hidden from everybody but administrators, and writable by nobody else. */
  readonly sensitiveFields: ReadonlyMap<ModelName, ReadonlySet<FieldName>>;
  readonly portalModels: ReadonlySet<ModelName>;
  readonly admin: {
    readonly unlistedModels: 'deny' | 'read' | 'allow';
    readonly unlistedMethods: 'deny' | 'allow';
  };
  readonly groupAccess: readonly GroupGrant[];
  /** What a path may pass through on a model that is otherwise blocked. */
  readonly traversableFields: ReadonlyMap<ModelName, ReadonlySet<FieldName>>;
  /** Models whose display names are themselves sensitive. */
  readonly hiddenLabels: NamePattern<ModelName>;
  readonly redaction: Redaction;
  readonly maxRecords: number;
  readonly maxResponseBytes: number;
}

/** What members of one group may do with the models one pattern names, beside the global lists. */
export interface GroupGrant {
  readonly group: GroupName;
  readonly models: NamePattern<ModelName>;
  readonly operations: ReadonlySet<Exclude<Effect, 'call' | 'login'>>;
  readonly methods: ReadonlySet<MethodName>;
  /** Allow-lists of fields; absent: all but the hidden ones. `search` is `read` unless the file says otherwise. */
  readonly fields?: {
    readonly read?: NamePattern<FieldName>;
    readonly search?: NamePattern<FieldName>;
    readonly write?: NamePattern<FieldName>;
  };
  /** Where the grant stands: `model_access.yaml:group_access.sales.hr.employee`. */
  readonly rule: string;
}

/** `rbac.yaml`: what needs a group. Any one of the listed groups is enough; an empty list means nobody. */
export interface Rbac {
  readonly toolGroups: ReadonlyMap<string, readonly GroupName[]>;
  readonly operationGroups: ReadonlyMap<Effect, readonly GroupName[]>;
  /** Both `sensitive_fields` and `field_group_overrides`, merged: the groups each right of a field needs. */
  readonly fieldGroups: ReadonlyMap<ModelName, ReadonlyMap<FieldName, FieldGroups>>;
  readonly recordRules: ReadonlyMap<ModelName, readonly RecordRule[]>;
  readonly confirm: readonly ConfirmRule[];
}

/** For each right: every entry is a requirement, and one of its groups satisfies it. */
export interface FieldGroups {
  readonly read: readonly GroupRequirement[];
  readonly search: readonly GroupRequirement[];
  readonly write: readonly GroupRequirement[];
}

export interface GroupRequirement {
  readonly anyOf: readonly GroupName[];
  readonly rule: string;
}

/** Exact names and anchored globs (`hr.*`), compiled. */
export interface NamePattern<Name extends string> {
  matches(name: Name): boolean;
  /** As written, for messages and for checks against a schema. */
  readonly written: readonly string[];
}
