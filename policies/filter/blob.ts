import type { Obligation } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import type { Operation } from '../operation.ts';
import { ANY_FILE, bytesOf, isMimeType } from './file-facts.ts';
import type { Decided } from './findings.ts';

/** The one file of an answer as it may leave, or why none may. */
export type FilteredBlob =
  | { readonly mimeType: string; readonly blob: string }
  | { readonly problem: string };

/**
 * The one file among these contents of resources: bytes in base64 and a media type, rebuilt. The obligation
 * must be about a file: a stored one or a report, or a read of exactly one field that may be shown.
 */
export function filterBlob(
  contents: readonly Json[],
  decided: Decided | undefined,
  maxResponseBytes: number,
): FilteredBlob {
  const [only, ...others] = contents;
  if (!isObject(only) || others.length > 0) return { problem: 'it does not hold exactly one file' };
  const { blob, mimeType } = only;
  const bytes = bytesOf(blob);
  if (typeof blob !== 'string' || bytes === undefined)
    return { problem: 'the content of its file is not in base64' };
  const most = mostBytes(decided, maxResponseBytes);
  if (most === undefined) return { problem: 'it holds a file that no rule describes' };
  if (bytes > most)
    return { problem: `its file has ${bytes} bytes, and at most ${most} may leave` };
  return { mimeType: isMimeType(mimeType) ? mimeType : ANY_FILE, blob };
}

/** How large a file may be; undefined where none may leave. */
function mostBytes(decided: Decided | undefined, maxResponseBytes: number): number | undefined {
  const obligation: Obligation | undefined = decided?.obligation;
  if (obligation?.kind === 'blob') return obligation.maxBytes;
  const operation = decided?.operation;
  if (obligation?.kind !== 'records' || operation?.kind !== 'read') return undefined;
  const shown = [...obligation.visible].filter(([field]) => field !== 'id');
  const [field] = shown;
  const alone = shown.length === 1 && obligation.masked.length === 0;
  return alone && field?.[1] === 'value' ? maxResponseBytes : undefined;
}

/** The contents of the resources embedded in a tool's result. */
export function embedded(result: JsonObject): readonly Json[] {
  const blocks = isArray(result.content) ? result.content : [];
  return blocks.flatMap((block) =>
    isObject(block) && block.type === 'resource' ? [block.resource ?? null] : [],
  );
}

/** A URI for the file of a decided call, in the guard's own words. */
export function uriOfBlob(operation: Operation | undefined): string {
  switch (operation?.kind) {
    case 'read_attachments':
      return `odoo://attachments/${operation.model}/${operation.ids.join(',')}/${operation.attachment ?? ''}`;
    case 'print_report':
      return `odoo://reports/${operation.report}/${operation.ids.join(',')}`;
    default:
      return 'odoo://file';
  }
}
