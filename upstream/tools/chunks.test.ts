import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, eachChunk } from './chunks.ts';

const silent = { signal: new AbortController().signal, progress: async () => undefined };

describe('chunks', () => {
  it('hold every item once, in order, none more than the size', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 50 }), (list, size) => {
        const chunks = chunksOf(list, size);
        expect(chunks.flat()).toEqual(list);
        expect(chunks.every(({ length }) => length > 0 && length <= size)).toBe(true);
        expect(chunks).toHaveLength(Math.ceil(list.length / size));
      }),
    );
  });

  it('are worked on one after the other, with word after each', async () => {
    const events: unknown[] = [];
    const progress = async (done: number, total: number) => void events.push([done, total]);
    await eachChunk(
      [[1, 2], [3]],
      { ...silent, progress },
      async (chunk) => void events.push(chunk),
    );
    expect(events).toEqual([[1, 2], [2, 3], [3], [3, 3]]);
  });

  it('stop between two of them when the call is cancelled', async () => {
    const controller = new AbortController();
    const done: unknown[] = [];
    const work = eachChunk(
      [[1], [2], [3]],
      { ...silent, signal: controller.signal },
      async (chunk) => {
        done.push(chunk);
        if (done.length === 2) controller.abort();
      },
    );
    await expect(work).rejects.toMatchObject({ class: 'connection', outcome: 'refused' });
    expect(done).toEqual([[1], [2]]);
  });

  it('stop at the one that fails', async () => {
    const done: unknown[] = [];
    const work = eachChunk([[1], [2]], silent, async (chunk) => {
      done.push(chunk);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(done).toEqual([[1]]);
  });
});
