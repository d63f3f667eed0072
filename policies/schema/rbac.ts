import * as z from 'zod';
import type { FieldName, GroupName, ModelName } from '../names.ts';
import type { FieldGroups, GroupRequirement, Rbac } from '../policy.ts';
import { compileConfirm, confirm } from './confirm.ts';
import { fieldName, groups, modelName, toolName } from './names.ts';
import { compileRecordRules, recordRules } from './record-rules.ts';
import { choice } from './shape.ts';

const fieldsOfModel = z.strictObject({ fields: z.array(fieldName), required_group: groups });
const fieldByField = z.record(fieldName, z.strictObject({ required_group: groups }));

/** Both spellings in use: a list of fields with one group, or a group for each field. */
const sensitiveFields = choice([fieldsOfModel, fieldByField], (value) =>
  ('fields' in value && !isPlainObject(value.fields)) || typeof value.required_group === 'string'
    ? 0
    : 1,
);

/** `rbac.yaml`: what needs a group. */
export const rbacFile = z.strictObject({
  tool_group_requirements: z
    .record(toolName, groups)
    .default({})
    .describe('The groups a tool needs: any one of them is enough, an empty list means nobody.'),
  operation_group_requirements: z
    .strictObject({
      read: groups.optional(),
      create: groups.optional(),
      write: groups.optional(),
      unlink: groups.optional(),
      call: groups.optional(),
      read_messages: groups.optional(),
      post_message: groups.optional(),
      read_attachments: groups.optional(),
      print_report: groups.optional(),
    })
    .default({})
    .describe('The groups an operation needs, whatever tool performs it.'),
  sensitive_fields: z
    .record(modelName, sensitiveFields)
    .default({})
    .describe('Fields that need a group to be read, searched or written.'),
  field_group_overrides: z
    .record(
      modelName,
      z.record(
        fieldName,
        z
          .strictObject({
            read: groups.optional(),
            search: groups.optional(),
            write: groups.optional(),
          })
          .refine((rights) => Object.keys(rights).length > 0, {
            error: 'requires nothing',
            params: { hint: 'name a group for read, search or write, or remove the entry' },
          }),
      ),
    )
    .default({})
    .describe('The groups each right of a field needs. `search` is what `read` is unless given.'),
  record_rules: recordRules,
  confirm,
});

export type RbacFile = z.output<typeof rbacFile>;

/** The compiled form decisions look names up in. */
export function compileRbac(file: RbacFile): Rbac {
  const effects = Object.entries(file.operation_group_requirements);
  return Object.freeze({
    toolGroups: new Map(
      Object.entries(file.tool_group_requirements).map(([tool, group]) => [tool, asList(group)]),
    ),
    operationGroups: new Map(
      effects.flatMap(([effect, group]) =>
        group === undefined ? [] : [[effect as 'read', asList(group)] as const],
      ),
    ),
    fieldGroups: compileFieldGroups(file),
    recordRules: compileRecordRules(file.record_rules),
    confirm: compileConfirm(file.confirm),
  });
}

function compileFieldGroups(
  file: RbacFile,
): ReadonlyMap<ModelName, ReadonlyMap<FieldName, FieldGroups>> {
  const all = new Map<ModelName, Map<FieldName, MutableFieldGroups>>();
  const of = (model: string, field: FieldName): MutableFieldGroups => {
    const fields = all.get(model as ModelName) ?? new Map<FieldName, MutableFieldGroups>();
    all.set(model as ModelName, fields);
    const rights = fields.get(field) ?? { read: [], search: [], write: [] };
    fields.set(field, rights);
    return rights;
  };
  for (const { model, field, groups: group } of sensitiveFieldEntries(file)) {
    const requirement = {
      anyOf: asList(group),
      rule: `rbac.yaml:sensitive_fields.${model}.${field}`,
    };
    const rights = of(model, field);
    for (const right of ['read', 'search', 'write'] as const) rights[right].push(requirement);
  }
  for (const [model, fields] of Object.entries(file.field_group_overrides)) {
    for (const [field, needs] of Object.entries(fields)) {
      const rights = of(model, field as FieldName);
      const needed = { read: needs.read, search: needs.search ?? needs.read, write: needs.write };
      for (const right of ['read', 'search', 'write'] as const) {
        const group = needed[right];
        if (group === undefined) continue;
        const written = right === 'search' && needs.search === undefined ? 'read' : right;
        rights[right].push({
          anyOf: asList(group),
          rule: `rbac.yaml:field_group_overrides.${model}.${field}.${written}`,
        });
      }
    }
  }
  return all;
}

type MutableFieldGroups = { [Right in keyof FieldGroups]: GroupRequirement[] };
type GroupsWritten = z.output<typeof groups>;

/** The `sensitive_fields` of both spellings, one entry a field. */
function sensitiveFieldEntries(
  file: RbacFile,
): { readonly model: ModelName; readonly field: FieldName; readonly groups: GroupsWritten }[] {
  return Object.entries(file.sensitive_fields).flatMap(([model, written]) => {
    if (isFieldsOfModel(written))
      return written.fields.map((field) => ({
        model: model as ModelName,
        field,
        groups: written.required_group,
      }));
    return Object.entries(written).map(([field, needs]) => ({
      model: model as ModelName,
      field: field as FieldName,
      groups: needs.required_group,
    }));
  });
}

function isFieldsOfModel(
  written: RbacFile['sensitive_fields'][ModelName],
): written is z.output<typeof fieldsOfModel> {
  return Array.isArray((written as { fields?: unknown }).fields);
}

function asList(group: GroupsWritten): readonly GroupName[] {
  return Object.freeze(typeof group === 'string' ? [group] : [...group]);
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
