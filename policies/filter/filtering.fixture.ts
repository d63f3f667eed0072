import { loadBundledBindings } from '../bindings/bundled.ts';
import type { ResultShape } from '../bindings/result-shape.ts';
import type { Obligation, RecordObligation } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';
import type { FieldName, ModelName } from '../names.ts';
import type { Operation } from '../operation.ts';
import { type FilteredResult, filterToolResult } from './tool-result.ts';

const bundled = loadBundledBindings().find(({ id }) => id === 'odoo-mcp-upstream');
export const partner = 'res.partner' as ModelName;
export const field = (name: string) => name as FieldName;
export const limits = { maxResponseBytes: 100_000 };

export function shapeOf(tool: string): ResultShape {
  const shape = bundled?.tools.get(tool)?.result;
  if (shape === undefined) throw new Error(`no tool ${tool}`);
  return shape;
}

export function answer(structuredContent: JsonObject, more: JsonObject = {}): JsonObject {
  const text = JSON.stringify(structuredContent);
  return { content: [{ type: 'text', text }], structuredContent, ...more };
}

export function outcome(
  tool: string,
  result: JsonObject,
  operation: Operation,
  obligation: Obligation,
) {
  return filterToolResult(
    result,
    shapeOf(tool),
    [{ operation, obligation, mentionsHidden: () => false }],
    limits,
  );
}

export function passed(
  tool: string,
  result: JsonObject,
  operation: Operation,
  obligation: Obligation,
): FilteredResult {
  const filtered = outcome(tool, result, operation, obligation);
  if ('effect' in filtered) throw new Error(filtered.reason);
  return filtered;
}

export const search: Operation = { kind: 'search_read', model: partner };
export const nothing: Obligation = { kind: 'nothing' };

export function records(changes: Partial<RecordObligation> = {}): RecordObligation {
  return {
    kind: 'records',
    model: partner,
    visible: new Map([
      [field('name'), 'value'],
      [field('country_id'), 'label'],
      [field('parent_id'), 'id_only'],
      [field('child_ids'), 'value'],
    ]),
    masked: [],
    redaction: 'mask',
    maxRecords: 100,
    ...changes,
  };
}

export function rows(row: JsonObject, changes: Partial<RecordObligation> = {}): Json | undefined {
  const result = answer({ records: [row], count: 1, model: 'res.partner' });
  const { structuredContent } = passed('search_read', result, search, records(changes)).result;
  return (structuredContent as { readonly records: readonly Json[] }).records[0];
}
