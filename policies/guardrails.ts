import { BLOCKED_METHODS } from './guardrails/blocked-methods.ts';
import { BLOCKED_MODELS } from './guardrails/blocked-models.ts';
import {
  BLOCKED_ENDINGS,
  BLOCKED_FAMILIES,
  BLOCKED_SERVICE_MODELS,
} from './guardrails/blocked-service-models.ts';
import { BLOCKED_WRITE_FIELDS, VIRTUAL_GROUP_FIELD } from './guardrails/blocked-write-fields.ts';
import { type Guardrail, indexByName } from './guardrails/guardrail.ts';
import { ARGUMENT_CHOICES, METHOD_ARGUMENTS } from './guardrails/method-arguments.ts';
import { ORM_METHODS } from './guardrails/orm-methods.ts';
import { READ_ONLY_MODELS } from './guardrails/read-only-models.ts';
import { SECRET_FIELDS, SECRET_NAME } from './guardrails/secret-fields.ts';
import type { FieldName, MethodName, ModelName } from './names.ts';

/**
 * What no policy file can loosen, for anyone, administrators included. Every answer is a lookup in a table
 * compiled once; the data stands in `guardrails/`.
 */
export type { Guardrail } from './guardrails/guardrail.ts';

const MODELS = indexByName([...BLOCKED_MODELS, ...BLOCKED_SERVICE_MODELS]);
const FAMILIES = indexByName(BLOCKED_FAMILIES);
const ENDINGS = indexByName(BLOCKED_ENDINGS);
const READ_ONLY = indexByName(READ_ONLY_MODELS);
const METHODS = indexByName(BLOCKED_METHODS);
const ORM = indexByName(ORM_METHODS);
const WRITE_FIELDS = indexByName(BLOCKED_WRITE_FIELDS);

const PRIVATE_METHOD: Guardrail = Object.freeze({
  id: 'G31',
  reason: 'a private method, which Odoo refuses too',
});
const VIRTUAL_GROUPS: Guardrail = Object.freeze({
  id: 'G51',
  reason: 'a virtual field that grants groups',
});
const SECRET: Guardrail = Object.freeze({
  id: 'G60',
  reason: 'a secret: never read, searched or written',
});

/** Why nobody reaches this model, by its name or its family, or undefined. */
export function blockedModel(model: ModelName): Guardrail | undefined {
  const exact = MODELS.get(model);
  if (exact !== undefined) return exact;
  for (let end = model.indexOf('.'); end !== -1; end = model.indexOf('.', end + 1)) {
    const family = FAMILIES.get(model.slice(0, end));
    if (family !== undefined) return family;
  }
  const lastDot = model.lastIndexOf('.');
  return (
    FAMILIES.get(model) ?? (lastDot === -1 ? undefined : ENDINGS.get(model.slice(lastDot + 1)))
  );
}

/** Why nobody writes this model, or undefined. It may still be read where the policy grants it. */
export function readOnlyModel(model: ModelName): Guardrail | undefined {
  return READ_ONLY.get(model);
}

/** Why nobody calls this method: it is on the list, or private. Or undefined. */
export function blockedMethod(method: MethodName): Guardrail | undefined {
  return METHODS.get(method) ?? (method.startsWith('_') ? PRIVATE_METHOD : undefined);
}

/** Why a generic method tool may not call this inherited method, or undefined. */
export function ormMethod(method: MethodName): Guardrail | undefined {
  return ORM.get(method);
}

/**
 * The only keyword arguments (and no positional ones) a method may be called with where the policy grants it;
 * undefined: the method is not one of those, and no guardrail limits its arguments.
 */
export function methodArguments(method: MethodName): ReadonlySet<string> | undefined {
  return METHOD_ARGUMENTS.get(method);
}

/** The only values of one of those arguments; undefined: no guardrail limits its value. */
export function argumentChoices(
  method: MethodName,
  argument: string,
): ReadonlySet<string> | undefined {
  return ARGUMENT_CHOICES.get(`${method}.${argument}`);
}

/** Why nobody writes a field of this name, on any model, or undefined. */
export function blockedWriteField(field: FieldName): Guardrail | undefined {
  return WRITE_FIELDS.get(field) ?? (VIRTUAL_GROUP_FIELD.test(field) ? VIRTUAL_GROUPS : undefined);
}

/** Why this field is never returned, searched, sorted, grouped or written, or undefined. */
export function secretField(model: ModelName, field: FieldName): Guardrail | undefined {
  return SECRET_NAME.test(field) || SECRET_FIELDS.get(model)?.has(field) === true
    ? SECRET
    : undefined;
}
