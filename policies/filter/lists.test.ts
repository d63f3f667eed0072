import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { filterCompletion } from './completion.ts';
import { filterPromptList } from './prompt-list.ts';
import { filterPromptResult } from './prompt-result.ts';
import { filterResourceList, filterResourceTemplates } from './resource-list.ts';

const words = { title: 'A title', description: 'What it is' };

describe('lists of resources', () => {
  const models = { uri: 'odoo://models', name: 'models', ...words, mimeType: 'application/json' };

  it('hold the visible ones once, with what people read and no sizes', () => {
    const result = {
      resources: [
        { ...models, size: 4_711, _meta: { a: 1 }, extra: 'x' },
        { ...models, name: 'another' },
        { uri: 'odoo://secret', name: 'secret' },
        { name: 'no uri' },
        'x',
      ],
      ...{ nextCursor: 'c', resultType: 'complete', hidden: 3 },
    };
    expect(filterResourceList(result, (uri) => uri === 'odoo://models')).toEqual({
      list: { resources: [models], nextCursor: 'c', resultType: 'complete' },
    });
    const template = { uriTemplate: 'odoo://record/{model}', name: 'record' };
    const templates = { resourceTemplates: [template, { ...template, uriTemplate: 'x' }] };
    expect(filterResourceTemplates(templates, (uri) => uri !== 'x')).toEqual({
      list: { resourceTemplates: [template] },
    });
  });

  it('hold entries as the server wrote them where no rule is about them', () => {
    const entry = { ...models, size: 4_711, icons: [], _meta: { a: 1 }, extra: { deep: [1] } };
    expect(filterResourceList({ resources: [entry, entry] }, () => 'whole')).toEqual({
      list: { resources: [entry] },
    });
    const prompt = { name: 'greet', icons: [], arguments: [{ title: 'x' }], extra: 1 };
    expect(filterPromptList({ prompts: [prompt, prompt] }, () => 'whole')).toEqual({
      list: { prompts: [prompt] },
    });
  });

  it('keep what a client turns pages and caches by, and no words that are none', () => {
    const kept = { nextCursor: 'c', resultType: 'complete', ttlMs: 5, cacheScope: 'private' };
    const result = { ...kept, total: 9, _meta: { a: 1 } };
    expect(filterResourceList({ resources: [], ...result }, () => true)).toEqual({
      list: { resources: [], ...kept },
    });
    expect(filterPromptList({ prompts: [], ...result }, () => true)).toEqual({
      list: { prompts: [], ...kept },
    });
    const odd = { title: 5, description: { a: 1 } };
    const resource = { uri: 'odoo://models', name: ['x'], ...odd, mimeType: false };
    const bare = filterResourceList({ resources: [resource, null, 7, { uri: 7 }] }, () => true);
    expect(bare).toEqual({ list: { resources: [{ uri: 'odoo://models' }] } });
    const prompt = { name: 'greet', ...odd, arguments: 'x' };
    expect(filterPromptList({ prompts: [prompt, null, 7, 'x'] }, () => true)).toEqual({
      list: { prompts: [{ name: 'greet' }] },
    });
  });

  it('say of a prompt’s arguments what they are called and whether they are needed', () => {
    const argument = { name: 'model', title: 'T', description: 'D', required: true };
    const known = [argument, { name: 'a', required: false }, { name: 'b', required: 'x' }];
    const given = [...known, { name: 7 }, 'x', null, { ...argument, name: 'c', default: 'secret' }];
    expect(
      filterPromptList({ prompts: [{ name: 'greet', arguments: given }] }, () => true),
    ).toEqual({
      list: {
        prompts: [
          {
            name: 'greet',
            arguments: [argument, { name: 'a' }, { name: 'b' }, { ...argument, name: 'c' }],
          },
        ],
      },
    });
    expect(filterPromptList({ prompts: [{ name: 'greet', arguments: [] }] }, () => true)).toEqual({
      list: { prompts: [{ name: 'greet' }] },
    });
  });

  it('are refused where they are none, with a reason', () => {
    for (const refused of [
      filterResourceList({ resources: 'x' }, () => true),
      filterPromptList({ prompts: 'x' }, () => true),
    ])
      expect(refused).toMatchObject({
        code: 'result_unreadable',
        rule: 'fail-closed',
        reason: expect.stringMatching(/did not answer with a list of (resources|prompts)\.$/),
      });
  });

  it('are refused where they are none', () => {
    expect(filterResourceList({ resources: 'x' }, () => true)).toMatchObject({ effect: 'deny' });
    expect(filterResourceTemplates({ resources: [] }, () => true)).toMatchObject({
      effect: 'deny',
    });
  });
});

describe('prompts', () => {
  it('are listed where they are visible, with what people read of them', () => {
    const shown = {
      ...{ name: 'analyze', ...words },
      arguments: [{ name: 'model', description: 'A model', required: true }, { name: 'focus' }],
    };
    const result = {
      prompts: [
        { ...shown, _meta: { a: 1 }, arguments: [...shown.arguments, { title: 'x' }, 'x'] },
        { name: 'analyze' },
        { name: 'secret' },
      ],
    };
    expect(filterPromptList(result, (name) => name !== 'secret')).toEqual({
      list: { prompts: [shown] },
    });
    expect(filterPromptList({}, () => true)).toMatchObject({ effect: 'deny' });
  });

  it('are the plain texts of their messages', () => {
    const message = { role: 'user', content: { type: 'text', text: 'Look at res.partner' } };
    const other: Json = { role: 'user', content: { type: 'resource', resource: { text: 'x' } } };
    const result = { description: 'd', messages: [message, other], _meta: { a: 1 } };
    expect(filterPromptResult(result, { maxResponseBytes: 1_000 })).toEqual({
      result: { description: 'd', messages: [message] },
      notes: [{ kind: 'result_withheld', reason: 'messages other than plain text are left out' }],
    });
    expect(filterPromptResult(result, { maxResponseBytes: 10 })).toMatchObject({
      code: 'result_too_large',
    });
    expect(filterPromptResult({}, { maxResponseBytes: 10 })).toMatchObject({
      code: 'result_unreadable',
    });
  });
});

describe('the messages of a prompt', () => {
  const limits = { maxResponseBytes: 1_000 };
  const said = (role: Json, content: Json): Json => ({ role, content });
  const text = { type: 'text', text: 'hello' };

  it('are those of the user and the assistant, and plain', () => {
    const messages = [said('user', text), said('assistant', text)];
    expect(filterPromptResult({ messages }, limits)).toEqual({ result: { messages }, notes: [] });
    const others = [
      ...[said('system', text), said(7, text), said('user', 'x'), said('user', null), 'x', null],
      said('user', { type: 'image', data: 'x', text: 'hello' }),
      said('user', { type: 'text', text: ['hello'] }),
      said('user', { type: 'text' }),
    ];
    expect(filterPromptResult({ messages: [...messages, ...others] }, limits)).toEqual({
      result: { messages },
      notes: [{ kind: 'result_withheld', reason: 'messages other than plain text are left out' }],
    });
    const more = { role: 'user', content: { ...text, _meta: { a: 1 } }, extra: 'x' };
    expect(filterPromptResult({ messages: [more] }, limits)).toEqual({
      result: { messages: [said('user', text)] },
      notes: [],
    });
  });

  it('come with the description that is a text, and with the word that they are finished', () => {
    const messages = [said('user', text)];
    expect(
      filterPromptResult({ messages, description: { a: 1 }, resultType: 'complete' }, limits),
    ).toEqual({ result: { resultType: 'complete', messages }, notes: [] });
    for (const resultType of ['input_required', 7, null])
      expect(filterPromptResult({ messages, resultType }, limits)).toMatchObject({
        code: 'result_unreadable',
      });
  });

  it('are no larger than may leave, to the byte', () => {
    const messages = [said('user', text)];
    const size = Buffer.byteLength(JSON.stringify({ messages }));
    expect(filterPromptResult({ messages }, { maxResponseBytes: size })).toMatchObject({
      notes: [],
    });
    expect(filterPromptResult({ messages }, { maxResponseBytes: size - 1 })).toMatchObject({
      code: 'result_too_large',
      rule: 'model_access.yaml:max_response_bytes',
      allowed: 'Ask for fewer fields or set a lower limit.',
      reason: `The answer has ${size} bytes, more than the ${size - 1} that may leave.`,
    });
  });
});

describe('completions', () => {
  const may = {
    model: (name: string) => name === 'res.partner',
    field: (name: string) => name === 'name',
    method: (name: string) => name === 'action_x',
  };
  const values: Json = ['res.partner', 'res.users', 'name', 'vat', 'action_x', '7', '07', 7, ''];

  it.each([
    ['models', ['res.partner']],
    ['fields', ['name']],
    ['methods', ['action_x']],
    ['ids', ['7']],
  ] as const)('offer the %s that may be named, and do not count the others', (kind, offered) => {
    const completion = { values, total: 9, hasMore: false, secret: 'x' };
    expect(filterCompletion({ completion, _meta: { a: 1 } }, kind, may)).toEqual({
      result: { completion: { values: offered, hasMore: false } },
      notes: [],
    });
  });

  it('are refused where they are none', () => {
    for (const completion of [values, 'x', null, {}, { values: 'x' }, { values: { 0: 'x' } }])
      expect(filterCompletion({ completion }, 'models', may)).toMatchObject({
        effect: 'deny',
        code: 'result_unreadable',
        rule: 'fail-closed',
        reason: 'The server behind did not answer with a completion.',
      });
  });

  it('are a hundred at most, and say that they are finished and whether there are more', () => {
    const many = Array.from({ length: 120 }, (_, index) => `${index + 1}`);
    const offered = (more: JsonObject, result: JsonObject = {}) =>
      filterCompletion({ completion: { values: many, ...more }, ...result }, 'ids', may);
    const hundred = { values: many.slice(0, 100) };
    expect(offered({})).toEqual({ result: { completion: hundred }, notes: [] });
    expect(offered({ hasMore: true }, { resultType: 'complete' })).toEqual({
      result: { resultType: 'complete', completion: { ...hundred, hasMore: true } },
      notes: [],
    });
    expect(offered({ hasMore: 'x' }, { resultType: 'x' })).toEqual({
      result: { completion: hundred },
      notes: [],
    });
  });

  it('offer names that may all be named, where several stand in one value', () => {
    const values = ['name', 'name,name', 'name,vat', 'vat,name', 'name,', 'name, name'];
    expect(filterCompletion({ completion: { values } }, 'fields', may)).toMatchObject({
      result: { completion: { values: ['name', 'name,name'] } },
    });
  });

  it('offer ids that are whole numbers from 1', () => {
    const values = ['1', '12', '1234567890', '12345678901', '1a', 'a1', '-1', '0', '1.5', ' 1'];
    expect(filterCompletion({ completion: { values } }, 'ids', may)).toMatchObject({
      result: { completion: { values: ['1', '12', '1234567890'] } },
    });
    const anything = { model: () => true, field: () => true, method: () => true };
    for (const kind of ['models', 'fields', 'methods'] as const)
      expect(
        filterCompletion({ completion: { values: ['No name!', 7, null] } }, kind, anything),
      ).toMatchObject({ result: { completion: { values: [] } } });
  });
});
