import { filterToolResult } from '../policies/filter/tool-result.ts';
import type { JsonObject } from '../policies/json.ts';

/** A tool that the guard called for itself answered `isError`. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  readonly errorClass: string;
  constructor(tool: string, result: JsonObject) {
    super(`tool ${tool} reported an error`);
    this.errorClass = errorClassOf(result);
  }
}

/** Failures before Odoo looked at who asks, or for what: it could not be asked, or which one is unclear. */
const NOT_ASKED: ReadonlySet<string | undefined> = new Set(['connection', 'database', 'version']);

/** Whether an error class of the upstream's says nothing about the account or the model in question. */
export function isUnrelated(errorClass: string | undefined): boolean {
  return NOT_ASKED.has(errorClass);
}

function errorClassOf(result: JsonObject): string {
  const shape = { kind: 'acknowledgement', at: [], keep: new Map(), steps: ['call'] } as const;
  const filtered = filterToolResult(result, shape, [], { maxResponseBytes: Infinity });
  return 'effect' in filtered ? 'unknown' : (filtered.upstreamError ?? 'unknown');
}
