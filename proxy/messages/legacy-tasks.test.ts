import { describe, expect, it } from 'vitest';
import { isObject } from '../../policies/json.ts';
import { decisionOf, errorOf, guarded, resultOf } from '../guarded.fixture.ts';
import { memoryUpstream, stream } from '../memory-upstream.fixture.ts';
import { taskServer, WORDS } from '../task-server.fixture.ts';
import type { RpcMessage } from '../wire/message.ts';
import { BOUND, legacy, SEARCH, UNBOUND } from './task-scene.fixture.ts';

describe('tasks of a legacy session', () => {
  it('are listed to their owner alone, under the names the owner knows', async () => {
    const scene = await legacy(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    const session = await scene.guard.open({ bearer: 'other' });
    scene.server.tasks.set('of-nobody', { status: 'working' });
    expect(resultOf(await scene.ask('tasks/list'))).toMatchObject({
      tasks: [{ taskId, status: 'working' }],
      nextCursor: 'more',
    });
    const foreign = await scene.guard.ask('tasks/list', undefined, { bearer: 'other', session });
    expect(resultOf(foreign)).toEqual({ tasks: [], nextCursor: 'more' });
  });

  it('are unknown in another session of the same subject', async () => {
    const scene = await legacy(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    const session = await scene.guard.open({ bearer: 'worker' });
    expect(errorOf(await scene.ask('tasks/get', { taskId }, { session }))).toMatchObject({
      code: -32602,
    });
  });

  it('are unknown to whoever signs in there after their owner', async () => {
    const server = taskServer();
    const guard = guarded(memoryUpstream(server.act), BOUND);
    const session = await guard.signedIn('sales');
    const created = await guard.ask(
      'tools/call',
      { name: 'search_read', arguments: SEARCH, task: {} },
      { session },
    );
    const { task } = resultOf(created);
    const taskId = isObject(task) ? String(task.taskId) : '';
    expect(resultOf(await guard.ask('tasks/get', { taskId }, { session }))).toMatchObject({
      taskId,
    });
    await guard.call(
      'login',
      { method: 'password', username: 'manager', credential: 'right' },
      { session },
    );
    expect(errorOf(await guard.ask('tasks/get', { taskId }, { session }))).toMatchObject({
      code: -32602,
    });
  });

  it('are only made where they are asked for', async () => {
    const scene = await legacy(UNBOUND, {
      ...taskServer(),
      act: (request, context) =>
        taskServer().act(
          request.method === 'tools/call'
            ? { ...request, params: { ...request.params, task: {} } }
            : request,
          context,
        ),
    });
    const reply = await scene.ask('tools/call', { name: 'echo', arguments: {} });
    expect(decisionOf(reply)).toMatchObject({ code: 'message_not_supported' });
    expect(JSON.stringify(reply.messages)).not.toContain(WORDS);
  });

  it('are told of to their owner, under the name the owner knows and without a word of the server', async () => {
    const server = taskServer();
    const told = (taskId: string): RpcMessage => ({
      jsonrpc: '2.0',
      method: 'notifications/tasks/status',
      params: {
        ...{ taskId, status: 'completed', statusMessage: WORDS, ttl: 1_000, note: WORDS },
        ...{ createdAt: '2026-11-29T10:00:00Z', lastUpdatedAt: '2026-11-29T10:00:00Z' },
      },
    });
    const upstream = memoryUpstream(server.act, {
      listen: () => stream([told('task-1'), told('of-nobody'), told('task-1')]),
    });
    const guard = guarded(upstream, BOUND);
    const session = await guard.open({ bearer: 'worker' });
    const asking = { bearer: 'worker', session };
    const call = { name: 'search_read', arguments: SEARCH, task: {} };
    const { task } = resultOf(await guard.ask('tools/call', call, asking));
    const reply = await guard.session('listen', asking);
    const due = {
      ...{ method: 'notifications/tasks/status', jsonrpc: '2.0' },
      params: {
        ...{ taskId: isObject(task) ? task.taskId : '', status: 'completed', ttl: 1_000 },
        ...{ createdAt: '2026-11-29T10:00:00Z', lastUpdatedAt: '2026-11-29T10:00:00Z' },
      },
    };
    expect(reply.messages).toEqual([due, due]);
  });

  it('are offered with what the server can do of them', async () => {
    const { guard } = await legacy(BOUND);
    const reply = await guard.ask(
      'initialize',
      { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } },
      { bearer: 'worker' },
    );
    expect(resultOf(reply).capabilities).toMatchObject({
      tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
    });
  });
});
