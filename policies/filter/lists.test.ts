import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
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
    expect(filterCompletion({ completion: values }, 'models', may)).toMatchObject({
      effect: 'deny',
    });
  });
});
