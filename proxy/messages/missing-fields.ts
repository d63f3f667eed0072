import { type Deny, deny } from '../../policies/decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { type FieldName, parseFieldName } from '../../policies/names.ts';

/** What a server says that a create lacks. Only names are taken from it, and the values of a selection. */
export interface Missing {
  readonly fields: readonly MissingField[];
  /** What the server wants back with the next try, where it wants anything. */
  readonly state?: string;
}

export interface MissingField {
  readonly name: FieldName;
  /** Whether there is no record without it. */
  readonly needed: boolean;
  readonly choices: readonly string[];
}

/** Where the bundled server names the missing fields of a create that it refused. */
const MISSING_META = 'odoo-mcp/missing';
const MOST_FIELDS = 50;
const MOST_CHOICES = 200;
/** The technical name of a choice, such as `out_invoice` or `Europe/Brussels`: no words for people, no address. */
const CHOICE = /^[\w.+-]{1,64}(?:\/[\w.+-]{1,64}){0,3}$/;

/**
 * The fields a result says are missing: as a refusal's list of them, or as forms for the person behind the
 * client (2026-07-28, `input_required`). Undefined where it says nothing of the kind. Denied where the server
 * wants anything else of the client: its model (sampling), its files (roots), a web page to be opened.
 */
export function missingFields(result: JsonObject): Missing | Deny | undefined {
  if (result.resultType === 'input_required') return fromForms(result);
  const meta = result._meta;
  const listed = result.isError === true && isObject(meta) ? meta[MISSING_META] : undefined;
  if (!isArray(listed)) return undefined;
  return collected(
    listed.flatMap((entry) =>
      isObject(entry)
        ? [{ name: entry.name, needed: true, choices: choicesOf(entry.selection) }]
        : [],
    ),
  );
}

function fromForms({ inputRequests, requestState }: JsonObject): Missing | Deny | undefined {
  if (!isObject(inputRequests)) return undefined;
  const entries: Entry[] = [];
  for (const request of Object.values(inputRequests)) {
    const form = formOf(request);
    if (!form) {
      return deny(
        'message_not_supported',
        'fail-closed',
        'the server behind asked the client for something other than a form. Nothing was created.',
      );
    }
    const { properties, required } = form;
    for (const [name, property] of Object.entries(properties)) {
      entries.push({
        name,
        needed: isArray(required) && required.includes(name),
        choices: isObject(property) ? choicesOf(property.enum ?? property.oneOf) : [],
      });
    }
  }
  const missing = collected(entries);
  return missing && typeof requestState === 'string'
    ? { ...missing, state: requestState }
    : missing;
}

/** The properties a form asks for; undefined where the request is for no form. */
function formOf(request: Json): { properties: JsonObject; required: Json | undefined } | undefined {
  if (!isObject(request) || request.method !== 'elicitation/create') return undefined;
  const { params } = request;
  if (!isObject(params) || (params.mode !== undefined && params.mode !== 'form')) return undefined;
  const schema = params.requestedSchema;
  if (!isObject(schema) || !isObject(schema.properties)) return undefined;
  return { properties: schema.properties, required: schema.required };
}

interface Entry {
  readonly name: Json | undefined;
  readonly needed: boolean;
  readonly choices: readonly string[];
}

function collected(entries: readonly Entry[]): Missing | undefined {
  const fields = new Map<FieldName, MissingField>();
  for (const { name: written, needed, choices } of entries) {
    const name = parseFieldName(written);
    // What cannot be a field cannot be given: without it the server says what it lacks in its own words.
    if (name === undefined && needed) return undefined;
    if (name !== undefined) fields.set(name, { name, needed, choices });
  }
  return fields.size > 0 && fields.size <= MOST_FIELDS
    ? { fields: [...fields.values()] }
    : undefined;
}

/** The values of `[[value, label], …]`, `[value, …]` or `[{const: value}, …]`. */
function choicesOf(written: Json | undefined): readonly string[] {
  if (!isArray(written) || written.length > MOST_CHOICES) return [];
  const values = written.map((choice) =>
    isArray(choice) ? choice[0] : isObject(choice) ? choice.const : choice,
  );
  const texts = values.filter(
    (value): value is string => typeof value === 'string' && CHOICE.test(value),
  );
  return texts.length === values.length ? texts : [];
}
