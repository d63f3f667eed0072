import { type Deny, deny, type Note } from '../decision.ts';
import { argumentChoices, blockedMethod, methodArguments, ormMethod } from '../guardrails.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import type { MethodName, ModelName } from '../names.ts';
import type { CallMethod } from '../operation.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { judgeContext, withContext } from './context.ts';
import { judgeIds, MOST_RECORDS_OF_CALL } from './ids.ts';
import type { Inquiry } from './inquiry.ts';
import type { Judged } from './judged.ts';
import type { CallRights } from './model-rights.ts';
import { isDeny } from './refusal.ts';
import { subjectRights } from './subject-rights.ts';

const LARGEST_ARGUMENTS = 100_000;
const DEEPEST_ARGUMENTS = 10;
const KEYWORD = /^[a-z][a-z0-9_]{0,63}$/;
/** Keys that only a context has: an argument that carries one is a context in disguise. */
const CONTEXT_KEYS: ReadonlySet<string> = new Set([
  'context',
  'allowed_company_ids',
  'active_test',
  'active_model',
  'active_id',
  'active_ids',
  'force_company',
  'force_delete',
  'tracking_disable',
  'install_mode',
  'import_file',
]);

/**
 * Judges a method call. Methods are allow-listed for everybody; what the ORM does under another name is
 * refused here, because the tools for it are where field rules hold.
 */
export function judgeCall(inquiry: Inquiry, operation: CallMethod, notes: Note[]): Judged | Deny {
  const { model, method } = operation;
  const rights = inquiry.rights.on(model).call;
  if (isDeny(rights)) return rights;
  const rule = refuseMethod(inquiry.policy, model, method) ?? listedBy(inquiry, rights, operation);
  if (isDeny(rule)) return rule;
  const ids = judgeIds(operation.ids, MOST_RECORDS_OF_CALL);
  if (isDeny(ids)) return ids;

  const { context: inKwargs, ...keywords } = operation.kwargs;
  const refused = refuseArguments(operation, keywords, rule === UNLISTED);
  if (refused) return refused;
  const own = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(own)) return own;
  const nested = judgeContext(inKwargs, inquiry.subject, notes);
  if (isDeny(nested)) return nested;

  const { context: _replaced, ...rest } = operation;
  notes.push({
    kind: 'result_withheld',
    reason: `no rule says what ${model}.${method} returns, so only the type of its result is shown`,
  });
  return {
    rule,
    operation: {
      ...rest,
      ids,
      kwargs: nested === undefined ? keywords : { ...keywords, context: nested },
      ...withContext(own),
    },
    obligation: { kind: 'opaque', model, method },
  };
}

/**
 * The methods of a model that the subject may call by name, for lists and completions. Administrators whom
 * the policy lets call unlisted ones may call more than these.
 */
export function callableMethods(
  model: ModelName,
  subject: Subject,
  policy: Policy,
): readonly MethodName[] {
  const rights = subjectRights(subject, policy).on(model).call;
  if (isDeny(rights)) return [];
  return listedMethods(policy, rights, model).filter(
    (method) => refuseMethod(policy, model, method) === undefined,
  );
}

function listedMethods(
  { access }: Policy,
  { listed, grants }: CallRights,
  model: ModelName,
): readonly MethodName[] {
  const everybodys = listed ? (access.allowedMethods.get(model) ?? []) : [];
  return [...new Set([...everybodys, ...grants.flatMap(({ methods }) => [...methods])])];
}

const UNLISTED = 'model_access.yaml:admin.unlisted_methods';

function refuseMethod(policy: Policy, model: ModelName, method: MethodName): Deny | undefined {
  const refuse = (rule: string, reason: string, allowed?: string) =>
    deny(
      'method_not_allowed',
      rule,
      `${model}.${method} is not called: ${reason}.`,
      allowed === undefined ? {} : { allowed },
    );
  const orm = ormMethod(method);
  const blocked = blockedMethod(method);
  if (blocked) return refuse(blocked.id, blocked.reason, orm && insteadOf(method));
  if (orm) return refuse(orm.id, orm.reason, insteadOf(method));
  return policy.restrictions.blockedMethods.has(method)
    ? refuse('restrictions.yaml:blocked_methods', 'it is blocked on every model')
    : undefined;
}

/** The rule whose list has the method. */
function listedBy(
  { subject, policy }: Inquiry,
  rights: CallRights,
  { model, method }: CallMethod,
): string | Deny {
  const byGroup = rights.grants.find((grant) => grant.methods.has(method));
  if (byGroup) return byGroup.rule;
  const { access } = policy;
  if (rights.listed) {
    if (access.allowedMethods.get(model)?.has(method))
      return `model_access.yaml:allowed_methods.${model}`;
    if (subject.admin && access.admin.unlistedMethods === 'allow') return UNLISTED;
  }
  const callable = listedMethods(policy, rights, model);
  return deny(
    'method_not_allowed',
    `model_access.yaml:allowed_methods.${model}`,
    `${model}.${method} is not among the methods that may be called.`,
    callable.length === 0 ? {} : { allowed: `On ${model}: ${callable.join(', ')}.` },
  );
}

function refuseArguments(
  { model, method, args }: CallMethod,
  kwargs: JsonObject,
  unlisted: boolean,
): Deny | undefined {
  const invalid = (problem: string, rule = 'built-in:method-arguments') =>
    deny('arguments_invalid', rule, `${model}.${method}: ${problem}.`);
  const names = Object.keys(kwargs);
  const some = args.length + names.length > 0;
  if (unlisted && some) {
    return invalid('a method that is not listed is called without arguments', UNLISTED);
  }
  const known = methodArguments(method);
  if (known !== undefined) {
    if (args.length > 0) return invalid('give its arguments by name');
    if (names.some((name) => !known.has(name))) {
      return invalid(
        known.size === 0 ? 'it takes no arguments' : `it takes only ${[...known].join(', ')}`,
      );
    }
    for (const name of names) {
      const choices = argumentChoices(method, name);
      const value = kwargs[name];
      if (choices === undefined || (typeof value === 'string' && choices.has(value))) continue;
      return invalid(`${name} is one of ${[...choices].join(', ')}`);
    }
  }
  if (names.some((name) => !KEYWORD.test(name))) return invalid('an argument has no usable name');
  if (JSON.stringify([args, kwargs]).length > LARGEST_ARGUMENTS) {
    return invalid(`arguments have at most ${LARGEST_ARGUMENTS} characters as JSON`);
  }
  for (const value of [...args, ...Object.values(kwargs)]) {
    const problem = findProblem(value, DEEPEST_ARGUMENTS);
    if (problem !== undefined) return invalid(problem);
  }
  return undefined;
}

/** What is wrong with an argument, anywhere inside it. */
function findProblem(value: Json, depth: number): string | undefined {
  const inner = isArray(value) ? value : isObject(value) ? Object.values(value) : undefined;
  if (inner === undefined) return undefined;
  if (depth === 0) return `arguments nest at most ${DEEPEST_ARGUMENTS} deep`;
  if (isObject(value) && Object.keys(value).some(isContextKey)) {
    return 'an argument looks like a context: give a context in the argument of that name';
  }
  for (const item of inner) {
    const problem = findProblem(item, depth - 1);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isContextKey(key: string): boolean {
  return key.startsWith('default_') || CONTEXT_KEYS.has(key);
}

/** Which operation an ORM method is, for the hint of where to go instead. */
const OPERATION_OF: ReadonlyMap<string, string> = new Map(
  Object.entries({
    search_read: 'search search_read search_fetch web_search_read hierarchy_read',
    read_group:
      'read_group web_read_group formatted_read_group formatted_read_grouping_sets read_progress_bar',
    name_search: 'name_search web_name_search',
    default_get: 'default_get',
    read: 'read fetch web_read name_get mapped filtered grouped sorted copy_data export_data',
    search_count: 'search_count',
    create: 'create copy copy_multi name_create load import_data find_or_create_record',
    write: 'write update web_save web_save_multi web_resequence update_field_translations',
    unlink: 'unlink',
    fields_get: 'fields_get get_view get_views fields_view_get',
  }).flatMap(([kind, methods]) => methods.split(' ').map((method) => [method, kind] as const)),
);

function insteadOf(method: string): string | undefined {
  const kind = OPERATION_OF.get(method);
  return kind === undefined ? undefined : `Use the tool for ${kind}, where field rules apply.`;
}
