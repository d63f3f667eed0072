import { specTypeSchemas } from '@modelcontextprotocol/client';
import { CallToolResultSchema, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import { deny } from '../../policies/decision.ts';
import { parseFieldName, parseModelName } from '../../policies/names.ts';
import type { RpcRequest } from '../wire/message.ts';
import { refusalAnswer, withNotes } from './denial.ts';

const call: RpcRequest = { jsonrpc: '2.0', id: 0, method: 'tools/call' };
const list: RpcRequest = { ...call, method: 'tools/list' };
const task: RpcRequest = { ...call, method: 'tasks/result', params: { taskId: 'of-mine' } };
const final = deny('model_blocked', 'G1', 'no.', { allowed: 'Ask for x.' });
const later = deny('rate_limited', 'a', 'too many.', { retryAfterMs: 1_200 });

describe('a denial', () => {
  it.each(['legacy', 'modern'] as const)('of a tool call is a result a model reads (%s)', (era) => {
    const { response, status } = refusalAnswer(call, { shape: 'denial', deny: final }, era);
    expect(status).toBe(200);
    expect(response).toEqual({
      jsonrpc: '2.0',
      id: 0,
      result: {
        ...(era === 'modern' ? { resultType: 'complete' } : {}),
        content: [{ type: 'text', text: 'Denied by G1: no. Ask for x. Do not retry unchanged.' }],
        isError: true,
        _meta: {
          'odoo-mcp-guard/decision': {
            effect: 'deny',
            code: 'model_blocked',
            rule: 'G1',
            reason: 'no.',
          },
        },
      },
    });
  });

  it('of anything else is an error outside every reserved range', () => {
    const { response } = refusalAnswer(list, { shape: 'denial', deny: final }, 'legacy');
    expect(response).toMatchObject({ id: 0, error: { code: 4030, data: { rule: 'G1' } } });
  });

  it('that a retry may undo says when, in words, data and header', () => {
    const { response, headers } = refusalAnswer(list, { shape: 'denial', deny: later }, 'legacy');
    expect(response).toMatchObject({
      error: {
        code: 4290,
        message: expect.stringContaining('Retry in 2 s.'),
        data: { retry_after_ms: 1_200 },
      },
    });
    expect(headers).toEqual({ 'retry-after': '2' });
  });

  it.each([
    ['modern', 404],
    ['legacy', 200],
  ] as const)('of a method nobody knows is HTTP %s %i', (era, status) => {
    const refusal = { shape: 'error', code: -32601, message: 'x', deny: final } as const;
    expect(refusalAnswer(list, refusal, era).status).toBe(status);
  });
});

/** What both SDKs, and so most clients, take for a message or a result at all. */
describe.each(['legacy', 'modern'] as const)('an answer in the place of another (%s)', (era) => {
  const { JSONRPCMessage, CallToolResult } = specTypeSchemas;
  const hidden = { shape: 'error', code: -32602, message: 'Unknown tool', deny: final } as const;

  it.each([
    ['a denied call', call, { shape: 'denial', deny: final }],
    ['a call too many', call, { shape: 'denial', deny: later }],
    ['a hidden tool', call, hidden],
    ['a denied list', list, { shape: 'denial', deny: final }],
    ['the result of a task', task, { shape: 'denial', deny: final }],
  ] as const)('is what the protocol has there: %s', (_, request, refusal) => {
    const { response } = refusalAnswer(request, refusal, era);
    expect(JSONRPCMessageSchema.safeParse(response).success).toBe(true);
    expect(JSONRPCMessage['~standard'].validate(response)).not.toHaveProperty('issues');
    if (!('result' in response)) return;
    expect(CallToolResultSchema.safeParse(response.result).success).toBe(true);
    expect(CallToolResult['~standard'].validate(response.result)).not.toHaveProperty('issues');
  });
});

it('the denied result of a task says whose it is', () => {
  const { response } = refusalAnswer(task, { shape: 'denial', deny: final }, 'legacy');
  expect(response).toMatchObject({
    result: {
      isError: true,
      _meta: { 'io.modelcontextprotocol/related-task': { taskId: 'of-mine' } },
    },
  });
});

describe('what was changed in a call', () => {
  it('is told beside what the result says of itself', () => {
    const model = parseModelName('res.partner');
    const field = parseFieldName('vat');
    if (!model || !field) throw new Error('not names');
    expect(
      withNotes({ content: [], _meta: { own: 1 } }, [
        { kind: 'fields_hidden', model, fields: [field] },
        { kind: 'limit_capped', asked: undefined, limit: 5 },
        { kind: 'context_dropped', keys: ['uid'] },
        { kind: 'result_withheld', reason: 'why' },
      ]),
    ).toEqual({
      content: [],
      _meta: {
        own: 1,
        'odoo-mcp-guard/decision': {
          effect: 'allow',
          changes: [
            { change: 'fields_hidden', model: 'res.partner', fields: ['vat'] },
            { change: 'limit_capped', limit: 5 },
            { change: 'context_dropped', keys: ['uid'] },
            { change: 'result_withheld', reason: 'why' },
          ],
        },
      },
    });
  });

  it('leaves a result alone where there is nothing to tell', () => {
    const result = { content: [] };
    expect(withNotes(result, [])).toBe(result);
  });
});
