import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../policies/json.ts';
import { answerToServer, askedOfClient } from './asked-of-client.ts';

const MESSAGE = { role: 'user', content: { type: 'text', text: 'Hello.' } };
const SAMPLING: JsonObject = { messages: [MESSAGE], maxTokens: 5 };
const FORM: JsonObject = {
  message: 'Who?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
};
const VISIT: JsonObject = {
  mode: 'url',
  message: 'There.',
  url: 'https://example.com/',
  elicitationId: 'v',
};
const TOLD: JsonObject = {
  sampling: { tools: {}, context: {} },
  elicitation: { form: {}, url: {} },
  roots: {},
};
const ask = (method: string, params: JsonObject = {}, told = TOLD, inWords = true) =>
  askedOfClient({ method, params }, told, inWords);

describe('what a server may ask', () => {
  it.each<[string, JsonObject, JsonObject | undefined]>([
    ['ping', { x: 1 }, undefined],
    ['roots/list', { x: 1 }, undefined],
    ['sampling/createMessage', { ...SAMPLING, secret: 1, task: {} }, SAMPLING],
    [
      'sampling/createMessage',
      { ...SAMPLING, tools: [], toolChoice: {}, includeContext: 'none', temperature: 1 },
      { ...SAMPLING, tools: [], toolChoice: {}, includeContext: 'none', temperature: 1 },
    ],
    ['elicitation/create', { ...FORM, secret: 1, task: {} }, FORM],
    ['elicitation/create', { ...VISIT, secret: 1 }, VISIT],
  ])('%s is written anew', (method, params, asked) => {
    expect(ask(method, params)).toEqual({ kind: 'asked', method, params: asked });
  });

  it.each<[string, JsonObject, JsonObject]>([
    ['roots/list', {}, {}],
    ['sampling/createMessage', SAMPLING, { elicitation: {} }],
    ['elicitation/create', FORM, { elicitation: { url: {} } }],
    ['elicitation/create', VISIT, { elicitation: {} }],
    ['elicitation/create', VISIT, { elicitation: { form: {} } }],
    ['tools/call', {}, TOLD],
    ['__proto__', {}, TOLD],
  ])('%s does not exist where the server was told of no such client', (method, params, told) => {
    expect(ask(method, params, told)).toMatchObject({ kind: 'refused', error: { code: -32601 } });
  });

  it('parts of sampling that the client did not offer stay behind', () => {
    const params = { ...SAMPLING, tools: [], toolChoice: {}, includeContext: 'allServers' };
    expect(ask('sampling/createMessage', params, { sampling: {} })).toMatchObject({
      params: SAMPLING,
    });
  });

  it('nothing in words is asked beside what a binding describes', () => {
    for (const [method, params] of [
      ['sampling/createMessage', SAMPLING],
      ['elicitation/create', FORM],
      ['elicitation/create', VISIT],
    ] as const)
      expect(ask(method, params, TOLD, false)).toMatchObject({
        kind: 'refused',
        deny: { rule: 'fail-closed' },
      });
    expect(ask('roots/list', {}, TOLD, false)).toMatchObject({ kind: 'asked' });
  });

  it.each<[string, JsonObject]>([
    ['sampling/createMessage', { messages: 'x', maxTokens: 1 }],
    ['sampling/createMessage', { messages: [{ role: 'system', content: {} }], maxTokens: 1 }],
    ['sampling/createMessage', { messages: [MESSAGE] }],
    ['elicitation/create', { requestedSchema: FORM.requestedSchema ?? null }],
    ['elicitation/create', { ...FORM, requestedSchema: { type: 'array' } }],
    ['elicitation/create', { ...FORM, mode: 'page' }],
    ['elicitation/create', { ...VISIT, url: 'javascript:alert(1)' }],
    ['elicitation/create', { ...VISIT, url: 'file:///etc/passwd' }],
    ['elicitation/create', { ...VISIT, url: 'not an address' }],
    ['elicitation/create', { ...VISIT, elicitationId: 7 }],
  ])('%s of %j is not what it takes', (method, params) => {
    expect(ask(method, params)).toMatchObject({ kind: 'refused', error: { code: -32602 } });
  });
});

const json: fc.Arbitrary<Json> = fc.jsonValue().map((value) => value as Json);

describe('what a client answers', () => {
  const said = (method: string, params: JsonObject, result: JsonObject) => {
    const asked = ask(method, params);
    if (asked.kind === 'refused') throw new Error('it was refused');
    return answerToServer(asked, { jsonrpc: '2.0', id: 'server-1', result }, 9);
  };

  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    ['ping', {}, { secret: 1 }, {}],
    ['roots/list', {}, { roots: [{ uri: 'file:///a' }], x: 1 }, { roots: [{ uri: 'file:///a' }] }],
    [
      'elicitation/create',
      FORM,
      { action: 'decline', content: { name: 'x' } },
      { action: 'decline' },
    ],
    [
      'elicitation/create',
      FORM,
      { action: 'accept', content: { name: ['a', 'b'], more: 1 } },
      { action: 'accept', content: { name: ['a', 'b'] } },
    ],
    ['elicitation/create', VISIT, { action: 'accept', content: { x: 1 } }, { action: 'accept' }],
  ])('to %s goes on in the parts that answer it', (method, params, result, expected) => {
    expect(said(method, params, result)).toEqual({ jsonrpc: '2.0', id: 9, result: expected });
  });

  it('whatever it is, reaches the server as an answer of the right shape or not at all', () => {
    fc.assert(
      fc.property(json, json, json, (action, content, roots) => {
        const form = said('elicitation/create', FORM, { action, content });
        if (form && 'result' in form) {
          expect(['accept', 'decline', 'cancel']).toContain(form.result.action);
          expect(
            Object.keys(Object(form.result.content ?? {})).every((key) => key === 'name'),
          ).toBe(true);
        }
        const listed = said('roots/list', {}, { roots });
        if (listed && 'result' in listed) expect(Object.keys(listed.result)).toEqual(['roots']);
      }),
    );
  });
});
