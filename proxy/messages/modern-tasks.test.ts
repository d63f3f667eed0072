import { describe, expect, it } from 'vitest';
import type { Files } from '../../policies/config-directory.fixture.ts';
import type { JsonObject } from '../../policies/json.ts';
import { decisionOf, errorOf, MODERN_META, resultOf } from '../guarded.fixture.ts';
import { toolResult } from '../memory-upstream.fixture.ts';
import { TASKS_META, type TaskServer, taskServer, WORDS } from '../task-server.fixture.ts';
import { ASKING, BOUND, MARKER, modern, PARTNERS, SEARCH, UNBOUND } from './task-scene.fixture.ts';

const FORMS_META: JsonObject = {
  ...TASKS_META,
  'io.modelcontextprotocol/clientCapabilities': {
    elicitation: { form: {} },
    extensions: { 'io.modelcontextprotocol/tasks': {} },
  },
};
const inputRequests: JsonObject = {
  who: {
    method: 'elicitation/create',
    params: {
      mode: 'form',
      message: 'Who?',
      requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
    },
  },
  more: { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } },
};

describe('tasks of 2026-07-28', () => {
  it('are for clients that know them', async () => {
    const scene = await modern(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    const reply = await scene.ask('tasks/get', { taskId, _meta: MODERN_META });
    expect(errorOf(reply)).toEqual({
      code: -32021,
      message: expect.any(String),
      data: { requiredCapabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } },
    });
    expect(reply.status).toBe(400);
    await scene.ask('tools/call', { name: 'search_read', arguments: SEARCH, _meta: MODERN_META });
    expect(scene.server.tasks.size).toBe(1);
  });

  it('that a server makes for a client that knows none are refused', async () => {
    const server = taskServer();
    const forcing: TaskServer = {
      ...server,
      act: (request, context) =>
        server.act(
          request.method === 'tools/call'
            ? { ...request, params: { ...request.params, _meta: TASKS_META } }
            : request,
          context,
        ),
    };
    const scene = await modern(UNBOUND, forcing);
    const reply = await scene.ask('tools/call', {
      name: 'echo',
      arguments: {},
      _meta: MODERN_META,
    });
    expect(decisionOf(reply)).toMatchObject({ code: 'message_not_supported' });
  });

  it('are told of on a stream to their owner, with the results that their owner may see', async () => {
    const scene = await modern(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    scene.server.tasks.set('task-1', { status: 'completed', result: toolResult(PARTNERS) });
    scene.server.tasks.set('of-nobody', { status: 'completed', result: toolResult(PARTNERS) });
    const listen = { notifications: { taskIds: [taskId, 'of-nobody', 'task-1'] } };
    const reply = await scene.ask('subscriptions/listen', listen, { id: 'mine' });
    const tag = { 'io.modelcontextprotocol/subscriptionId': 'mine' };
    expect(reply.messages).toMatchObject([
      {
        method: 'notifications/subscriptions/acknowledged',
        params: { notifications: { taskIds: [taskId] }, _meta: tag },
      },
      {
        method: 'notifications/tasks',
        params: { taskId, status: 'completed', ttlMs: 60_000, _meta: tag },
      },
    ]);
    expect(JSON.stringify(reply.messages)).toContain('Azure');
    expect(JSON.stringify(reply.messages)).not.toContain(MARKER);
    expect(JSON.stringify(reply.messages)).not.toContain(WORDS);

    const foreign = await scene.ask('subscriptions/listen', listen, { bearer: 'other' });
    expect(foreign.messages).toHaveLength(1);
    expect(foreign.messages).toMatchObject([{ params: { notifications: {} } }]);
  });

  it('are told of to clients alone that know them', async () => {
    const { ask } = await modern(BOUND);
    const listen = { notifications: { taskIds: ['x'] }, _meta: MODERN_META };
    expect(errorOf(await ask('subscriptions/listen', listen))).toMatchObject({ code: -32021 });
  });

  it('have no list and no result of their own', async () => {
    const { ask } = await modern(BOUND);
    for (const method of ['tasks/list', 'tasks/result'])
      expect(errorOf(await ask(method, { taskId: 'x' }))).toMatchObject({ code: -32601 });
  });

  it('are offered as an extension', async () => {
    const { ask } = await modern(BOUND);
    expect(resultOf(await ask('server/discover')).capabilities).toMatchObject({
      extensions: { 'io.modelcontextprotocol/tasks': {} },
    });
  });

  it.each([
    ['an id that is none', { taskId: 7 }],
    ['a status nobody knows', { status: 'paused' }],
    ['a time that is none', { createdAt: MARKER }],
    ['a duration that is none', { ttlMs: MARKER }],
  ])('with %s are refused as the answer to a call', async (_, more) => {
    const scene = await modern(UNBOUND, taskServer(more));
    const reply = await scene.ask('tools/call', { name: 'echo', arguments: {} });
    expect(decisionOf(reply)).toMatchObject({ code: 'message_not_supported' });
    expect(JSON.stringify(reply.messages)).not.toContain(MARKER);
  });

  it('ask the client what the policy opens, and are answered that', async () => {
    const scene = await modern(ASKING);
    const taskId = await scene.handedOut('echo', {});
    scene.server.tasks.set('task-1', { status: 'input_required', inputRequests });
    const asked = resultOf(await scene.ask('tasks/get', { taskId, _meta: FORMS_META }));
    expect(asked).toMatchObject({
      status: 'input_required',
      inputRequests: { who: { method: 'elicitation/create' } },
    });
    expect(asked.inputRequests).not.toHaveProperty('more');
    const inputResponses = { who: { action: 'accept', content: { name: 'Ann' } } };
    const reply = await scene.ask('tasks/update', { taskId, inputResponses, _meta: FORMS_META });
    expect(resultOf(reply)).toEqual({ resultType: 'complete' });
    expect(scene.server.updates).toEqual([inputResponses]);
  });

  it('are answered with answers only: what is none is left out, and said to be', async () => {
    const scene = await modern(ASKING);
    const taskId = await scene.handedOut('echo', {});
    scene.server.tasks.set('task-1', { status: 'input_required', inputRequests });
    const who = { action: 'decline' };
    const inputResponses = { who, other: { ignored: true }, text: 'wage' };
    const reply = await scene.ask('tasks/update', { taskId, inputResponses, _meta: FORMS_META });
    expect(resultOf(reply)).toMatchObject({ resultType: 'complete' });
    expect(JSON.stringify(resultOf(reply)._meta)).toContain('other');
    expect(scene.server.updates).toEqual([{ who }]);
  });

  it.each<[string, Files, JsonObject]>([
    ['of a tool that a binding describes', BOUND, FORMS_META],
    ['where the policy does not open it', UNBOUND, FORMS_META],
    ['of a client that shows no forms', ASKING, TASKS_META],
  ])('ask nothing %s, and are answered nothing', async (_, files, _meta) => {
    const scene = await modern(files);
    const taskId = await (files === BOUND
      ? scene.handedOut('search_read', SEARCH)
      : scene.handedOut('echo', {}));
    scene.server.tasks.set('task-1', { status: 'input_required', inputRequests });
    const asked = await scene.ask('tasks/get', { taskId, _meta });
    expect(errorOf(asked)).toMatchObject({ code: 4030 });
    expect(JSON.stringify(asked.messages)).not.toContain('Who?');
    const inputResponses = { who: { action: 'accept', content: { name: 'Ann' } } };
    const reply = await scene.ask('tasks/update', { taskId, inputResponses, _meta });
    expect(errorOf(reply)).toMatchObject({ code: 4030 });
    expect(scene.server.updates).toEqual([]);
  });

  it('end in finished results, and in nothing else', async () => {
    const scene = await modern(UNBOUND);
    const taskId = await scene.handedOut('echo', {});
    const unfinished = { resultType: 'input_required', inputRequests };
    scene.server.tasks.set('task-1', { status: 'completed', result: unfinished });
    const { result } = resultOf(await scene.ask('tasks/get', { taskId }));
    expect(result).toMatchObject({ isError: true });
    expect(JSON.stringify(result)).not.toContain('Who?');
  });
});
