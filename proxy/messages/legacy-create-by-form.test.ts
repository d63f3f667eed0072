import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import {
  type Asking,
  decisionOf,
  type Guarded,
  guarded,
  INITIALIZE,
  resultOf,
} from '../guarded.fixture.ts';
import { json, memoryUpstream, response, stream, toolCallOf } from '../memory-upstream.fixture.ts';
import { type RecordingReply, recordingReply } from '../recording-reply.fixture.ts';
import { isRequest, type RpcRequest } from '../wire/message.ts';
import { created, FILES, FORMS, missing, NEW, upstreamMissing } from './create-by-form.fixture.ts';

async function openWith(guard: Guarded, capabilities: JsonObject, version = '2025-11-25') {
  const params = { ...INITIALIZE, protocolVersion: version, capabilities };
  const { headers } = await guard.ask('initialize', params, { bearer: 'worker' });
  return { bearer: 'worker', session: String(headers['mcp-session-id']) };
}

/** A client whose person answers every form like this. */
function person(guard: Guarded, asking: Asking, said: JsonObject) {
  const asked: RpcRequest[] = [];
  const reply: RecordingReply = recordingReply((message) => {
    if (!isRequest(message)) return;
    asked.push(message);
    void guard.send({ jsonrpc: '2.0', id: message.id, result: said }, { ...asking });
  });
  return { asked, reply };
}

describe('a legacy create that lacks a field', () => {
  it('goes on with what the person behind the client gives', async () => {
    const upstream = upstreamMissing([
      missing('name', { string: 'Forged label' }),
      missing('type', { type: 'selection', selection: [['contact', 'Contact']] }),
    ]);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const said = { action: 'accept', content: { name: 'Azure', type: 'other', vat: 'BE1' } };
    const { asked, reply } = person(guard, asking, said);

    await guard.call('create_record', NEW, { ...asking, reply });

    expect(asked).toMatchObject([
      {
        method: 'elicitation/create',
        params: {
          message: 'A new record of res.partner needs: Name, Address type.',
          requestedSchema: {
            type: 'object',
            properties: {
              name: { type: 'string', title: 'Name' },
              type: { type: 'string', title: 'Address type', enum: ['contact'] },
            },
            required: ['name', 'type'],
          },
        },
      },
    ]);
    expect(created(upstream).map((params) => params.arguments)).toEqual([
      NEW,
      { model: 'res.partner', values: { name: 'Azure', type: 'contact' } },
    ]);
    expect(resultOf(reply)).toMatchObject({ structuredContent: { id: 42 } });
    expect(reply.ways).toEqual(['stream']);
    expect(reply.ended).toBe(true);
    expect(guard.audit.at(-1)).toMatchObject({
      decision: 'allowed',
      tool: 'create_record',
      operations: [{ values: [{ name: 'string', type: 'string' }] }],
    });
  });

  it('works on an upstream that answers with events', async () => {
    const inner = upstreamMissing();
    const upstream = memoryUpstream(async (request, context) => {
      const answer = await inner.exchange(request, context);
      return answer.kind === 'message' ? stream([answer.message]) : answer;
    });
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { reply } = person(guard, asking, { action: 'accept', content: { name: 'Azure' } });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(resultOf(reply)).toMatchObject({ structuredContent: { id: 42 } });
    expect(reply.ended).toBe(true);
  });

  it.each([
    ['decline', { action: 'decline' }],
    ['cancel', { action: 'cancel' }],
    ['anything else', { action: 'why' }],
  ])('ends after a %s', async (_, said) => {
    const upstream = upstreamMissing();
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { reply } = person(guard, asking, said);
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(decisionOf(reply)).toMatchObject({ effect: 'deny', rule: 'elicitation' });
    expect(created(upstream)).toHaveLength(1);
  });

  it('is decided anew: what the subject may not write is refused', async () => {
    const listed = [missing('name'), missing('parent_id', { type: 'many2one' })];
    const upstream = upstreamMissing(listed);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const said = { action: 'accept', content: { name: '***', parent_id: -1 } };
    const { reply } = person(guard, asking, said);
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(decisionOf(reply)).toMatchObject({ effect: 'deny', code: 'values_invalid' });
    expect(created(upstream)).toHaveLength(1);
  });

  it('is denied where a field that it needs is not for the subject to write', async () => {
    const upstream = upstreamMissing([missing('name'), missing('vat')]);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { asked, reply } = person(guard, asking, { action: 'accept', content: { name: 'x' } });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(asked).toEqual([]);
    expect(decisionOf(reply)).toMatchObject({
      code: 'field_not_writable',
      rule: 'model_access.yaml:sensitive_fields.res.partner.vat',
    });
  });

  it.each([
    ['its client shows no forms', {}, '2025-11-25', [missing('name')]],
    [
      'its client shows web pages only',
      { elicitation: { url: {} } },
      '2025-11-25',
      [missing('name')],
    ],
    ['its revision has no forms', FORMS, '2025-03-26', [missing('name')]],
    ['no form can ask for it', FORMS, '2025-11-25', [missing('image')]],
    ['what is missing is no field', FORMS, '2025-11-25', [missing('a.b')]],
    ['nothing is listed', FORMS, '2025-11-25', []],
  ])("fails in the upstream's words where %s", async (_, capabilities, version, listed) => {
    const upstream = upstreamMissing(listed);
    const guard = guarded(
      memoryUpstream(async (request, context) => {
        const answer = await upstream.exchange(request, context);
        if (request.method !== 'initialize' || answer.kind !== 'message') return answer;
        return json(request, {
          protocolVersion: version,
          capabilities: { tools: {} },
          serverInfo: { name: 'odoo-mcp-upstream', version: '1' },
        });
      }),
      FILES,
    );
    const asking = await openWith(guard, capabilities, version);
    const { asked, reply } = person(guard, asking, { action: 'accept', content: { name: 'x' } });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(asked).toEqual([]);
    expect(resultOf(reply)).toMatchObject({ isError: true });
    expect(JSON.stringify(resultOf(reply))).not.toContain('odoo-mcp/missing');
  });

  it('is asked for once: what is missing then is a failure', async () => {
    const upstream = upstreamMissing([missing('name')], () => false);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { asked, reply } = person(guard, asking, { action: 'accept', content: { name: 'x' } });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(asked).toHaveLength(1);
    expect(resultOf(reply)).toMatchObject({ isError: true });
  });

  it('takes an answer from its own session only', async () => {
    const upstream = upstreamMissing();
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const other = await openWith(guard, FORMS);
    const said = (id: RpcRequest['id'], name: string, from: Asking) =>
      guard.send(
        { jsonrpc: '2.0', id, result: { action: 'accept', content: { name } } },
        { ...from },
      );
    const reply = recordingReply(async (message) => {
      if (!isRequest(message)) return;
      const forged = await said(message.id, 'Forged', other);
      expect(forged.status).toBe(202);
      await said('another id', 'Forged', asking);
      await said(message.id, 'Azure', asking);
    });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(created(upstream)[1]).toMatchObject({ arguments: { values: { name: 'Azure' } } });
  });

  it('ends when it is cancelled while somebody is asked', async () => {
    const upstream = upstreamMissing();
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const reply = recordingReply((message) => {
      if (!isRequest(message)) return;
      const params = { requestId: 9 };
      void guard.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params }, { ...asking });
    });
    await guard.call('create_record', NEW, { ...asking, id: 9, reply });
    expect(reply.responses).toEqual([]);
    expect(reply.messages.at(-1)).toMatchObject({ method: 'notifications/cancelled' });
    expect(created(upstream)).toHaveLength(1);
  });

  it('is never asked about for a dry run, or another tool', async () => {
    const upstream = upstreamMissing([missing('name')], () => false);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { asked, reply } = person(guard, asking, { action: 'decline' });
    await guard.call('create_record', { ...NEW, dry_run: true }, { ...asking, reply });
    expect(asked).toEqual([]);
  });
});

it('a streamed progress does not end the stream that the answer comes on', async () => {
  const inner = upstreamMissing();
  const upstream = memoryUpstream(async (request, context) => {
    const answer = await inner.exchange(request, context);
    if (answer.kind !== 'message' || !('result' in answer.message)) return answer;
    if (toolCallOf(request).name !== 'create_record') return answer;
    const progress = { progressToken: 't', progress: 1 };
    const method = 'notifications/progress';
    return stream([
      { jsonrpc: '2.0', method, params: progress },
      response(request, answer.message.result),
    ]);
  });
  const guard = guarded(upstream, FILES);
  const asking = await openWith(guard, FORMS);
  const { reply } = person(guard, asking, { action: 'accept', content: { name: 'Azure' } });
  const params = { name: 'create_record', arguments: NEW, _meta: { progressToken: 't' } };
  await guard.ask('tools/call', params, { ...asking, reply });
  expect(
    reply.messages.map((message) => ('method' in message ? message.method : 'answer')),
  ).toEqual(['notifications/progress', 'elicitation/create', 'notifications/progress', 'answer']);
});
