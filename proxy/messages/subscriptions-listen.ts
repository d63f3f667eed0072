import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { META } from '../wire/envelope.ts';
import type { RpcNotification } from '../wire/message.ts';
import type { Call, MessageHandler, Prepared, Refused } from './call.ts';
import type { HandlerContext } from './context.ts';
import { invalidParams } from './denial.ts';
import { withMeta } from './envelope.ts';
import { type Family, passes } from './families.ts';
import { knowsTasks, tasksPass } from './handed-out.ts';
import { askedResource } from './resource-access.ts';
import { readableUri } from './resource-reading.ts';
import { isStranger } from './signed-in.ts';
import { missingCapability } from './task-requests.ts';
import { filterState } from './told-of-task.ts';
import { unboundMeta } from './unbound-request.ts';

/** Which list each change is about, and how the server says that it has changed. */
const LISTS: readonly { readonly key: string; readonly family: Family; readonly method: string }[] =
  [
    { key: 'toolsListChanged', family: 'tools', method: 'notifications/tools/list_changed' },
    { key: 'promptsListChanged', family: 'prompts', method: 'notifications/prompts/list_changed' },
    {
      key: 'resourcesListChanged',
      family: 'resources',
      method: 'notifications/resources/list_changed',
    },
  ];
const ACKNOWLEDGED = 'notifications/subscriptions/acknowledged';
const TASKS = 'notifications/tasks';
const UPDATED = 'notifications/resources/updated';
const CANCELLED = 'notifications/cancelled';
/** Resources that one stream may be about. */
const MOST_URIS = 256;
/** Tasks that one stream may be about: as many as one caller can have. */
const MOST_TASKS = 256;

const KNOWN_PARAMS: ReadonlySet<string> = new Set(['notifications', '_meta']);

/**
 * `subscriptions/listen` (2026-07-28): what the caller may hear of what it asks for. Of a resource it hears what
 * it may read; what it may not is left out, as a server leaves out what it does not support.
 */
export function subscriptionsListen(context: HandlerContext): MessageHandler {
  return {
    needsSubject: true,
    cost: ({ params }) => ({ write: false, units: unitsOf(params), lasting: true }),
    async prepare(call) {
      const asked = parseFilter(call.request.params);
      if ('kind' in asked) return asked;
      if (asked.tasks.length > 0 && tasksPass(context) && !knowsTasks(call)) {
        return missingCapability();
      }
      const heard = await heardOf(asked, call, context);
      const meta = unboundMeta(call, context);
      return {
        kind: 'prepared',
        params: withMeta({ notifications: forwardedFilter(heard) }, meta),
        withCredential: heard.uris.size > 0,
        mayChange: false,
        filter: () => ({
          result: { resultType: 'complete', _meta: tagOf(call) },
          notes: [],
        }),
        ...relayOf(heard, call, context),
        endsOpen: true,
        facts: {},
      };
    },
  };
}

/** What is asked for, in the words of the protocol. */
interface Filter {
  readonly lists: ReadonlySet<string>;
  readonly uris: readonly string[];
  readonly tasks: readonly string[];
}

/** What the caller may hear. `uris`, `tasks`: as the server knows them, with what the caller calls them. */
interface Heard {
  readonly lists: ReadonlySet<string>;
  readonly uris: ReadonlyMap<string, string>;
  readonly tasks: ReadonlyMap<string, string>;
}

function parseFilter(params: JsonObject = {}): Filter | Refused {
  const unknown = Object.keys(params).find((key) => !KNOWN_PARAMS.has(key));
  if (unknown !== undefined) {
    return invalidParams(
      `subscriptions/listen parameter ${JSON.stringify(unknown)} is not supported.`,
    );
  }
  const filter = params.notifications;
  if (!isObject(filter)) return invalidParams('notifications is an object: what to hear of.');
  const uris = filter.resourceSubscriptions ?? [];
  if (!isTexts(uris) || uris.length > MOST_URIS) {
    return invalidParams(`resourceSubscriptions is a list of at most ${MOST_URIS} URIs.`);
  }
  const tasks = filter.taskIds ?? [];
  if (!isTexts(tasks) || tasks.length > MOST_TASKS) {
    return invalidParams(`taskIds is a list of at most ${MOST_TASKS} ids.`);
  }
  return { lists: listsIn(filter), uris, tasks };
}

/** Each resource is judged as reading it: a stream about many is no cheaper than a subscription to each. */
function unitsOf({ notifications }: JsonObject = {}): number {
  const uris = isObject(notifications) ? (notifications.resourceSubscriptions ?? []) : [];
  return isTexts(uris) ? Math.max(1, new Set(uris).size) : 1;
}

function isTexts(value: Json): value is readonly string[] {
  return isArray(value) && value.every((each) => typeof each === 'string');
}

function listsIn(filter: JsonObject): ReadonlySet<string> {
  return new Set(LISTS.map(({ key }) => key).filter((key) => filter[key] === true));
}

async function heardOf(asked: Filter, call: Call, context: HandlerContext): Promise<Heard> {
  const passing = LISTS.filter(({ family }) => passes(family, context)).map(({ key }) => key);
  const uris = new Map<string, string>();
  for (const uri of new Set(asked.uris)) {
    const read = await readableUri(uri, call, context);
    if (read !== undefined && !uris.has(read)) uris.set(read, uri);
  }
  const tasks = asked.tasks.flatMap((id): [string, string][] => {
    const task = context.tasks.find(call, id);
    return task ? [[task.upstreamId, id]] : [];
  });
  const lists = new Set(passing.filter((key) => asked.lists.has(key)));
  return { lists, uris, tasks: new Map(tasks) };
}

function forwardedFilter({ lists, uris, tasks }: Heard): JsonObject {
  return filterOf(lists, [...uris.keys()], [...tasks.keys()]);
}

function filterOf(
  lists: Iterable<string>,
  uris: readonly string[],
  tasks: readonly string[],
): JsonObject {
  return {
    ...Object.fromEntries([...lists].map((key) => [key, true])),
    ...(uris.length === 0 ? {} : { resourceSubscriptions: uris }),
    ...(tasks.length === 0 ? {} : { taskIds: tasks }),
  };
}

/** The id of the request is the name of the subscription: the caller knows no other than its own. */
function tagOf({ request }: Call): JsonObject {
  return { [META.subscriptionId]: request.id };
}

/** What may leave on the stream, written anew: first what is heard of, then no more than that. */
function relayOf(
  heard: Heard,
  call: Call,
  context: HandlerContext,
): Pick<Prepared, 'relay' | 'relayJudged'> {
  let acknowledged = false;
  const tagged = (method: string, params: JsonObject = {}): RpcNotification => ({
    jsonrpc: '2.0',
    method,
    params: { ...params, _meta: tagOf(call) },
  });
  const relay: Prepared['relay'] = ({ method, params = {} }) => {
    if (method === CANCELLED) {
      return { jsonrpc: '2.0', method, params: { requestId: call.request.id } };
    }
    if (!acknowledged) {
      if (method !== ACKNOWLEDGED) return undefined;
      acknowledged = true;
      return tagged(method, { notifications: agreedFilter(heard, params.notifications) });
    }
    if (method === UPDATED) {
      const uri = heardUri(params.uri, heard, call, context);
      return uri === undefined ? undefined : tagged(method, { uri });
    }
    const list = LISTS.find((one) => one.method === method);
    if (!list || !heard.lists.has(list.key)) return undefined;
    if (list.family === 'tools') context.toolHeaders.forget();
    return tagged(method);
  };
  return {
    relay,
    async relayJudged({ method, params = {} }) {
      if (!acknowledged || method !== TASKS) return undefined;
      const state = await heardTask(params, heard, call, context);
      return state && tagged(method, state);
    },
  };
}

/** How a task of the caller's stands, told as an answer to `tasks/get` would be. */
async function heardTask(
  said: JsonObject,
  { tasks }: Heard,
  call: Call,
  context: HandlerContext,
): Promise<JsonObject | undefined> {
  const id = typeof said.taskId === 'string' ? tasks.get(said.taskId) : undefined;
  const task = id === undefined ? undefined : context.tasks.find(call, id);
  const told = task && (await filterState(task, said, call, context));
  if (!told || 'effect' in told) return undefined;
  const { resultType: _complete, ...state } = told.result;
  return state;
}

/** What the server says it will tell, as far as that was asked of it, in the caller's own words. */
function agreedFilter({ lists, uris, tasks }: Heard, said: Json | undefined): JsonObject {
  if (!isObject(said)) return {};
  const agreed = listsIn(said);
  const named = said.resourceSubscriptions ?? [];
  const heard = isTexts(named) ? named.flatMap((uri) => uris.get(uri) ?? []) : [];
  const ids = said.taskIds ?? [];
  return filterOf(
    [...lists].filter((key) => agreed.has(key)),
    heard,
    isTexts(ids) ? ids.flatMap((id) => tasks.get(id) ?? []) : [],
  );
}

/**
 * What the caller calls the resource that has changed. A server may name a part of one that was asked for: that
 * passes where no rule is about parts.
 */
function heardUri(
  uri: Json | undefined,
  { uris }: Heard,
  call: Call,
  context: HandlerContext,
): string | undefined {
  if (typeof uri !== 'string') return undefined;
  const asked = uris.get(uri);
  if (asked !== undefined) return asked;
  const part = [...uris.keys()].some((whole) => uri.startsWith(`${whole.replace(/\/$/, '')}/`));
  const free = askedResource(uri, context).kind === 'unbound' && !isStranger(call, context);
  return part && free ? uri : undefined;
}
