import { Buffer } from 'node:buffer';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineDecoder, type Line } from './lines.ts';

const text = (lines: readonly Line[]): string[] =>
  lines.map((line) => (line.kind === 'line' ? line.bytes.toString('utf8') : '<too long>'));

it('gives the same lines wherever the chunks are cut, characters too', () => {
  const line = fc
    .string({ unit: 'binary' })
    .filter((made) => !/[\r\n]/.test(made) && /[^ \t]/.test(made));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\n\n', '\n \r\n'))),
      fc.array(fc.nat(1_000)),
      (lines, cuts) => {
        const bytes = Buffer.from(lines.map(([made, end]) => made + end).join(''));
        const decoder = createLineDecoder();
        const points = [
          0,
          ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b),
          bytes.length,
        ];
        const read = points.flatMap((point, at) =>
          decoder.push(bytes.subarray(point, points[at + 1] ?? point)),
        );
        expect(text([...read, ...decoder.end()])).toEqual(
          lines.map(([made]) => Buffer.from(made).toString('utf8')),
        );
      },
    ),
  );
});

it('takes what is left at the end as a line', () => {
  const decoder = createLineDecoder();
  expect(decoder.push(Buffer.from('{"a":1}'))).toEqual([]);
  expect(text(decoder.end())).toEqual(['{"a":1}']);
  expect(decoder.end()).toEqual([]);
});

it('reports a line over the cap once, as soon as it is over, and goes on after its end', () => {
  const decoder = createLineDecoder(4);
  expect(text(decoder.push(Buffer.from('abcd\nabc')))).toEqual(['abcd']);
  expect(text(decoder.push(Buffer.from('de')))).toEqual(['<too long>']);
  expect(decoder.push(Buffer.from('more and more'))).toEqual([]);
  expect(text(decoder.push(Buffer.from('\nok\nlonger\nok\n')))).toEqual(['ok', '<too long>', 'ok']);
});
