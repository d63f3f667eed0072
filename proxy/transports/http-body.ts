import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';

/** A body, or why there is none: over the cap, no memory to spare for it, or the client went away. */
export type Body =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'no_room' }
  | { readonly kind: 'gone' };

/** The memory that large bodies may take together while they arrive: nobody knows yet whose they are. */
export interface BodyRoom {
  /** Takes so many bytes of it. False where there are fewer. */
  take(bytes: number): boolean;
  giveBack(bytes: number): void;
}

/** What a body takes without asking: most are smaller. */
const SMALL_BYTES = 64 * 1024;
/** Bodies of the largest size at once, as far as the memory for them goes: a slow sender holds its share for a while. */
const LARGEST_AT_ONCE = { least: 2, most: 16 } as const;
const ROOM_BYTES = 256 * 1024 * 1024;

/** Room for the large bodies of one server. */
export function createBodyRoom(maxBodyBytes: number): BodyRoom {
  const { least, most } = LARGEST_AT_ONCE;
  let left = Math.max(least * maxBodyBytes, Math.min(most * maxBodyBytes, ROOM_BYTES));
  return {
    take(bytes) {
      if (bytes > left) return false;
      left -= bytes;
      return true;
    },
    giveBack(bytes) {
      left += bytes;
    },
  };
}

/**
 * Reads a request's body up to a cap, and as far as there is room. What comes past that is left to whoever answers.
 */
export function readBody(request: Readable, maxBytes: number, room: BodyRoom): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let held = 0;
    const settle = (body: Body): void => {
      request.off('data', onData).off('end', onEnd).off('close', onGone).off('error', onGone);
      room.giveBack(held);
      resolve(body);
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) return settle({ kind: 'too_large' });
      const more = Math.max(0, size - SMALL_BYTES) - held;
      if (!room.take(more)) return settle({ kind: 'no_room' });
      held += more;
      chunks.push(chunk);
    };
    const onEnd = (): void => {
      const only = chunks.length === 1 ? chunks[0] : undefined;
      settle({ kind: 'bytes', bytes: only ?? Buffer.concat(chunks) });
    };
    const onGone = (): void => settle({ kind: 'gone' });
    request.on('data', onData).on('end', onEnd).on('close', onGone).on('error', onGone);
  });
}
