import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSseDecoder, encodeSse, SseFailure, type SseFrame } from './sse.ts';

const decode = (bytes: Uint8Array | string, cuts: readonly number[] = []): SseFrame[] => {
  const all = Buffer.from(bytes);
  const decoder = createSseDecoder(1_000_000);
  const points = [
    0,
    ...cuts.map((cut) => cut % (all.length + 1)).sort((a, b) => a - b),
    all.length,
  ];
  return points.flatMap((point, at) => decoder.push(all.subarray(point, points[at + 1] ?? point)));
};

describe('decoding', () => {
  it.each([
    ['LF', 'id: 1\ndata: a\n\n'],
    ['CRLF', 'id: 1\r\ndata: a\r\n\r\n'],
    ['CR', 'id: 1\rdata: a\r\r'],
    ['a mixture', 'id: 1\r\ndata: a\n\r\n'],
    ['a byte order mark', '\ufeffid: 1\ndata: a\n\n'],
  ])('takes lines ended by %s', (_name, text) => {
    expect(decode(text)).toEqual([{ id: '1', data: 'a' }]);
    expect(
      decode(
        text,
        [...text].map((_, at) => at),
      ),
    ).toEqual([{ id: '1', data: 'a' }]);
  });

  it('joins several data lines, keeps one leading space off, and takes fields without a colon', () => {
    expect(decode('data: a\ndata:b\ndata:  c\ndata\n\n')).toEqual([{ data: 'a\nb\n c\n' }]);
  });

  it('keeps priming events, bare cursors, retry hints and comments', () => {
    expect(decode('id: 7\ndata:\n\nid: 8\n\nretry: 500\n\n: hello\n:\n\n')).toEqual([
      { id: '7', data: '' },
      { id: '8' },
      { retry: 500 },
      { comment: ' hello' },
      { comment: '' },
    ]);
  });

  it('ignores unknown fields, an id with NUL and a retry that is no number', () => {
    expect(decode('foo: 1\nid: a\0b\nretry: soon\nevent: message\ndata: x\n\n')).toEqual([
      { event: 'message', data: 'x' },
    ]);
  });

  it('drops a frame that the end of the stream cuts off', () => {
    expect(decode('data: a\n\ndata: {"result":')).toEqual([{ data: 'a' }]);
  });

  it('reads characters cut between chunks, and refuses bytes that are not UTF-8', () => {
    const text = Buffer.from('data: é😀\n\n');
    for (let cut = 0; cut <= text.length; cut++)
      expect(decode(text, [cut])).toEqual([{ data: 'é😀' }]);
    expect(() => decode(Buffer.from([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0x0a]))).toThrow(
      SseFailure,
    );
  });

  it('stops at the cap, for one endless line and for endless lines alike', () => {
    const line = createSseDecoder(10);
    expect(() => line.push(Buffer.from('data: 012345'))).toThrow(/larger than 10 bytes/);
    const lines = createSseDecoder(10);
    lines.push(Buffer.from('data: 1\n'));
    expect(() => lines.push(Buffer.from('data: 2\n'))).toThrow(SseFailure);
  });
});

describe('encoding', () => {
  it('leaves no way for data or comments to start a field or a frame', () => {
    expect(encodeSse({ data: 'a\n\nevent: evil\rid: 9\r\nx', comment: 'c\n\ndata: y' })).toBe(
      ':c\n:\n:data: y\ndata: a\ndata: \ndata: event: evil\ndata: id: 9\ndata: x\n\n',
    );
  });

  it.each(['a\nb', 'a\rb', 'a\0b'])('refuses the id %j', (id) => {
    expect(() => encodeSse({ id })).toThrow(TypeError);
  });
});

it('decoding what was encoded gives the same frames, wherever the chunks are cut', () => {
  const field = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n\0]/.test(text));
  const frame: fc.Arbitrary<SseFrame> = fc
    .record(
      {
        data: fc
          .array(fc.string({ unit: 'grapheme' }).filter((t) => !/[\r\n]/.test(t)))
          .map((l) => l.join('\n')),
        id: field,
        event: field,
        retry: fc.nat(),
      },
      { requiredKeys: [] },
    )
    .filter((made) => Object.keys(made).length > 0);
  fc.assert(
    fc.property(fc.array(frame), fc.array(fc.nat(2_000)), (frames, cuts) => {
      expect(decode(frames.map(encodeSse).join(''), cuts)).toEqual(frames);
    }),
  );
});
