import { valueAt } from '../bindings/argument-path.ts';
import type { KeptValue } from '../bindings/result-shape.ts';
import { sameJson } from '../bindings/same-json.ts';
import { MASK } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { echoed } from './echo.ts';
import { sanitiseErrorText, WITHHELD_ERROR } from './error-text.ts';
import { fieldOf } from './field-of-step.ts';
import { isFileName, isMimeType } from './file-facts.ts';
import type { Decided, Findings } from './findings.ts';
import { partOf } from './part-of-step.ts';

/** What one answer is rebuilt against. */
export interface Rebuilding {
  /** The decided operations of the call, by step; empty where the answer belongs to none. */
  readonly decided: ReadonlyMap<string, Decided>;
  /** The arguments that were forwarded. */
  readonly sent: JsonObject;
  readonly findings: Findings;
  /** How many things of each step are left after filtering, and how many the server sent. */
  readonly tallies: Map<string, { readonly left: number; readonly sent: number }>;
  /** Says that the answer cannot be judged as a whole. */
  unreadable(problem: string): void;
}

const LONGEST_WORDS = 4_000;

/** A value of an answer as it may leave; undefined when it must not. Counts are put right by the caller. */
export function rebuildValue(value: Json, kept: KeptValue, to: Rebuilding): Json | undefined {
  switch (kept.kind) {
    case 'integer':
      return isInteger(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integers':
      return isArray(value) && value.every(isInteger) ? value : undefined;
    case 'count':
      return to.tallies.get(kept.of)?.left ?? 0;
    case 'total': {
      // Of one page among many nobody here knows how many things of the others are hidden.
      const tally = to.tallies.get(kept.of) ?? { left: 0, sent: 0 };
      return value === tally.sent ? tally.left : undefined;
    }
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'texts':
      return isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
    case 'words':
      return isSayable(value, to) ? value : undefined;
    case 'sanitised':
      return sanitised(value, to);
    case 'file_name':
      return isFileName(value) ? value : undefined;
    case 'mime_type':
      return isMimeType(value) ? value : undefined;
    case 'one_of':
      return typeof value === 'string' && kept.values.has(value) ? value : undefined;
    case 'echo': {
      const operation = to.decided.get(kept.of)?.operation;
      return operation === undefined ? undefined : echoed(value, kept.part, operation);
    }
    case 'argument': {
      const own = valueAt(to.sent, kept.path);
      return own !== undefined && sameJson(own, value) ? value : undefined;
    }
    case 'field':
      return fieldOf(value, kept.field, to.decided.get(kept.of)?.obligation, to.findings);
    case 'part':
      return partOf(value, kept.part, kept.of, to);
    case 'list':
      return isArray(value) ? rebuildList(value, kept.item, to) : undefined;
    case 'object':
      return isObject(value) ? rebuildObject(value, kept.keys, to) : undefined;
    case 'map':
      return isObject(value) ? rebuildMap(value, kept.value, kept.keys, to) : undefined;
  }
}

/** An object with the keys that may pass, in the order the server wrote them. */
export function rebuildObject(
  object: JsonObject,
  keys: ReadonlyMap<string, KeptValue>,
  to: Rebuilding,
): JsonObject | undefined {
  const rebuilt: Record<string, Json> = Object.create(null);
  for (const [key, value] of Object.entries(object)) {
    const kept = keys.get(key);
    const shown = kept === undefined ? undefined : rebuildValue(value, kept, to);
    if (shown !== undefined) rebuilt[key] = shown;
    else if (kept !== undefined && isName(kept)) {
      // What is said beside the name of a field is said about that field.
      to.findings.withheld('what is said of fields and models that may not be named is left out');
      return undefined;
    } else to.findings.dropped(key);
  }
  return rebuilt;
}

function rebuildList(items: readonly Json[], kept: KeptValue, to: Rebuilding): readonly Json[] {
  const shown = items.flatMap((item) => {
    const rebuilt = rebuildValue(item, kept, to);
    return rebuilt === undefined ? [] : [rebuilt];
  });
  if (shown.length < items.length)
    to.findings.withheld('entries that may not be shown are left out');
  return shown;
}

function rebuildMap(
  map: JsonObject,
  kept: KeptValue,
  keys: KeptValue | undefined,
  to: Rebuilding,
): JsonObject {
  const rebuilt: Record<string, Json> = Object.create(null);
  for (const [key, value] of Object.entries(map)) {
    const shownKey = keys === undefined ? numbered(key) : rebuildValue(key, keys, to);
    const shown = rebuildValue(value, kept, to);
    // Several hidden keys would all be the mask.
    if (typeof shownKey === 'string' && shownKey !== MASK && shown !== undefined)
      rebuilt[shownKey] = shown;
    else to.findings.withheld('entries that may not be shown are left out');
  }
  return rebuilt;
}

function numbered(key: string): string | undefined {
  return /^\d{1,10}$/.test(key) ? key : undefined;
}

function isName(kept: KeptValue): boolean {
  return kept.kind === 'part' && (kept.part === 'field_name' || kept.part === 'model_name');
}

/** Words may speak of anything but what the subject may not read. */
function isSayable(value: Json, to: Rebuilding): value is string {
  if (typeof value !== 'string' || value.length > LONGEST_WORDS) return false;
  return [...to.decided.values()].every(({ mentionsHidden }) => !mentionsHidden(value));
}

function sanitised(value: Json, to: Rebuilding): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = sanitiseErrorText(value, [...to.decided.values()]);
  return text === WITHHELD_ERROR ? undefined : text;
}

function isInteger(value: Json): value is number {
  return Number.isSafeInteger(value);
}
