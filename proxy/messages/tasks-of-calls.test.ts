import { describe, expect, it } from 'vitest';
import { type Asking, decisionOf, errorOf, guarded, resultOf } from '../guarded.fixture.ts';
import { memoryUpstream, toolResult } from '../memory-upstream.fixture.ts';
import { TASKS_META, WORDS } from '../task-server.fixture.ts';
import {
  BOUND,
  ERAS,
  gatewayWith,
  legacy,
  MARKER,
  outcome,
  PARTNERS,
  SEARCH,
  UNBOUND,
} from './task-scene.fixture.ts';

describe.each(['legacy', 'modern'] as const)('a call that becomes a task (%s)', (era) => {
  const start = ERAS[era];

  it('is told under a name of the guard, without a word of the server where a binding describes the tool', async () => {
    const scene = await start(BOUND);
    const reply = await (era === 'legacy'
      ? scene.ask('tools/call', { name: 'search_read', arguments: SEARCH, task: { ttl: 5_000 } })
      : scene.ask('tools/call', { name: 'search_read', arguments: SEARCH }));
    const result = resultOf(reply);
    const task = era === 'legacy' ? result.task : result;
    expect(task).toMatchObject({
      taskId: expect.stringMatching(/^[\w-]{43}$/),
      status: 'working',
      createdAt: '2026-11-29T10:00:00Z',
      ...(era === 'legacy'
        ? { ttl: 60_000, pollInterval: 100 }
        : { resultType: 'task', ttlMs: 60_000, pollIntervalMs: 100 }),
    });
    expect(JSON.stringify(reply.messages)).not.toContain(WORDS);
    expect(JSON.stringify(reply.messages)).not.toContain('task-1');
  });

  it('keeps the words of the server where no binding describes the tool', async () => {
    const scene = await start(UNBOUND);
    const call = { name: 'echo', arguments: {} };
    const result = resultOf(
      await scene.ask('tools/call', era === 'legacy' ? { ...call, task: {} } : call),
    );
    expect(era === 'legacy' ? result : { task: result }).toMatchObject({
      task: { statusMessage: WORDS },
    });
    if (era === 'legacy') {
      expect(result._meta).toEqual({ 'io.modelcontextprotocol/model-immediate-response': WORDS });
    }
  });

  it('is asked about under the name that the server gave it, and answered under the one of the guard', async () => {
    const scene = await start(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    const reply = await scene.ask('tasks/get', { taskId });
    expect(resultOf(reply)).toMatchObject({ taskId, status: 'working' });
    expect(scene.server.asked).toEqual(['task-1']);
    expect(JSON.stringify(reply.messages)).not.toContain(WORDS);
    expect(scene.guard.audit.at(-1)).toMatchObject({ tool: 'search_read', decision: 'allowed' });
  });

  it('ends in the result that the call would have had, filtered like it', async () => {
    const scene = await start(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    scene.server.tasks.set('task-1', { status: 'completed', result: toolResult(PARTNERS) });
    const result = await outcome(era, scene, taskId);
    expect(result.structuredContent).toEqual({
      ...PARTNERS,
      records: [{ id: 1, name: 'Azure' }],
    });
    expect(JSON.stringify(result)).not.toContain(MARKER);
    expect(JSON.stringify(result)).not.toContain(WORDS);
    if (era === 'legacy') {
      expect(result._meta).toMatchObject({ 'io.modelcontextprotocol/related-task': { taskId } });
    }
  });

  it('ends in the same result as the call that is answered at once', async () => {
    const scene = await start(BOUND);
    const server = { ...scene.server };
    const taskId = await scene.handedOut('search_read', SEARCH);
    server.tasks.set('task-1', { status: 'completed', result: toolResult(PARTNERS) });
    const fetched = await outcome(era, scene, taskId);
    const upstream = memoryUpstream((request, context) =>
      request.params?.name === 'search_read'
        ? {
            kind: 'message',
            status: 200,
            message: { jsonrpc: '2.0', id: request.id, result: toolResult(PARTNERS) },
          }
        : server.act(request, context),
    );
    const guard = guarded(upstream, BOUND);
    const asking: Asking =
      era === 'legacy'
        ? { bearer: 'worker', session: await guard.open({ bearer: 'worker' }) }
        : { bearer: 'worker', era };
    const at_once = resultOf(await guard.call('search_read', SEARCH, asking));
    const { _meta: _own, ...rest } = fetched;
    const { _meta: _its, ...due } = at_once;
    expect(rest).toEqual(due);
  });

  it('whose result cannot be read tells the model so', async () => {
    const scene = await start(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    scene.server.tasks.set('task-1', {
      status: 'completed',
      result: { content: [{ type: 'text', text: MARKER }] },
    });
    const reply = await scene.ask(era === 'legacy' ? 'tasks/result' : 'tasks/get', { taskId });
    expect(JSON.stringify(reply.messages)).toContain('result_unreadable');
    expect(JSON.stringify(reply.messages)).not.toContain(MARKER);
  });

  it.each([
    ['another subject', { bearer: 'other' }],
    ['nobody', { bearer: undefined }],
  ])('is unknown to %s, and to its owner under a name that was guessed', async (_, asking) => {
    const scene = await start(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    const { bearer } = asking;
    const session =
      era === 'legacy' ? await scene.guard.open(bearer === undefined ? {} : { bearer }) : undefined;
    const foreign = { ...(bearer ? { bearer } : {}), ...(session ? { session } : {}) } as Asking;
    const params = { taskId, ...(era === 'modern' ? { _meta: TASKS_META } : {}) };
    for (const method of [
      'tasks/get',
      'tasks/cancel',
      ...(era === 'legacy' ? ['tasks/result'] : []),
    ]) {
      const reply = await scene.guard.ask(method, params, { era, ...foreign });
      expect(errorOf(reply)).toMatchObject({ code: -32602, message: 'Unknown task' });
      const guessed = await scene.ask(method, { ...params, taskId: 'task-1' });
      expect(errorOf(guessed)).toMatchObject({ code: -32602, message: 'Unknown task' });
    }
    expect(scene.server.asked).toEqual([]);
  });

  it('that is cancelled is cancelled at the server', async () => {
    const scene = await start(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    const result = resultOf(await scene.ask('tasks/cancel', { taskId }));
    expect(scene.server.tasks.get('task-1')?.status).toBe('cancelled');
    expect(result).toEqual(
      era === 'modern'
        ? { resultType: 'complete' }
        : expect.objectContaining({ taskId, status: 'cancelled' }),
    );
    expect(JSON.stringify(result)).not.toContain(WORDS);
  });

  it('that failed tells the code of its error and no word of it', async () => {
    const scene = await start(BOUND);
    const taskId = await scene.handedOut('search_read', SEARCH);
    scene.server.tasks.set('task-1', {
      status: 'failed',
      error: { code: -32603, message: WORDS, data: MARKER },
    });
    const reply = await scene.ask(era === 'legacy' ? 'tasks/result' : 'tasks/get', { taskId });
    const error = era === 'legacy' ? errorOf(reply) : resultOf(reply).error;
    expect(error).toMatchObject({ code: -32603 });
    expect(JSON.stringify(reply.messages)).not.toContain(WORDS);
    expect(JSON.stringify(reply.messages)).not.toContain(MARKER);
  });

  it('that takes part of a budget takes it once, however often it is asked about', async () => {
    const budget = gatewayWith(
      'protocol: {tasks: allow}\nlimits: {budgets: [{operations: [create], count: true, per: hour, max: 2}]}',
    );
    const scene = await start({ ...BOUND, gateway: budget });
    const create = { model: 'res.partner', values: { name: 'New' } };
    const taskId = await scene.handedOut('create_record', create);
    const done = toolResult({ id: 42, model: 'res.partner' });
    scene.server.tasks.set('task-1', { status: 'completed', result: done });
    for (let time = 0; time < 3; time += 1) await outcome(era, scene, taskId);
    await scene.handedOut('create_record', create);
    const third = await scene.ask('tools/call', { name: 'create_record', arguments: create });
    expect(decisionOf(third)).toMatchObject({ code: 'budget_exceeded' });
  });

  it('is refused where too many are kept already, before the server sees the call', async () => {
    const scene = await start(UNBOUND);
    for (let made = 0; made < 256; made += 1) await scene.handedOut('echo', {});
    const params = { name: 'echo', arguments: {}, ...(era === 'legacy' ? { task: {} } : {}) };
    expect(decisionOf(await scene.ask('tools/call', params))).toMatchObject({
      code: 'too_many_requests',
    });
    expect(scene.server.tasks.size).toBe(256);
  });

  it.each([
    ['without an id', { taskId: undefined }],
    ['with an id that is none', { taskId: 7 }],
    ['with more than its parameters', { taskId: 'x', name: 'y' }],
  ])('is not asked about %s', async (_, params) => {
    const scene = await start(BOUND);
    expect(errorOf(await scene.ask('tasks/get', JSON.parse(JSON.stringify(params))))).toMatchObject(
      {
        code: -32602,
      },
    );
  });
});

describe('where tasks do not pass', () => {
  const DENIED = { ...BOUND, gateway: gatewayWith('') };

  it('a call that asks for one is answered at once', async () => {
    const scene = await legacy(DENIED);
    const reply = await scene.ask('tools/call', {
      name: 'search_count',
      arguments: { model: 'res.partner' },
      task: {},
    });
    expect(resultOf(reply).structuredContent).toMatchObject({ count: 5 });
    expect(scene.server.tasks.size).toBe(0);
  });

  it('their methods do not exist, and no server is told that a client knows them', async () => {
    for (const era of ['legacy', 'modern'] as const) {
      const scene = await ERAS[era](DENIED);
      for (const method of [
        'tasks/get',
        'tasks/result',
        'tasks/list',
        'tasks/cancel',
        'tasks/update',
      ])
        expect(errorOf(await scene.ask(method, { taskId: 'x' }))).toMatchObject({ code: -32601 });
      await scene.ask('tools/call', { name: 'search_count', arguments: { model: 'res.partner' } });
      expect(scene.server.tasks.size).toBe(0);
    }
  });
});
