import * as z from 'zod';
import { callCancelled } from '../odoo/errors.ts';
import type { ToolContext } from './tool.ts';

/** Most records one bulk call works on. */
export const MAX_BULK = 5000;
const MAX_CHUNK = 500;

export const chunkSize = z
  .int()
  .min(1)
  .max(MAX_CHUNK)
  .default(200)
  .describe(
    `How many records go to Odoo at a time, 1 to ${MAX_CHUNK}. A chunk is written as a whole or not at all.`,
  );

/** The list in pieces of `size`, the last one shorter. */
export function chunksOf<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}

/**
 * Does `work` on one chunk after the other and tells the client how many records are through. A
 * cancelled call stops between chunks: one that Odoo has begun is waited for, so that what was done
 * is known. Throws what `work` throws, or class `connection` when cancelled.
 */
export async function eachChunk<T>(
  chunks: readonly (readonly T[])[],
  { signal, progress }: Pick<ToolContext, 'signal' | 'progress'>,
  work: (chunk: readonly T[]) => Promise<void>,
): Promise<void> {
  const total = chunks.reduce((sum, { length }) => sum + length, 0);
  let done = 0;
  for (const chunk of chunks) {
    if (signal.aborted) throw callCancelled('refused');
    await work(chunk);
    done += chunk.length;
    await progress(done, total);
  }
}
