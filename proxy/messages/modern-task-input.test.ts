import { describe, expect, it } from 'vitest';
import type { Files } from '../../policies/config-directory.fixture.ts';
import type { JsonObject } from '../../policies/json.ts';
import { errorOf, resultOf } from '../guarded.fixture.ts';
import { TASKS_META } from '../task-server.fixture.ts';
import { ASKING, BOUND, modern, SEARCH, UNBOUND } from './task-scene.fixture.ts';

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
