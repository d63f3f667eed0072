import type { BoundStep, BoundTool } from '../../policies/bindings/binding.ts';
import { decideTool } from '../../policies/decide/rights/tool-access.ts';
import type { Deny } from '../../policies/decision.ts';
import { isArray, isObject, type Json } from '../../policies/json.ts';
import type { GroupName } from '../../policies/names.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Subject } from '../../policies/subject.ts';
import { UpstreamFailure } from '../exchange.ts';
import { soleResponse } from '../sole-response.ts';
import { ownBehalf } from './learn-schema.ts';
import type { Setting } from './setting.ts';
import { namedSubjects, subjectOf, type Who } from './who.ts';

/** One tool of the upstream. */
export interface ListedTool {
  readonly name: string;
  readonly bound: boolean;
  /** What a call means: `search_read on any model`; a tool that does several things has one for each. */
  readonly means: readonly string[];
  /** Whether a call can be allowed to the subject that was asked about; absent: nobody was. */
  readonly access?: 'allow' | Deny;
  /** Who can be allowed a call: names of `gateway.yaml`, then `group …`s, `administrators` or `everybody`. */
  readonly callers?: readonly string[];
}

/** A bound on the pages of a list: a server that says there is always more is not followed for ever. */
const MOST_PAGES = 100;

/**
 * What the upstream offers and who may call it. Throws `UpstreamFailure` when it does not answer, and
 * `UsageError` when `gateway.yaml` does not name who is asked about.
 */
export async function listTools(
  setting: Setting,
  who: Who | undefined,
): Promise<readonly ListedTool[]> {
  const { binding, policy } = setting.context;
  const subject = who && subjectOf(who, policy);
  const names = await toolNames(setting);
  return names.map((name) => {
    const tool = binding?.tools.get(name);
    const described = { name, bound: tool !== undefined, means: tool ? meanings(tool) : [] };
    if (subject) return { ...described, access: accessOf(name, tool, subject, policy) };
    return { ...described, callers: callersOf(name, tool, policy) };
  });
}

async function toolNames(setting: Setting): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: Json | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const params = cursor === undefined ? undefined : { cursor };
    const behalf = { ...ownBehalf(setting), credential: undefined };
    const answer = await setting.context.door.request('tools/list', params, behalf);
    const response = await soleResponse(answer);
    if (!('result' in response) || !isArray(response.result.tools)) {
      throw new UpstreamFailure('invalid', 'the upstream did not answer with a list of tools');
    }
    for (const tool of response.result.tools) {
      if (isObject(tool) && typeof tool.name === 'string') names.push(tool.name);
    }
    cursor = response.result.nextCursor;
    if (typeof cursor !== 'string') return names;
  }
  throw new UpstreamFailure('invalid', `the upstream's list of tools has no end`);
}

function meanings({ steps }: BoundTool): readonly string[] {
  return steps.map(({ kinds, model }: BoundStep) => {
    const on = model ?? ([...kinds].every((kind) => ABOUT_NO_MODEL.has(kind)) ? '' : 'any model');
    return `${[...kinds].join(' or ')}${on === '' ? '' : ` on ${on}`}`;
  });
}

const ABOUT_NO_MODEL: ReadonlySet<string> = new Set(['list_models', 'login', 'whoami']);

function accessOf(
  name: string,
  tool: BoundTool | undefined,
  subject: Subject,
  policy: Policy,
): 'allow' | Deny {
  const refused: Deny = {
    effect: 'deny',
    code: 'tool_unbound',
    rule: 'gateway.yaml:upstream.unbound.tools',
    reason: `no binding describes ${name}.`,
  };
  if (!tool && policy.gateway.upstream.unbound.tools !== 'allow') return refused;
  const access = decideTool(tool ?? { name, kinds: new Set() }, subject, policy);
  if (access === 'visible') return 'allow';
  return access === 'hidden' ? refused : access;
}

function callersOf(name: string, tool: BoundTool | undefined, policy: Policy): readonly string[] {
  const may = (who: Who) => accessOf(name, tool, subjectOf(who, policy), policy) === 'allow';
  if (may({})) return ['everybody'];
  const named = namedSubjects(policy).filter((subject) => may({ token: subject.name }));
  const groups = groupsOf(policy).filter((group) => may({ groups: [group] }));
  return [
    ...named.map((subject) => subject.name),
    ...groups.map((group) => `group ${group}`),
    ...(may({ admin: true }) ? ['administrators'] : []),
  ];
}

/** Every group that a rule of the policy names, in alphabetical order. */
export function groupsOf({ access, rbac }: Policy): readonly GroupName[] {
  const required = [...rbac.fieldGroups.values()].flatMap((fields) =>
    [...fields.values()].flatMap(({ read, search, write }) =>
      [...read, ...search, ...write].flatMap(({ anyOf }) => anyOf),
    ),
  );
  const bound = [...rbac.recordRules.values()]
    .flat()
    .flatMap(({ groups = [], exceptGroups }) => [...groups, ...exceptGroups]);
  const named = [
    ...access.groupAccess.map(({ group }) => group),
    ...[...rbac.toolGroups.values()].flat(),
    ...[...rbac.operationGroups.values()].flat(),
    ...required,
    ...bound,
  ];
  return [...new Set(named)].sort();
}
