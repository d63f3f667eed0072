import { MASK, type RecordObligation } from '../decision.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type ModelName, parseFieldName, parseRecordId } from '../names.ts';
import { treatValue } from './field-values.ts';
import type { Findings } from './findings.ts';
import { withheldReason } from './within-reach.ts';

/** Records as they may leave; undefined when one of them is no object. */
export function filterRecords(
  rows: readonly Json[],
  obligation: RecordObligation,
  findings: Findings,
): readonly JsonObject[] | undefined {
  if (rows.length > obligation.maxRecords)
    findings.withheld(`records beyond the first ${obligation.maxRecords} were cut`);
  const kept: JsonObject[] = [];
  for (const row of rows.slice(0, obligation.maxRecords)) {
    if (!isObject(row)) return undefined;
    kept.push(filterRecord(row, obligation, findings));
  }
  return kept;
}

/**
 * One record: `id`, the visible fields, and the masked ones as the mask (or not at all). Everything else is
 * dropped, whatever the server put there.
 */
export function filterRecord(
  row: JsonObject,
  { visible, masked, redaction, model }: RecordObligation,
  findings: Findings,
): JsonObject {
  const record: Record<string, Json> = Object.create(null);
  const masks = new Set<string>(masked);
  for (const [key, value] of Object.entries(row)) {
    if (masks.has(key)) continue;
    const field = parseFieldName(key);
    const treatment = field === undefined ? undefined : visible.get(field);
    if (key === 'id') {
      if (parseRecordId(value) !== undefined) record.id = value;
      else findings.dropped(key);
      continue;
    }
    if (treatment === undefined) {
      findings.dropped(key);
      continue;
    }
    const shown = treatValue(value, treatment) ?? fileReference(value, model, row.id, key);
    if (shown !== undefined) record[key] = shown;
    else {
      findings.withheld(withheldReason(model, key, treatment));
      if (redaction === 'mask') record[key] = MASK;
    }
  }
  if (redaction === 'mask') for (const field of masked) record[field] = MASK;
  return record;
}

/**
 * What stands in place of a file's content: its size, and the URI under which it can be read. It may name
 * nothing but this very field of this very record.
 */
function fileReference(
  value: Json,
  model: ModelName,
  id: Json | undefined,
  field: string,
): JsonObject | undefined {
  if (!isObject(value) || parseRecordId(id) === undefined) return undefined;
  const { size, uri, ...more } = value;
  const own = `odoo://binary/${model}/${id}/${field}`;
  if (uri !== own || Object.keys(more).length > 0) return undefined;
  if (size !== null && !Number.isSafeInteger(size)) return undefined;
  return { size: size ?? null, uri: own };
}
