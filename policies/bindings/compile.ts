import type * as z from 'zod';
import type { Json, JsonObject } from '../json.ts';
import type { ModelName } from '../names.ts';
import { type Effect, effectOf, type OperationKind } from '../operation.ts';
import { bindCall } from './bind.ts';
import type { Binding, BoundTool, IdentityBinding, SchemaSource } from './binding.ts';
import { BindingError } from './binding-error.ts';
import { compileArguments } from './compile-arguments.ts';
import { compileResultShape } from './compile-result.ts';
import { requirePath } from './compiled-slot.ts';
import { frozenEntries, frozenJson } from './frozen-json.ts';
import { type BindingDocument, bindingDocument, type ToolDocument } from './grammar.ts';

/**
 * Compiles a binding document. `name` is what messages call it: its file. Throws {@link BindingError} with
 * the place and what to write instead for anything that is not binding version 1 or contradicts itself.
 */
export function compileBinding(document: unknown, name: string): Binding {
  const parsed = bindingDocument.safeParse(document);
  if (!parsed.success) throw firstProblem(parsed.error.issues, name);
  const { id, match, tools, schema, identity } = parsed.data;

  const compiled = new Map<string, BoundTool>();
  for (const [tool, toolDocument] of Object.entries(tools))
    compiled.set(tool, compileTool(tool, toolDocument, parsed.data, name));
  for (const [index, tool] of match.tools.entries())
    if (!compiled.has(tool))
      throw new BindingError(name, `match.tools.${index}`, `'${tool}' is not described in tools`);

  return Object.freeze({
    id,
    match: Object.freeze({
      tools: Object.freeze([...match.tools]),
      ...(match.server_name === undefined ? {} : { serverName: match.server_name }),
    }),
    tools: compiled,
    ...(schema === undefined ? {} : { schemaSource: compileSchema(schema, compiled, name) }),
    ...(identity === undefined ? {} : { identity: compileIdentity(identity, compiled, name) }),
  });
}

function compileTool(
  tool: string,
  document: ToolDocument,
  { id, coerce }: BindingDocument,
  source: string,
): BoundTool {
  const place = { source, path: `tools.${tool}` };
  const {
    arguments: compiled,
    kinds,
    model,
  } = compileArguments(document, coerce, {
    ...place,
    tool,
    binding: id,
  });
  const effects: ReadonlySet<Effect> = new Set([...kinds].map(effectOf));
  return Object.freeze({
    name: tool,
    effects,
    kinds: kinds as ReadonlySet<OperationKind>,
    ...(model === undefined ? {} : { model }),
    bind: (args: JsonObject) => bindCall(compiled, args),
    result: compileResultShape(document.result, { source, path: `${place.path}.result` }),
  });
}

function compileSchema(
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

function compileIdentity(
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
  const { partner_id: partnerId, company_ids: companyIds, ...result } = identity.result;
  return Object.freeze({
    tool: identity.tool,
    arguments: Object.freeze(identity.arguments),
    result: Object.freeze({ ...result, partnerId, companyIds }),
  });
}

type Issue = z.core.$ZodIssue;

/** The first problem in words. In a union, the alternative that got furthest knows best what is wrong. */
function firstProblem(issues: readonly Issue[], source: string): BindingError {
  const [first] = issues;
  if (first === undefined) return new BindingError(source, '', 'is no binding');
  const { issue, path } = deepest(first, []);
  const where = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `'${key}'`).join(', ');
    return new BindingError(
      source,
      where,
      `${keys} is not part of the binding language; remove it`,
    );
  }
  return new BindingError(source, where, issue.message);
}

function deepest(
  issue: Issue,
  above: readonly PropertyKey[],
): { issue: Issue; path: PropertyKey[] } {
  const path = [...above, ...issue.path];
  if (issue.code !== 'invalid_union') return { issue, path };
  const inner = issue.errors
    .flatMap((alternative) => alternative.slice(0, 1))
    .map((problem) => deepest(problem, path))
    .sort((one, other) => other.path.length - one.path.length);
  const [best] = inner;
  return best !== undefined && best.path.length > path.length
    ? best
    : {
        issue: {
          ...issue,
          message: [...new Set(inner.map(({ issue: { message } }) => message))].join('; or '),
        },
        path,
      };
}
