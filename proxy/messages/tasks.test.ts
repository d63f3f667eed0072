import { describe, expect, it } from 'vitest';
import type { Files } from '../../policies/config-directory.fixture.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import {
  type Asking,
  decisionOf,
  errorOf,
  type Guarded,
  guarded,
  MODERN_META,
  resultOf,
  sha256,
} from '../guarded.fixture.ts';
import { memoryUpstream, stream, toolResult } from '../memory-upstream.fixture.ts';
import { TASKS_META, type TaskServer, taskServer, WORDS } from '../task-server.fixture.ts';
import type { RpcMessage } from '../wire/message.ts';

const token = (name: string) =>
  `{name: ${name}, sha256: ${sha256(name)}, groups: [base.group_user], odoo: {login: bot, api_key: key-of-worker}}`;
const gatewayWith = (more: string) => `
odoo: {database: demo}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
identity:
  tokens: [${token('worker')}, ${token('other')}]
${more}
`;
const BOUND = {
  gateway: gatewayWith('protocol: {tasks: allow}'),
  model_access: `
stock_models: {full_crud: [res.partner], read_only: [crm.lead]}
sensitive_fields: {res.partner: [vat]}
`,
};
const UNBOUND = {
  gateway: gatewayWith(
    "protocol: {tasks: allow}\nupstream: {url: 'http://127.0.0.1:9', unbound: {tools: allow}}",
  ),
};
/** Where servers may show people forms. */
const ASKING = {
  gateway: gatewayWith(
    "protocol: {tasks: allow, elicitation: forms}\nupstream: {url: 'http://127.0.0.1:9', unbound: {tools: allow}}",
  ),
};
const MARKER = 'BE0477472701';
const PARTNERS: JsonObject = {
  records: [{ id: 1, name: 'Azure', vat: MARKER }],
  count: 1,
  model: 'res.partner',
};
const SEARCH = { model: 'res.partner', fields: ['name'] };

interface Scene {
  readonly guard: Guarded;
  readonly server: TaskServer;
  readonly upstream: ReturnType<typeof memoryUpstream>;
  /** Asks as the worker, in the worker's session. */
  ask(method: string, params?: JsonObject, asking?: Asking): Promise<Reply>;
  /** Calls a tool and answers the id of the task it became. */
  handedOut(tool: string, args: JsonObject): Promise<string>;
}
type Reply = Awaited<ReturnType<Guarded['ask']>>;

async function legacy(files: Files, server = taskServer()): Promise<Scene> {
  const upstream = memoryUpstream(server.act);
  const guard = guarded(upstream, files);
  const session = await guard.open({ bearer: 'worker' });
  const ask: Scene['ask'] = (method, params, asking) =>
    guard.ask(method, params, { bearer: 'worker', session, ...asking });
  return {
    ...{ guard, server, upstream, ask },
    async handedOut(name, args) {
      const reply = await ask('tools/call', { name, arguments: args, task: { ttl: 60_000 } });
      const { task } = resultOf(reply);
      return isObject(task) ? String(task.taskId) : '';
    },
  };
}

async function modern(files: Files, server = taskServer()): Promise<Scene> {
  const upstream = memoryUpstream(server.act);
  const guard = guarded(upstream, files);
  const ask: Scene['ask'] = (method, params, asking) =>
    guard.ask(
      method,
      { _meta: TASKS_META, ...params },
      { bearer: 'worker', era: 'modern', ...asking },
    );
  return {
    ...{ guard, server, upstream, ask },
    async handedOut(name, args) {
      return String(resultOf(await ask('tools/call', { name, arguments: args })).taskId);
    },
  };
}

const ERAS = { legacy, modern } as const;
type Era = keyof typeof ERAS;

/** What came of a task, as the era tells it. */
async function outcome(era: Era, { ask }: Scene, taskId: string): Promise<JsonObject> {
  if (era === 'legacy') return resultOf(await ask('tasks/result', { taskId }));
  const { result } = resultOf(await ask('tasks/get', { taskId }));
  return isObject(result) ? result : {};
}

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
