import type { Obligation } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { parseFieldName, parseModelName } from '../names.ts';
import type { Findings } from './findings.ts';

type FieldsObligation = Extract<Obligation, { readonly kind: 'fields' }>;

/**
 * Attributes of a field description that may leave, and the form each must have. `groups`, `domain`,
 * `related`, `depends` and `relation_field` are missing on purpose: they name fields, groups and records
 * that the caller may not know of.
 */
const ATTRIBUTES: ReadonlyMap<string, (value: Json) => boolean> = new Map([
  ['type', isText],
  ['string', isText],
  ['label', isText],
  ['help', isText],
  ['required', isFlag],
  ['readonly', isFlag],
  ['store', isFlag],
  ['searchable', isFlag],
  ['sortable', isFlag],
  ['company_dependent', isFlag],
  ['default_read', isFlag],
  ['important', isFlag],
  ['translate', isFlag],
  ['size', Number.isInteger],
  ['digits', (value: Json) => isArray(value) && value.every(Number.isInteger)],
]);

/** Descriptions of the fields that may be described. Fields that may not be are not even counted. */
export function filterFieldDescriptions(
  fields: JsonObject,
  { mayDescribe, mayName }: FieldsObligation,
  findings: Findings,
): JsonObject {
  const described: Record<string, Json> = Object.create(null);
  for (const [key, description] of Object.entries(fields)) {
    const field = parseFieldName(key);
    if (field === undefined || !mayDescribe(field) || !isObject(description)) {
      findings.withheld('fields that may not be described are left out');
      continue;
    }
    described[key] = describeField(description, mayName, findings);
  }
  return described;
}

function describeField(
  description: JsonObject,
  mayName: FieldsObligation['mayName'],
  findings: Findings,
): JsonObject {
  const shown: Record<string, Json> = Object.create(null);
  const named = (value: Json | undefined) => {
    const model = parseModelName(value);
    return model !== undefined && mayName(model);
  };
  for (const [attribute, value] of Object.entries(description)) {
    if (attribute === 'relation' && named(value)) shown.relation = value;
    else if (attribute === 'selection' || attribute === 'options') {
      const choices = choicesOf(value, description.type === 'reference' ? named : undefined);
      if (choices !== undefined) shown[attribute] = choices;
    } else if (ATTRIBUTES.get(attribute)?.(value)) shown[attribute] = value;
    else findings.dropped(attribute);
  }
  return shown;
}

/** `[value, label]` pairs; the values of a reference field are models, and listed only if they may be named. */
function choicesOf(
  value: Json,
  mayList: ((value: Json | undefined) => boolean) | undefined,
): Json | undefined {
  if (!isArray(value)) return undefined;
  const pairs: Json[] = [];
  for (const pair of value) {
    if (!isArray(pair) || pair.length !== 2) return undefined;
    const [choice, label] = pair;
    if (!isScalar(choice) || typeof label !== 'string') return undefined;
    if (mayList === undefined || mayList(choice)) pairs.push([choice, label]);
  }
  return pairs;
}

function isText(value: Json): boolean {
  return typeof value === 'string';
}

function isFlag(value: Json): boolean {
  return typeof value === 'boolean';
}

function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
