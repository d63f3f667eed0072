import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import { describe, expect, it } from 'vitest';
import { loadBundledBindings } from '../bindings/bundled.ts';
import type { Obligation } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import type { FieldName, MethodName, ModelName } from '../names.ts';
import type { Operation } from '../operation.ts';
import { filterToolList } from './tool-list.ts';
import { filterToolResult } from './tool-result.ts';

const binding = loadBundledBindings().find(({ id }) => id === 'odoo-mcp-upstream');
const everything = () => true;

function listed(
  result: JsonObject,
  isVisible = everything as (name: string) => boolean,
  tasks: 'deny' | 'allow' = 'deny',
) {
  const filtered = filterToolList(result, isVisible, binding, tasks);
  if ('effect' in filtered) throw new Error('denied');
  return filtered.list;
}

/** A server's schema as strict as they come: everything required, nothing else allowed. */
const strict = (properties: JsonObject): JsonObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
  minProperties: 1,
});
const partner = strict({
  id: { type: 'integer' },
  name: { type: 'string', pattern: '^[A-Z]' },
  vat: { type: 'number', description: 'Tax' },
});
const schemas: { readonly [tool: string]: JsonObject } = {
  search_read: strict({
    records: { type: 'array', items: partner, minItems: 1, description: 'What was found' },
    count: { type: 'integer', const: 3 },
    model: { type: 'string' },
    hint: { type: 'string' },
  }),
  list_models: strict({
    models: { type: 'array', items: strict({ model: { type: 'string' } }), minItems: 2 },
    count: { type: 'integer' },
    total: { type: 'integer', minimum: 2 },
  }),
  execute_method: {
    ...strict({ result: { type: 'integer' }, model: { $ref: '#/$defs/name' }, dry_run: {} }),
    $defs: { name: { type: 'string' } },
    oneOf: [{ required: ['result'] }, { required: ['dry_run'] }],
  },
};
const tool = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  inputSchema: { type: 'object' },
  ...more,
});

describe('a filtered list of tools', () => {
  it('holds the visible tools in the order of the server, with every key they have', () => {
    const annotated = tool('get_record', {
      annotations: { readOnlyHint: true },
      'x-vendor': { any: 1 },
      _meta: { a: 1 },
    });
    const tools = [tool('search_read'), tool('delete_record'), annotated];
    expect(listed({ tools }, (name) => name !== 'delete_record')).toEqual({
      tools: [tools[0], annotated],
    });
  });

  it('keeps the cursor of a page that became empty, and what clients cache by', () => {
    const result = { tools: [tool('a')], nextCursor: '', ttlMs: 5, cacheScope: 'public' };
    expect(listed({ ...result, _meta: { a: 1 }, effect: 'deny' }, () => false)).toEqual({
      ...result,
      tools: [],
    });
  });

  it('lists no tool without a name, and none twice', () => {
    const tools = [tool('a'), { inputSchema: {} }, 'a', null, tool('a', { description: 'other' })];
    expect(listed({ tools }).tools).toEqual([tool('a')]);
  });

  it('says of tools that their calls can become tasks only where they can', () => {
    const only = tool('a', { execution: { taskSupport: 'optional' } });
    const others = tool('b', { execution: { taskSupport: 'required', other: 1 } });
    const none = tool('c', { execution: { other: 1 } });
    const tools = [only, others, none];
    expect(listed({ tools }).tools).toEqual([
      tool('a'),
      tool('b', { execution: { other: 1 } }),
      none,
    ]);
    expect(listed({ tools }, everything, 'allow').tools).toEqual(tools);
  });

  it('denies what is no list', () => {
    for (const tools of [undefined, null, {}, 'a'])
      expect(
        filterToolList(tools === undefined ? {} : { tools }, everything, binding, 'deny'),
      ).toMatchObject({ effect: 'deny', code: 'result_unreadable' });
  });

  it('leaves the output schema of an unbound tool alone', () => {
    const unbound = tool('weather', { outputSchema: partner });
    expect(listed({ tools: [unbound] }).tools).toEqual([unbound]);
    expect(filterToolList({ tools: [unbound] }, everything, undefined, 'deny')).toEqual({
      list: { tools: [unbound] },
    });
  });

  it('drops an output schema that cannot be read', () => {
    for (const outputSchema of [true, { $ref: '#/x' }, { type: 'array' }, 'x'])
      expect(listed({ tools: [tool('search_read', { outputSchema })] }).tools).toEqual([
        tool('search_read'),
      ]);
  });

  it('keeps what people read in an output schema', () => {
    const { tools } = listed({
      tools: [tool('search_read', { outputSchema: schemas.search_read ?? {} })],
    });
    expect(tools).toEqual([
      tool('search_read', {
        outputSchema: {
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          properties: {
            records: { type: 'array', items: { type: 'object' }, description: 'What was found' },
            count: { type: 'integer' },
            model: {},
          },
        },
      }),
    ]);
  });
});

describe('a relaxed output schema', () => {
  const model = 'res.partner' as ModelName;
  const [name, vat] = ['name' as FieldName, 'vat' as FieldName];
  const call: Operation = {
    ...{ kind: 'call', model, method: 'action_x' as MethodName, ids: [], args: [], kwargs: {} },
    dryRun: false,
  };
  const opaque: Obligation = { kind: 'opaque', model, method: 'action_x' as MethodName };
  const models = [{ model: 'res.partner' }, { model: 'res.users' }];
  const cases: readonly [string, JsonObject, Operation, Obligation][] = [
    [
      'search_read',
      { records: [{ id: 7, name: 'Azure', vat: 9 }], count: 3, model: 'res.partner', hint: '' },
      { kind: 'search_read', model },
      {
        ...{ kind: 'records', model, visible: new Map([[name, 'value']]), masked: [vat] },
        ...{ redaction: 'mask', maxRecords: 5 },
      },
    ],
    [
      'list_models',
      { models, count: 2, total: 2 },
      { kind: 'list_models' },
      { kind: 'models', accessLevel: (one) => (one === model ? 'read_only' : undefined) },
    ],
    ['execute_method', { result: 3, model: 'res.partner' }, call, opaque],
    ['execute_method', { dry_run: true, model: 'x' }, { ...call, dryRun: true }, opaque],
  ];

  it.each(cases)(
    'is true of a filtered result of %s',
    async (toolName, sent, operation, obligation) => {
      const bound = binding?.tools.get(toolName);
      const outputSchema = schemas[toolName];
      if (bound === undefined || outputSchema === undefined) throw new Error('no such tool');
      const filtered = filterToolResult(
        { structuredContent: sent },
        bound.result,
        [{ operation, obligation, mentionsHidden: () => false }],
        { maxResponseBytes: 10_000 },
      );
      if ('effect' in filtered) throw new Error(filtered.reason);
      const { structuredContent } = filtered.result;

      const relaxed = outputSchemaOf(listed({ tools: [tool(toolName, { outputSchema })] }).tools);
      expect(isValid(outputSchema, structuredContent)).toBe(false);
      expect(isValid(relaxed, structuredContent)).toBe(true);
    },
  );
});

function outputSchemaOf(tools: Json | undefined): Json | undefined {
  const [first] = isArray(tools) ? tools : [];
  return isObject(first) ? first.outputSchema : undefined;
}

function isValid(schema: Json | undefined, value: Json | undefined): boolean {
  if (!isObject(schema)) throw new Error('no schema');
  return new AjvJsonSchemaValidator().getValidator({ ...schema })(value).valid;
}
