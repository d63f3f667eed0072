import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Body, createBodyRoom, readBody } from './http-body.ts';

const KIB = 1024;
const MAX = 128 * KIB;

/** A body that is arriving, and what has come of it. */
function arriving(room = createBodyRoom(MAX)) {
  const body = new PassThrough();
  const read = readBody(body, MAX, room);
  const send = (bytes: number) => new Promise((taken) => body.write(Buffer.alloc(bytes), taken));
  return { body, read, send };
}

const kindOf = async (read: Promise<Body>): Promise<string> => (await read).kind;

describe('bodies that arrive', () => {
  it('are bytes up to the cap, and nothing beyond it', async () => {
    const whole = arriving();
    await whole.send(MAX);
    whole.body.end();
    expect(await whole.read).toEqual({ kind: 'bytes', bytes: Buffer.alloc(MAX) });
    const more = arriving();
    await more.send(MAX + 1);
    expect(await kindOf(more.read)).toBe('too_large');
  });

  it('take no more memory together than there is room for, and small ones always get in', async () => {
    const room = createBodyRoom(MAX);
    const slow = [];
    // Of each the first 64 KiB are not counted: 16 of the largest are 32 of these.
    for (let n = 0; n < 32; n += 1) {
      const one = arriving(room);
      await one.send(MAX);
      slow.push(one);
    }
    const late = arriving(room);
    await late.send(64 * KIB + 1);
    expect(await kindOf(late.read)).toBe('no_room');

    const small = arriving(room);
    await small.send(64 * KIB);
    small.body.end();
    expect(await kindOf(small.read)).toBe('bytes');

    slow[0]?.body.destroy();
    expect(await kindOf(slow[0]?.read ?? Promise.reject())).toBe('gone');
    const next = arriving(room);
    await next.send(MAX);
    next.body.end();
    expect(await kindOf(next.read)).toBe('bytes');
    for (const { body } of slow) body.destroy();
  });

  it('give back what they took, however they end', () => {
    const room = createBodyRoom(MAX);
    expect(room.take(16 * MAX)).toBe(true);
    expect(room.take(1)).toBe(false);
    room.giveBack(1);
    expect(room.take(1)).toBe(true);
  });
});
