import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { FieldName } from '../names.ts';
import { BindingError } from './binding-error.ts';
import { compileBinding } from './compile.ts';

const record = {
  ...{ uri: 'odoo://record/{model}/{id}{?fields}', op: 'read', model: '$.model' },
  ids: { at: '$.id', as: ['text_int'] },
  fields: { at: '$.fields', as: ['csv'] },
  result: { kind: 'record', at: '$.record', keep: { model: { echo: 'model' } } },
};
const binary = {
  ...{ uri: 'odoo://binary/{model}/{id}/{field}', op: 'read', model: '$.model' },
  ids: { at: '$.id', as: ['text_int'] },
  fields: { at: '$.field', as: ['one_field'] },
  result: { kind: 'blob' },
};
const models = {
  ...{ uri: 'odoo://models', op: 'list_models' },
  result: { kind: 'models', at: '$.models' },
};
const base = {
  binding: 1,
  id: 'small',
  tools: {
    count: {
      ...{ op: 'search_count', model: '$.model' },
      result: { kind: 'count', at: '$.count' },
    },
  },
};

function compile(...resources: readonly object[]) {
  return compileBinding({ ...base, resources }, 'small.yaml').resources;
}

function matched(uri: string) {
  for (const resource of compile(record, binary, models)) {
    const call = resource.match(uri);
    if (call !== undefined) return call;
  }
  return undefined;
}

function called(uri: string) {
  const call = matched(uri);
  if (call === undefined || 'effect' in call) throw new Error(`${uri} is not understood`);
  return call;
}

describe('resources', () => {
  it('mean the operation their URI says, and are written back as a URI', () => {
    const call = called('odoo://record/res.partner/7?fields=name,%20email');
    expect(call.operations).toEqual([
      { kind: 'read', model: 'res.partner', ids: [7], fields: ['name', 'email'] },
    ]);
    expect(call.emit(call.operations)).toBe('odoo://record/res.partner/7?fields=name,email');
    const [asked] = call.operations;
    if (asked.kind !== 'read') throw new Error('no read');
    const { fields: _, ...without } = asked;
    expect(call.emit([{ ...without, fields: ['id', 'name'] as FieldName[] }])).toBe(
      'odoo://record/res.partner/7?fields=id,name',
    );
    expect(call.emit([without])).toBe('odoo://record/res.partner/7');
    expect(call.emitArguments([without])).toEqual({ model: 'res.partner', id: '7' });
    expect(called('odoo://models').emit([{ kind: 'list_models' }])).toBe('odoo://models');
  });

  it('say which of them are templates and what they can reach', () => {
    expect(compile(record, models)).toMatchObject([
      { uri: record.uri, template: true, kinds: new Set(['read']), effects: new Set(['read']) },
      { uri: models.uri, template: false, kinds: new Set(['list_models']) },
    ]);
  });

  it('ask for one field where the URI has room for one', () => {
    const call = called('odoo://binary/res.partner/7/image_128');
    const [asked] = call.operations;
    if (asked.kind !== 'read') throw new Error('no read');
    expect(asked.fields).toEqual(['image_128']);
    const decided = ['id', 'image_128'] as FieldName[];
    expect(call.emit([{ ...asked, fields: decided }])).toBe(
      'odoo://binary/res.partner/7/image_128',
    );
    // A hidden field is not asked for: then there is nothing to write.
    expect(() => call.emit([{ ...asked, fields: ['id'] as FieldName[] }])).toThrow(/be written/);
  });

  it.each([
    ['odoo://record/Res.Partner/7', 'arguments_invalid', /'model' must be the exact name/],
    ['odoo://record/res.partner/07', 'ids_invalid', /'id' must be .* a text of digits/],
    ['odoo://record/res.partner/0', 'ids_invalid', /'id' must be/],
    ['odoo://record/res.partner/7,8', 'ids_invalid', /'id' must be/],
    ['odoo://record/res.partner/7?fields=a,,b', 'arguments_invalid', /'fields' must be/],
    ['odoo://record/res.partner/7?context=x', 'arguments_invalid', /its query takes fields/],
  ])('refuse %s', (uri, code, reason) => {
    expect(matched(uri)).toMatchObject({
      effect: 'deny',
      code,
      reason: expect.stringMatching(reason),
    });
  });

  it('are nothing to a URI of somebody else', () => {
    expect(matched('odoo://records/res.partner/7')).toBeUndefined();
    expect(matched('file:///etc/passwd')).toBeUndefined();
  });

  it.each<[string, readonly JsonObject[], string, RegExp]>([
    ['no URI', [{ ...models, uri: 'models' }], 'resources.0.uri', /must be a URI/],
    [
      'two of the same URI',
      [models, { ...models }],
      'resources.1.uri',
      /can be the same URI as odoo:\/\/models/,
    ],
    [
      'a variable without a meaning',
      [{ ...models, uri: 'odoo://models/{name}' }],
      'resources.0.uri',
      /\{name\} means nothing/,
    ],
    [
      'an argument that is no variable',
      [{ ...record, domain: undefined, uri: 'odoo://record/{model}/{id}' }] as never,
      'resources.0',
      /\$\.fields is no variable/,
    ],
  ])('are refused with %s', (_, resources, path, problem) => {
    const attempt = () => compile(...resources);
    expect(attempt).toThrow(BindingError);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ source: 'small.yaml', path });
      expect(String(error)).toMatch(problem);
    }
  });
});

describe('prompts', () => {
  const prompt = compileBinding(
    {
      ...base,
      prompts: {
        analyze: {
          arguments: {
            ...{ model: 'model', field: 'field', method: 'method' },
            ...{ question: 'text', limit: 'integer' },
          },
        },
      },
    },
    'small.yaml',
  ).prompts.get('analyze');

  it('say which names their arguments hold', () => {
    const args = {
      ...{ model: 'res.partner', field: 'vat', method: 'action_x' },
      ...{ question: 'Who?', limit: '5' },
    };
    expect(prompt?.bind(args)).toEqual({
      models: ['res.partner'],
      fields: ['vat'],
      methods: ['action_x'],
      arguments: args,
    });
    expect(prompt?.bind({ model: '' })).toMatchObject({ models: [], arguments: { model: '' } });
  });

  it.each<JsonObject>([
    { model: 'Res Partner' },
    { model: 7 },
    { field: 'a.b' },
    { limit: 'five' },
    { question: 'x'.repeat(5_000) },
    { question: ['x'] },
    { other: 'x' },
    JSON.parse('{"__proto__": "x"}'),
  ])('refuse %j', (args) => {
    expect(prompt?.bind(args)).toMatchObject({
      effect: 'deny',
      code: 'arguments_invalid',
      allowed: 'Arguments of analyze: model, field, method, question, limit.',
    });
  });
});
