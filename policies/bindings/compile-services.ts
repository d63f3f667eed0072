import type { Json } from '../json.ts';
import type { ModelName } from '../names.ts';
import type { BoundTool, IdentityBinding, SchemaSource } from './binding.ts';
import { BindingError } from './binding-error.ts';
import { requirePath } from './compiled-slot.ts';
import { frozenEntries, frozenJson } from './frozen-json.ts';
import type { BindingDocument } from './grammar.ts';

/** Compiles where field metadata comes from. Throws `BindingError` where that is no tool for it. */
export function compileSchema(
  schema: NonNullable<BindingDocument['schema']>,
  tools: ReadonlyMap<string, BoundTool>,
  source: string,
): SchemaSource {
  const tool = tools.get(schema.tool);
  if (!tool?.kinds.has('fields_get'))
    throw new BindingError(
      source,
      'schema.tool',
      'must be a tool of this binding with op: fields_get',
    );
  const [key, ...deeper] = requirePath(schema.model, { source, path: 'schema.model' });
  if (deeper.length > 0)
    throw new BindingError(source, 'schema.model', 'must be a plain argument such as $.model');
  const constants: [string, Json][] = [];
  for (const [name, value] of Object.entries(schema.arguments)) {
    const frozen = frozenJson(value);
    if (frozen === undefined)
      throw new BindingError(source, `schema.arguments.${name}`, 'nests too deep');
    constants.push([name, frozen]);
  }
  return Object.freeze({
    tool: schema.tool,
    argumentsFor: (model: ModelName) => frozenEntries([...constants, [key, model]]),
    fields: Object.freeze(requirePath(schema.fields, { source, path: 'schema.fields' })),
  });
}

/** Compiles how a sign-in looks. Throws `BindingError` where its tool signs nobody in. */
export function compileIdentity(
  identity: NonNullable<BindingDocument['identity']>,
  tools: ReadonlyMap<string, BoundTool>,
  source: string,
): IdentityBinding {
  if (!tools.get(identity.tool)?.kinds.has('login'))
    throw new BindingError(
      source,
      'identity.tool',
      'must be a tool of this binding with op: login',
    );
  const { whoami } = identity;
  if (whoami !== undefined && !tools.get(whoami)?.kinds.has('whoami'))
    throw new BindingError(
      source,
      'identity.whoami',
      'must be a tool of this binding with op: whoami',
    );
  const { partner_id: partnerId, company_ids: companyIds, ...result } = identity.result;
  return Object.freeze({
    tool: identity.tool,
    ...(whoami === undefined ? {} : { whoami }),
    told: Object.freeze(identity.told),
    arguments: Object.freeze(identity.arguments),
    result: Object.freeze({ ...result, partnerId, companyIds }),
  });
}
