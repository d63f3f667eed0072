import * as z from 'zod';
import { namePattern } from '../name-pattern.ts';
import type { FieldName, ModelName } from '../names.ts';
import type { Effect } from '../operation.ts';
import type { GroupGrant, ModelAccess, Tier } from '../policy.ts';
import {
  fieldName,
  fieldPattern,
  grantedModelPattern,
  groupName,
  methodName,
  modelName,
  modelPattern,
} from './names.ts';

/** What a path may pass through on a blocked model unless the file says otherwise. */
const TRAVERSABLE_BY_DEFAULT = {
  'res.users': ['id', 'name', 'display_name', 'company_id', 'active'],
} as const;

/** Models whose display names give away what they are about, unless the file says otherwise. */
export const LABELS_HIDDEN_BY_DEFAULT = [
  'res.partner.bank',
  'account.setup.bank.manual.config',
  'res.users.apikeys',
  'auth_totp.device',
  'ir.config_parameter',
  'ir.attachment',
  'payment.token',
  'payment.transaction',
  'mail.mail',
  'mail.message',
  'hr.version',
] as const;

const tiers = z
  .strictObject({
    full_crud: z
      .array(modelName)
      .default([])
      .describe('Everybody signed in may read, create, write and delete.'),
    read_only: z
      .array(modelName)
      .default([])
      .describe('Everybody signed in may read; nobody writes, administrators included.'),
    admin_only: z
      .array(modelName)
      .default([])
      .describe('Administrators may read, create, write and delete; nobody else reaches it.'),
  })
  .prefault({});

/** What a grant can name. Each of the last four is granted here only, and opens no model of its own. */
const GRANTED_OPERATIONS = [
  'read',
  'create',
  'write',
  'unlink',
  'read_messages',
  'post_message',
  'read_attachments',
  'print_report',
] as const satisfies readonly Effect[];

const grant = z
  .strictObject({
    operations: z
      .array(z.enum(GRANTED_OPERATIONS))
      .default([])
      .describe(
        'What may be done. The last four are about what hangs on a record, and need `read` on it too.',
      ),
    methods: z.array(methodName).default([]),
    fields: z
      .strictObject({
        read: z.array(fieldPattern).optional(),
        search: z.array(fieldPattern).optional(),
        write: z.array(fieldPattern).optional(),
      })
      .optional()
      .describe('Allow-lists of fields. `search` is what `read` is unless given.'),
  })
  .refine(({ operations, methods }) => operations.length + methods.length > 0, {
    error: 'grants nothing',
    params: {
      hint: `name operations (${GRANTED_OPERATIONS.join(', ')}) or methods, or remove the entry`,
    },
  });

/** `model_access.yaml`: the only file that grants. */
export const modelAccessFile = z.strictObject({
  default_policy: z
    .enum(['deny', 'allow'])
    .default('deny')
    .describe('Models in no list: `deny`, or `allow` to let everybody read them.'),
  stock_models: tiers.describe('Models that come with Odoo.'),
  custom_models: tiers.describe('Models of your own modules. Same meaning as `stock_models`.'),
  allowed_methods: z
    .record(modelName, z.array(methodName))
    .default({})
    .describe('Methods that may be called, for each model.'),
  sensitive_fields: z
    .record(modelName, z.array(fieldName))
    .default({})
    .describe('Fields only administrators read, search and write.'),
  portal_models: z
    .array(modelName)
    .default(['res.partner' as ModelName])
    .describe('The models portal users are limited to.'),
  admin: z
    .strictObject({
      unlisted_models: z.enum(['deny', 'read', 'allow']).default('read'),
      unlisted_methods: z.enum(['deny', 'allow']).default('deny'),
    })
    .prefault({})
    .describe('What administrators may do with models and methods in no list.'),
  group_access: z
    .record(groupName, z.record(grantedModelPattern, grant))
    .default({})
    .describe('What members of a group may do, beside the lists above.'),
  traversable_fields: z
    .record(modelName, z.array(fieldName))
    .prefault(() => structuredClone(mutable(TRAVERSABLE_BY_DEFAULT)))
    .describe('What a path such as `user_id.name` may pass through on a blocked model.'),
  hidden_labels: z
    .array(modelPattern)
    .prefault([...LABELS_HIDDEN_BY_DEFAULT])
    .describe('Models (or globs) whose display names are not shown.'),
  redaction: z
    .enum(['mask', 'omit'])
    .default('mask')
    .describe('A hidden field is shown as `***`, or left out.'),
  max_records: z.int().min(1).max(10_000).default(500).describe('Most records of one answer.'),
  max_response_bytes: z
    .int()
    .min(1_024)
    .max(67_108_864)
    .default(1_048_576)
    .describe('Largest answer, in bytes.'),
});

export type ModelAccessFile = z.output<typeof modelAccessFile>;

function mutable(fields: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(fields).map(([model, names]) => [model, [...names]]));
}

/** Each place a model is put into a category, in the order of the file. */
export function tierEntries(
  file: ModelAccessFile,
): { readonly model: ModelName; readonly tier: Tier; readonly path: (string | number)[] }[] {
  return (['stock_models', 'custom_models'] as const).flatMap((section) =>
    (['full_crud', 'read_only', 'admin_only'] as const).flatMap((tier) =>
      file[section][tier].map((model, index) => ({ model, tier, path: [section, tier, index] })),
    ),
  );
}

/** The compiled form decisions look names up in. */
export function compileModelAccess(file: ModelAccessFile): ModelAccess {
  return Object.freeze({
    defaultPolicy: file.default_policy,
    tiers: new Map(tierEntries(file).map(({ model, tier }) => [model, tier])),
    allowedMethods: setsByModel(file.allowed_methods),
    sensitiveFields: setsByModel(file.sensitive_fields),
    portalModels: new Set(file.portal_models),
    admin: Object.freeze({
      unlistedModels: file.admin.unlisted_models,
      unlistedMethods: file.admin.unlisted_methods,
    }),
    groupAccess: Object.freeze(compileGrants(file)),
    traversableFields: setsByModel<FieldName>(file.traversable_fields),
    hiddenLabels: namePattern(file.hidden_labels),
    redaction: file.redaction,
    maxRecords: file.max_records,
    maxResponseBytes: file.max_response_bytes,
  });
}

function setsByModel<Name extends string>(
  lists: Readonly<Record<string, readonly Name[]>>,
): ReadonlyMap<ModelName, ReadonlySet<Name>> {
  return new Map(
    Object.entries(lists).map(([model, names]) => [model as ModelName, new Set(names)]),
  );
}

function compileGrants(file: ModelAccessFile): GroupGrant[] {
  return Object.entries(file.group_access).flatMap(([group, models]) =>
    Object.entries(models).map(([model, { operations, methods, fields }]) => {
      const read = fields?.read;
      const search = fields?.search ?? read;
      const write = fields?.write;
      return Object.freeze({
        group: group as GroupGrant['group'],
        models: namePattern<ModelName>([model]),
        operations: new Set(operations),
        methods: new Set(methods),
        ...(fields === undefined
          ? {}
          : {
              fields: {
                ...(read === undefined ? {} : { read: namePattern<FieldName>(read) }),
                ...(search === undefined ? {} : { search: namePattern<FieldName>(search) }),
                ...(write === undefined ? {} : { write: namePattern<FieldName>(write) }),
              },
            }),
        rule: `model_access.yaml:group_access.${group}.${model}`,
      });
    }),
  );
}
