import { expect, it } from 'vitest';
import { createEventQueue } from './event-queue.ts';

async function drain<T>(items: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const item of items) taken.push(item);
  return taken;
}

it('gives events in order, those pushed before and those pushed while the reader waits', async () => {
  const queue = createEventQueue<number>();
  queue.push(1);
  const all = drain(queue.items);
  await Promise.resolve();
  queue.push(2);
  queue.push(3);
  queue.end();
  queue.push(4);
  expect(await all).toEqual([1, 2, 3]);
});

it('fails after what was pushed before the failure', async () => {
  const queue = createEventQueue<number>();
  queue.push(1);
  queue.fail(new Error('lost'));
  queue.end();
  const taken: number[] = [];
  const reading = (async () => {
    for await (const item of queue.items) taken.push(item);
  })();
  await expect(reading).rejects.toThrow('lost');
  expect(taken).toEqual([1]);
});

it('tells the writer when the reader leaves early, and only then', async () => {
  let left = 0;
  const early = createEventQueue<number>({ onLeft: () => left++ });
  early.push(1);
  early.push(2);
  for await (const _ of early.items) break;
  expect(left).toBe(1);
  expect(early.length).toBe(0);
  const late = createEventQueue<number>({ onLeft: () => left++ });
  late.end();
  await drain(late.items);
  expect(left).toBe(1);
});
