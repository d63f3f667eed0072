import type { Files } from '../../policies/config-directory.fixture.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import { type Asking, type Guarded, guarded, resultOf, sha256 } from '../guarded.fixture.ts';
import { memoryUpstream } from '../memory-upstream.fixture.ts';
import { TASKS_META, type TaskServer, taskServer } from '../task-server.fixture.ts';

const token = (name: string) =>
  `{name: ${name}, sha256: ${sha256(name)}, groups: [base.group_user], odoo: {login: bot, api_key: key-of-worker}}`;
/** A `gateway.yaml` with two people who carry tokens, the worker and another, and more keys. */
export const gatewayWith = (more: string) => `
odoo: {database: demo}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
identity:
  tokens: [${token('worker')}, ${token('other')}]
${more}
`;
/** The server that ships with the guard, which may hand out tasks. */
export const BOUND = {
  gateway: gatewayWith('protocol: {tasks: allow}'),
  model_access: `
stock_models: {full_crud: [res.partner], read_only: [crm.lead]}
sensitive_fields: {res.partner: [vat]}
`,
};
/** A server whose tools no binding describes, which may too. */
export const UNBOUND = {
  gateway: gatewayWith(
    "protocol: {tasks: allow}\nupstream: {url: 'http://127.0.0.1:9', unbound: {tools: allow}}",
  ),
};
/** The same where servers may show people forms. */
export const ASKING = {
  gateway: gatewayWith(
    "protocol: {tasks: allow, elicitation: forms}\nupstream: {url: 'http://127.0.0.1:9', unbound: {tools: allow}}",
  ),
};
/** What no task may show. */
export const MARKER = 'BE0477472701';
export const PARTNERS: JsonObject = {
  records: [{ id: 1, name: 'Azure', vat: MARKER }],
  count: 1,
  model: 'res.partner',
};
export const SEARCH = { model: 'res.partner', fields: ['name'] };

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

/** A guard in front of a server of tasks, and a session of the worker in it. */
export async function legacy(files: Files, server = taskServer()): Promise<Scene> {
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

/** The same for clients of 2026-07-28 that know tasks. */
export async function modern(files: Files, server = taskServer()): Promise<Scene> {
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

export const ERAS = { legacy, modern } as const;
type Era = keyof typeof ERAS;

/** What came of a task, as the era tells it. */
export async function outcome(era: Era, { ask }: Scene, taskId: string): Promise<JsonObject> {
  if (era === 'legacy') return resultOf(await ask('tasks/result', { taskId }));
  const { result } = resultOf(await ask('tasks/get', { taskId }));
  return isObject(result) ? result : {};
}
