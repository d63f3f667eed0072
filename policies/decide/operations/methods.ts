import { type Deny, deny, type Note } from '../../decision.ts';
import { argumentChoices, blockedMethod, methodArguments, ormMethod } from '../../guardrails.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../json.ts';
import type { MethodName, ModelName } from '../../names.ts';
import type { CallMethod } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import { judgeContext, withContext } from '../context.ts';
import { judgeIds, MOST_RECORDS_OF_CALL } from '../ids.ts';
import type { Inquiry } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { judgeOrmCall } from '../orm/dispatch.ts';
import { insteadOf } from '../orm/instead.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny, isFinal } from '../refusal.ts';
import type { CallRights } from '../rights/model-rights.ts';

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
 * Judges a method call. A method the ORM gives every model is the operation it is, and needs the grant of
 * that one; the few that are none are refused. The model's own methods are allow-listed, for everybody.
 */
export function judgeCall(inquiry: Inquiry, operation: CallMethod, notes: Note[]): Judged | Deny {
  const { model, method } = operation;
  const inherited = judgeInherited(inquiry, operation, notes);
  if (inherited !== undefined) return inherited;
  const rights = inquiry.rights.on(model).call;
  if (isDeny(rights)) return rights;
  const rule = refuseMethod(inquiry.policy, model, method) ?? listedBy(inquiry, rights, operation);
  if (isDeny(rule)) return rule;
  const ids = judgeIds(operation.ids, MOST_RECORDS_OF_CALL);
  if (isDeny(ids)) return ids;

  const { context: inKwargs, ...keywords } = operation.kwargs;
  const refused =
    refuseArguments(operation, keywords, rule === UNLISTED) ??
    refuseRecords(inquiry, model, ids, 'call');
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

/** Judges a method as the operation it is; undefined where only the lists of methods can grant it. */
function judgeInherited(
  inquiry: Inquiry,
  operation: CallMethod,
  notes: Note[],
): Judged | Deny | undefined {
  if (isListed(inquiry, operation)) return undefined;
  const { model, method } = operation;
  const judged =
    refuseByName(inquiry.policy, model, method) ?? judgeOrmCall(inquiry, operation, notes);
  // `message_post` is also a method that a policy may list: what refuses it is then that it is not.
  return ormMethod(method) === undefined && isFinal(judged) ? undefined : judged;
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
  const orm = ormMethod(method);
  return (
    refuseByName(policy, model, method) ??
    (orm && notCalled(model, method, orm.id, orm.reason, insteadOf(method)))
  );
}

/** Why nobody calls a method of this name on any model, whatever it does. */
function refuseByName(policy: Policy, model: ModelName, method: MethodName): Deny | undefined {
  const blocked = blockedMethod(method);
  if (blocked)
    return notCalled(
      ...([model, method, blocked.id, blocked.reason] as const),
      ormMethod(method) && insteadOf(method),
    );
  return policy.restrictions.blockedMethods.has(method)
    ? notCalled(
        ...([model, method, 'restrictions.yaml:blocked_methods'] as const),
        'it is blocked on every model',
      )
    : undefined;
}

function notCalled(
  model: ModelName,
  method: MethodName,
  rule: string,
  reason: string,
  allowed?: string,
): Deny {
  return deny(
    'method_not_allowed',
    rule,
    `${model}.${method} is not called: ${reason}.`,
    allowed === undefined ? {} : { allowed },
  );
}

/**
 * Whether a method that could be judged as an operation is called by its own name here: the policy lists it
 * for this subject, as it can `message_post`, and does not merely inherit it.
 */
function isListed(inquiry: Inquiry, { model, method }: CallMethod): boolean {
  if (ormMethod(method) !== undefined) return false;
  const rights = inquiry.rights.on(model).call;
  return !isDeny(rights) && listedMethods(inquiry.policy, rights, model).includes(method);
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
