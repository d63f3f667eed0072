import { type Deny, deny } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import {
  type FieldName,
  type MethodName,
  type ModelName,
  parseFieldName,
  parseMethodName,
  parseModelName,
} from '../names.ts';
import { named } from './bind-refusal.ts';
import type { BoundPrompt, PromptCall } from './bound-prompt.ts';
import { frozenEntries } from './frozen-json.ts';
import type { PROMPT_ARGUMENTS, PromptDocument } from './grammar.ts';

type ArgumentType = (typeof PROMPT_ARGUMENTS)[number];
const LONGEST_TEXT = 4_000;

const WORDS: { readonly [Type in ArgumentType]: string } = {
  model: "the exact name of a model, such as 'res.partner'",
  field: "the exact name of a field, such as 'name'",
  method: "the exact name of a method, such as 'action_confirm'",
  text: `a text of at most ${LONGEST_TEXT} characters`,
  integer: 'a whole number, written in digits',
};

/** Compiles a prompt of a binding. */
export function compilePrompt(
  name: string,
  document: PromptDocument,
  binding: string,
): BoundPrompt {
  const types = new Map(Object.entries(document.arguments));
  return Object.freeze({
    name,
    arguments: Object.freeze([...types.keys()]),
    bind: (args: JsonObject) => bindPrompt(name, types, binding, args),
  });
}

function bindPrompt(
  name: string,
  types: ReadonlyMap<string, ArgumentType>,
  binding: string,
  args: JsonObject,
): PromptCall | Deny {
  const refuse = (problem: string) =>
    deny('arguments_invalid', `binding:${binding}:${name}`, `${name}: ${problem}`, {
      allowed:
        types.size === 0
          ? 'The prompt takes no arguments.'
          : `Arguments of ${name}: ${[...types.keys()].join(', ')}.`,
    });
  const unknown = Object.keys(args).filter((key) => !types.has(key));
  if (unknown.length > 0) return refuse(`${named(unknown)} is not known.`);
  const models: ModelName[] = [];
  const fields: FieldName[] = [];
  const methods: MethodName[] = [];
  const forwarded: [string, Json][] = [];
  for (const [argument, type] of types) {
    const value = Object.hasOwn(args, argument) ? args[argument] : undefined;
    if (value === undefined || value === null) continue;
    const model = type === 'model' ? parseModelName(value) : undefined;
    const field = type === 'field' ? parseFieldName(value) : undefined;
    const method = type === 'method' ? parseMethodName(value) : undefined;
    if (model !== undefined) models.push(model);
    else if (field !== undefined) fields.push(field);
    else if (method !== undefined) methods.push(method);
    else if (!isPlain(value, type)) return refuse(`argument '${argument}' must be ${WORDS[type]}.`);
    forwarded.push([argument, value]);
  }
  return Object.freeze({ models, fields, methods, arguments: frozenEntries(forwarded) });
}

/** An empty text is how a form says that an optional argument was left alone. */
function isPlain(value: Json, type: ArgumentType): boolean {
  if (typeof value !== 'string') return false;
  if (value === '') return true;
  if (type === 'text') return value.length <= LONGEST_TEXT;
  return type === 'integer' && /^-?\d{1,15}$/.test(value);
}
