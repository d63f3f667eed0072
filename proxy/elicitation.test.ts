import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { policyOf } from '../policies/config-directory.fixture.ts';
import { createElicitation, type Question, showsForms } from './elicitation.ts';
import { createSessions, type Session } from './identity/sessions.ts';
import { createLog } from './log.ts';
import {
  json,
  likeOdoo,
  memoryUpstream,
  toolCallOf,
  toolError,
  toolResult,
} from './memory-upstream.fixture.ts';
import type { Call } from './messages/call.ts';
import { stdioCall } from './messages/stdio-call.fixture.ts';
import { runGuard } from './running.ts';
import { startStdioSide } from './transports/stdio-client-side.ts';
import type { RpcMessage } from './wire/message.ts';

const QUESTION: Question = {
  key: 'sure',
  message: 'Sure?',
  schema: { type: 'object', properties: { yes: { type: 'boolean' } }, required: ['yes'] },
};

function sessionOf(): Session {
  const session = createSessions({ maxSessions: 1, idleMs: 60_000, now: () => 0 }).open({
    kind: 'stdio',
  });
  if ('effect' in session) throw new Error('no session');
  session.showsForms = true;
  return session;
}

function callIn(session: Session, signal: AbortSignal, sent: RpcMessage[]): Call {
  return { ...stdioCall({ session }), signal, send: async (message) => void sent.push(message) };
}

describe('a person who says nothing', () => {
  it('is no longer waited for after a while, and the form is closed', async () => {
    const session = sessionOf();
    const sent: RpcMessage[] = [];
    const elicitation = createElicitation(1);
    const call = callIn(session, new AbortController().signal, sent);
    expect(await elicitation.ask(call, QUESTION)).toEqual({ kind: 'cancelled' });
    expect(sent).toMatchObject([
      { method: 'elicitation/create', id: 'guard-1' },
      { method: 'notifications/cancelled', params: { requestId: 'guard-1' } },
    ]);
    const late = { jsonrpc: '2.0', id: 'guard-1', result: { action: 'accept' } } as const;
    expect(elicitation.receive({ ...call.caller, session }, late)).toBe(false);
  });

  it('is not asked at all where the caller no longer waits', async () => {
    const sent: RpcMessage[] = [];
    const call = callIn(sessionOf(), AbortSignal.abort(), sent);
    await expect(createElicitation().ask(call, QUESTION)).rejects.toThrow(/no longer waits/);
    expect(sent.filter((message) => 'id' in message)).toEqual([]);
  });

  it('has refused where the client answers with an error', async () => {
    const session = sessionOf();
    const elicitation = createElicitation();
    const call = callIn(session, new AbortController().signal, []);
    const asked = elicitation.ask(call, QUESTION);
    const refusal = {
      jsonrpc: '2.0',
      id: 'guard-1',
      error: { code: -32601, message: 'no' },
    } as const;
    expect(elicitation.receive({ ...call.caller, session }, refusal)).toBe(true);
    expect(await asked).toEqual({ kind: 'cancelled' });
  });
});

it('takes plain values that were asked for, of who was asked, and nothing else', async () => {
  const session = sessionOf();
  const elicitation = createElicitation();
  const call = callIn(session, new AbortController().signal, []);
  const asked = elicitation.ask(call, QUESTION);
  const content = { yes: true, other: 1, nested: { yes: 1 } };
  const answer = { jsonrpc: '2.0', id: 'guard-1', result: { action: 'accept', content } } as const;
  const other = { ...call.caller.subject, id: 'odoo:demo:99' };
  expect(elicitation.receive({ session, subject: other }, answer)).toBe(false);
  expect(elicitation.receive({ ...call.caller, session }, answer)).toBe(true);
  expect(await asked).toEqual({ kind: 'accepted', content: { yes: true } });
});

it.each([
  [{}, true],
  [{ form: {} }, true],
  [{ form: {}, url: {} }, true],
  [{ url: {} }, false],
  [{ form: true }, false],
  [true, false],
  [null, false],
  [undefined, false],
])('the capability %j includes forms: %s', (capability, shown) => {
  expect(showsForms(capability)).toBe(shown);
});

describe('on stdio', () => {
  it('a form goes out before the answer, and what comes back goes into the call', async () => {
    const upstream = memoryUpstream((request, context) => {
      if (request.method !== 'tools/call') return likeOdoo(request, context);
      const { name, args } = toolCallOf(request);
      if (name !== 'create_record') return likeOdoo(request, context);
      if (Object(args.values).name !== undefined) return json(request, toolResult({ id: 42 }));
      const failed = toolError('validation');
      const listed = [{ name: 'name', type: 'char', string: 'Name' }];
      return json(request, {
        ...failed,
        _meta: { ...Object(failed._meta), 'odoo-mcp/missing': listed },
      });
    });
    const policy = policyOf({
      restrictions: '{}',
      rbac: '{}',
      model_access: 'stock_models: {full_crud: [res.partner]}',
      gateway:
        'odoo: {database: demo}\naudit: {sink: "off"}\nidentity: {stdio: {name: me, odoo: {login: bot, api_key: k}}}',
    });
    const guard = runGuard(policy, upstream, createLog({ level: 'silent' }));
    const input = new PassThrough();
    const output = new PassThrough();
    const side = startStdioSide({ input, output, ...guard });
    const lines = createInterface({ input: output });
    const exchange = async (message: object) => {
      const answer = once(lines, 'line');
      input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
      return JSON.parse(String((await answer)[0]));
    };
    const clientInfo = { name: 'raw', version: '1' };
    const capabilities = { elicitation: {} };
    const hello = { protocolVersion: '2025-11-25', capabilities, clientInfo };
    await exchange({ id: 1, method: 'initialize', params: hello });
    const args = { model: 'res.partner', values: { vat: 'BE1' } };
    const params = { name: 'create_record', arguments: args };
    const form = await exchange({ id: 2, method: 'tools/call', params });
    expect(form).toMatchObject({ method: 'elicitation/create' });
    const result = { action: 'accept', content: { name: 'Azure' } };
    expect(await exchange({ id: form.id, result })).toMatchObject({
      id: 2,
      result: { structuredContent: { id: 42 } },
    });
    side.close();
    await guard.close();
  });
});
