import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../policies/json.ts';
import { decisionOf, guarded, resultOf, sha256 } from '../guarded.fixture.ts';
import {
  identityOf,
  json,
  memoryUpstream,
  toolCallOf,
  toolResult,
} from '../memory-upstream.fixture.ts';
import { TASKS_META, taskServer } from '../task-server.fixture.ts';

const MARKER = 'BE0477472701';
const RULES = {
  gateway: `
odoo: {database: demo}
protocol: {tasks: allow}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
identity:
  tokens:
    - {name: worker, sha256: ${sha256('worker')}, groups: [staff], odoo: {login: bot, api_key: key-of-worker}}
`,
  model_access: `
group_access:
  staff: {res.partner: {operations: [read, create, write, unlink]}}
  guests: {crm.lead: {operations: [read, create, write, unlink]}}
`,
  rbac: `
record_rules:
  res.partner:
    - {domain: [[name, '!=', gone]]}
    - {domain: [[name, '=', narrow]], groups: narrowed}
`,
};
const SEARCH = { model: 'res.partner', fields: ['name'] };
const WRITE = { model: 'res.partner', record_id: 3, values: { vat: 'BE1' } };
const REMOVE = { model: 'res.partner', record_id: 3 };

/** What becomes of the server's one task, whatever the call was. */
const DONE: Readonly<Record<string, JsonObject>> = {
  search_read: {
    records: [{ id: 3, name: MARKER }],
    count: 1,
    model: 'res.partner',
  },
  create_record: { id: 42, model: 'res.partner' },
  update_record: { success: true, model: 'res.partner', id: 3 },
  delete_record: { success: true, model: 'res.partner', id: 3 },
};

/**
 * An Odoo of which two things are as they are set: the groups of whoever signs in, and whether a record is there
 * that fits what is asked of it.
 */
function changing() {
  const now = { groups: ['staff'], fits: true };
  const server = taskServer();
  const upstream = memoryUpstream((request, context) => {
    const { name } = toolCallOf(request);
    if (request.method !== 'tools/call') return server.act(request, context);
    if (name === 'login')
      return json(request, toolResult({ ...identityOf('sales'), groups: now.groups }));
    if (name === 'search_count' && request.params?.task === undefined)
      return json(request, toolResult({ count: now.fits ? 1 : 0, model: 'res.partner' }));
    return server.act(request, context);
  });
  return { now, server, upstream, guard: guarded(upstream, RULES) };
}

/** A task of somebody who signs in once more before asking what came of it. */
async function task(tool: string, args: JsonObject) {
  const { now, server, guard } = changing();
  const session = await guard.signedIn('sales');
  const params = { name: tool, arguments: args, task: {} };
  const { task: made } = resultOf(await guard.ask('tools/call', params, { session }));
  const taskId = isObject(made) ? String(made.taskId) : '';
  server.tasks.set('task-1', { status: 'completed', result: toolResult(DONE[tool] ?? {}) });
  return {
    ...{ now, guard },
    async fetched() {
      const login = { method: 'password', username: 'sales', credential: 'right' };
      await guard.call('login', login, { session });
      return guard.ask('tasks/result', { taskId }, { session });
    },
    taskId,
  };
}

describe('what came of a call is fetched by whoever may make that call today', () => {
  it.each([
    ['search_read', SEARCH, { records: [{ id: 3, name: MARKER }] }],
    ['create_record', { model: 'res.partner', values: { name: 'New' } }, { id: 42 }],
    ['update_record', WRITE, { success: true }],
    ['delete_record', REMOVE, { success: true }],
  ])('%s', async (tool, args, due) => {
    const { fetched } = await task(tool, args);
    expect(resultOf(await fetched()).structuredContent).toMatchObject(due);
  });

  it.each([
    ['search_read', SEARCH],
    ['create_record', { model: 'res.partner', values: { name: 'New' } }],
    ['update_record', WRITE],
    ['delete_record', REMOVE],
  ])('not by one who has left the group since: %s', async (tool, args) => {
    const { now, fetched, taskId, guard } = await task(tool, args);
    now.groups = ['guests'];
    const reply = await fetched();
    expect(decisionOf(reply)).toMatchObject({ code: 'model_not_allowed' });
    const result = resultOf(reply);
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'io.modelcontextprotocol/related-task': { taskId } },
    });
    expect(result).not.toHaveProperty('structuredContent');
    expect(JSON.stringify(result)).not.toContain(MARKER);
    expect(JSON.stringify(result).includes('may have been carried out')).toBe(
      tool !== 'search_read',
    );
    expect(guard.audit.at(-1)).toMatchObject({ method: 'tasks/result', decision: 'denied' });
  });
});

describe('the records of a change', () => {
  it.each([
    ['update_record', WRITE],
    ['delete_record', REMOVE],
  ])('were within reach when it was made: %s', async (tool, args) => {
    const { now, fetched } = await task(tool, args);
    now.fits = false;
    expect(resultOf(await fetched()).structuredContent).toMatchObject({ success: true });
  });

  it('have to fit a rule that has come to bind its maker since', async () => {
    const { now, fetched } = await task('update_record', WRITE);
    now.groups = ['staff', 'narrowed'];
    expect(resultOf(await fetched()).structuredContent).toMatchObject({ success: true });
    now.fits = false;
    expect(decisionOf(await fetched())).toMatchObject({ code: 'record_not_allowed' });
  });

  it('are no longer asked about in 2026-07-28 either', async () => {
    const { now, server, guard } = changing();
    const asking = { bearer: 'worker', era: 'modern' } as const;
    const call = { name: 'delete_record', arguments: REMOVE, _meta: TASKS_META };
    const { taskId = '' } = resultOf(await guard.ask('tools/call', call, asking));
    server.tasks.set('task-1', {
      status: 'completed',
      result: toolResult(DONE.delete_record ?? {}),
    });
    now.fits = false;
    const told = resultOf(await guard.ask('tasks/get', { taskId, _meta: TASKS_META }, asking));
    expect(told).toMatchObject({ status: 'completed', result: { structuredContent: { id: 3 } } });
  });
});
