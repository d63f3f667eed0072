import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import { answer, passed } from './filtering.fixture.ts';

describe('model lists', () => {
  const operation: Operation = { kind: 'list_models' };
  const obligation: Obligation = {
    kind: 'models',
    accessLevel: (model) => (model === 'res.partner' ? 'read_only' : undefined),
  };
  const shown = (structured: JsonObject) =>
    passed('list_models', answer(structured), operation, obligation).result.structuredContent;
  const contact = { model: 'res.partner', description: 'Contact', is_custom: false };
  const users = { model: 'res.users', description: 'User', is_custom: false };

  it('names the open models with their access, and counts nothing else', () => {
    expect(
      shown({
        models: [{ ...contact, access_level: 'full', owner: 'x' }, users],
        count: 2,
        total: 2,
      }),
    ).toEqual({ models: [{ ...contact, access_level: 'read_only' }], count: 1, total: 1 });
  });

  it('gives no total for one page of many', () => {
    expect(
      shown({ models: [contact, users], count: 2, total: 300, truncated: true, hint: '298 more' }),
    ).toEqual({
      models: [{ ...contact, access_level: 'read_only' }],
      count: 1,
      truncated: true,
    });
  });

  it('says of a model what it is called and what it is, and nothing that is none of these', () => {
    const wizard = { ...contact, transient: true };
    expect(shown({ models: [wizard] })).toEqual({
      models: [{ ...wizard, access_level: 'read_only' }],
    });
    const odd = { model: 'res.partner', description: 7, is_custom: 'x', transient: [1] };
    expect(shown({ models: [odd] })).toEqual({
      models: [{ model: 'res.partner', access_level: 'read_only' }],
    });
  });

  it('says that models are left out', () => {
    const listed = passed(
      'list_models',
      answer({ models: [contact, users, 'no model!'] }),
      operation,
      obligation,
    );
    expect(listed.notes).toEqual([
      { kind: 'result_withheld', reason: 'models that the policy does not open are not listed' },
    ]);
  });

  it('keeps a compact list compact', () => {
    expect(shown({ models: [{ model: 'res.partner' }, { model: 'res.users' }] })).toEqual({
      models: [{ model: 'res.partner' }],
    });
    expect(shown({ models: ['res.partner', 'res.users', 7] })).toEqual({ models: ['res.partner'] });
  });
});
