import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import {
  type Asking,
  errorOf,
  guarded,
  MODERN_META,
  resultOf,
  sha256,
} from '../guarded.fixture.ts';
import { json, likeOdoo, memoryUpstream } from '../memory-upstream.fixture.ts';
import { TASKS_META } from '../task-server.fixture.ts';

/** Everything is open that can be, but for one tool of the binding and one that nobody described. */
const FILES = {
  gateway: `
odoo: {database: demo}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
upstream:
  url: "http://127.0.0.1:9/mcp"
  binding: odoo-mcp-upstream
  unbound: {tools: allow, resources: allow, prompts: allow, completions: allow}
protocol: {tasks: allow, sampling: allow, elicitation: allow, roots: allow}
limits: {per_tool: {deploy: 5}}
identity: {tokens: [{name: worker, sha256: ${sha256('worker')}, groups: [base.group_user]}]}
`,
  model_access: 'stock_models: {read_only: [res.partner]}',
  rbac: 'tool_group_requirements: {search_read: [base.group_system], launch: [base.group_system]}',
};
const ARGS: JsonObject = { model: 'res.partner' };

/** A server that takes a name for any that reads like it, and says yes to everything. */
function lenient() {
  const called: string[] = [];
  const upstream = memoryUpstream((request, context) => {
    switch (request.method) {
      case 'tools/call':
        called.push(String(request.params?.name));
        return json(request, { content: [{ type: 'text', text: 'done' }] });
      case 'tools/list':
        return json(request, {
          tools: ['search_read', 'Search_Read', 'launch', ' launch', 'echo', 'Echo'].map(
            (name) => ({
              name,
              inputSchema: { type: 'object' },
            }),
          ),
        });
      default:
        return likeOdoo(request, context);
    }
  });
  return { called, upstream, guard: guarded(upstream, FILES) };
}

const DOORS: readonly (readonly [string, JsonObject])[] = [
  ['as it is', {}],
  ['as a task', { task: { ttl: 1_000 } }],
  ['with arguments nobody knows', { arguments: { ...ARGS, name: 'echo', tool: 'echo' } }],
];
const MODERN_DOORS: readonly (readonly [string, JsonObject])[] = [
  ['as it is', {}],
  ['by a client that knows tasks', { _meta: TASKS_META }],
  ['once more, with answers', { inputResponses: { who: { action: 'accept', content: {} } } }],
  ['once more, with a state', { requestState: 'allowed' }],
];

describe.each(['search_read', 'launch'])('a tool that is denied is not called: %s', (name) => {
  it.each(DOORS)('%s', async (_, more) => {
    const { called, guard } = lenient();
    const session = await guard.open({ bearer: 'worker' });
    const params = { name, arguments: ARGS, ...more };
    const reply = await guard.ask('tools/call', params, { bearer: 'worker', session });
    expect(resultOf(reply)).toMatchObject({ isError: true });
    expect(called).toEqual([]);
  });

  it.each(MODERN_DOORS)('%s (2026-07-28)', async (_, more) => {
    const { called, guard } = lenient();
    const params = { name, arguments: ARGS, _meta: MODERN_META, ...more };
    const reply = await guard.ask('tools/call', params, { bearer: 'worker', era: 'modern' });
    expect(resultOf(reply)).toMatchObject({ isError: true });
    expect(called).toEqual([]);
  });

  it('nor can its task be asked about, which there is none of', async () => {
    const { called, guard, upstream } = lenient();
    const asking: Asking = { bearer: 'worker', session: await guard.open({ bearer: 'worker' }) };
    for (const method of ['tasks/get', 'tasks/result', 'tasks/cancel'])
      expect(errorOf(await guard.ask(method, { taskId: name }, asking)).code).toBe(-32602);
    expect(called).toEqual([]);
    expect(upstream.methods.some((method) => method.startsWith('tasks/'))).toBe(false);
  });
});

describe('a name that a server may read as that of a tool with rules', () => {
  it.each([
    'Search_Read',
    'SEARCH_READ',
    ' search_read',
    'search_read\n',
    'search_\u200bread',
    'search_read\u0000',
    '\ufeffsearch_read',
    'ｓｅａｒｃｈ＿ｒｅａｄ',
    'LAUNCH',
    'launch\t',
    'la\u00adunch',
    'Deploy',
  ])('is no tool: %j', async (name) => {
    const { called, guard } = lenient();
    const reply = await guard.call(name, ARGS, { bearer: 'worker', era: 'modern' });
    expect(errorOf(reply)).toMatchObject({ code: -32602, message: `Unknown tool: ${name}` });
    expect(called).toEqual([]);
  });

  it('is every name that is too long to be looked at, and none that MCP has', async () => {
    const { called, guard } = lenient();
    const [tool, none] = ['x'.repeat(128), 'x'.repeat(2_000)];
    const reply = await guard.call(none, {}, { bearer: 'worker', era: 'modern' });
    expect(errorOf(reply)).toMatchObject({ code: -32602 });
    await guard.call(tool, {}, { bearer: 'worker', era: 'modern' });
    expect(called).toEqual([tool]);
  });

  it('is not listed either', async () => {
    const { guard } = lenient();
    const { tools } = resultOf(
      await guard.ask('tools/list', {}, { bearer: 'worker', era: 'modern' }),
    );
    expect(tools).toMatchObject([{ name: 'echo' }, { name: 'Echo' }]);
  });

  it.each(['echo', 'Echo', 'deploy'])('is not every name: %s', async (name) => {
    const { called, guard } = lenient();
    await guard.call(name, {}, { bearer: 'worker', era: 'modern' });
    expect(called).toEqual([name]);
  });
});

it.each(['Create_Workflow', 'create_workflow ', 'create\u2060_workflow'])(
  'a prompt is nothing that reads like one which is described: %j',
  async (name) => {
    const { guard, upstream } = lenient();
    const asking = { bearer: 'worker', era: 'modern' } as const;
    expect(errorOf(await guard.ask('prompts/get', { name }, asking)).code).toBe(-32602);
    expect(upstream.methods).not.toContain('prompts/get');
  },
);

it('what a tool links to is read by the rules of reading it', async () => {
  const uri = 'odoo://record/res.users/1';
  const link: JsonObject = { type: 'resource_link', uri, name: 'one' };
  const upstream = memoryUpstream((request, context) =>
    request.method === 'tools/call'
      ? json(request, { content: [link] })
      : likeOdoo(request, context),
  );
  const guard = guarded(upstream, FILES);
  const asking = { bearer: 'worker', era: 'modern' } as const;
  expect(resultOf(await guard.call('echo', {}, asking))).toMatchObject({ content: [link] });
  for (const one of [uri, uri.replace('users', '%75sers'), uri.replace('odoo', 'ODOO')]) {
    const reply = await guard.ask('resources/read', { uri: one }, asking);
    expect(reply.responses).toMatchObject([{ error: { code: expect.any(Number) } }]);
  }
  expect(upstream.methods).not.toContain('resources/read');
});
