import { Buffer } from 'node:buffer';
import type { Random } from './random.fixture.ts';

const BYTES = [0x00, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xff];

/** Changes, adds or takes single bytes, or cuts the end off. Never moves a part to somewhere else. */
export function withWrongBytes(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const head = bytes.subarray(0, at);
  const wrong = Buffer.from([random.chance(0.6) ? random.pick(BYTES) : random.below(256)]);
  switch (random.below(4)) {
    case 0:
      return Buffer.concat([head, wrong, bytes.subarray(at + 1)]);
    case 1:
      return Buffer.concat([head, wrong, bytes.subarray(at)]);
    case 2:
      return Buffer.concat([head, bytes.subarray(at + 1)]);
    default:
      return head;
  }
}

/** Cuts bytes into parts, at any place: inside characters and line ends too. */
export function inParts(random: Random, bytes: Buffer): readonly Buffer[] {
  if (random.chance(0.3)) return [bytes];
  const cuts = Array.from({ length: 1 + random.below(6) }, () => random.below(bytes.length + 1));
  const points = [0, ...cuts.sort((one, other) => one - other), bytes.length];
  return points
    .slice(1)
    .map((point, nth) => bytes.subarray(points[nth] ?? 0, point))
    .filter((part) => part.length > 0);
}

/** The same JSON text with something in it that two readers could read differently, or that is too much. */
export function withWrongJson(random: Random, text: string, word: string): string {
  const inside = (member: string) => text.replace('{', `{${member},`);
  switch (random.below(16)) {
    case 0:
      return inside('"jsonrpc":"2.0"');
    case 1:
      return inside(`"__proto__":{"vat":"${word}"}`);
    case 2:
      return inside(`"constructor":{"prototype":{"vat":"${word}"}}`);
    case 3:
      return inside(`"extra":"${word}"`);
    case 4:
      return `[${text}]`;
    case 5:
      return `\ufeff${text}`;
    case 6:
      return inside(`"method":"${word}"`);
    case 7:
      return `${text}${text}`;
    case 8:
      return text.replace(
        /"id":("[^"]*"|\d+)/,
        `"id":${random.pick(['null', '1.5', '[1]', '{}', 'true', '1e99', '""'])}`,
      );
    case 9:
      return inside(`"error":{"code":-32000,"message":"${word}"}`);
    case 10:
      return inside(`"result":{"content":[{"type":"text","text":"${word}"}]}`);
    case 11:
      return text.replace('"2.0"', random.pick(['2.0', '"2"', 'null', '"2.0 "']));
    case 12:
      return inside(`"deep":${'['.repeat(70)}${']'.repeat(70)}`);
    case 13:
      return inside(`"half":"\\ud800${word}"`);
    case 14:
      return inside(`"number":9007199254740993`);
    default:
      return inside(`"long":"${word}${'x'.repeat(300_000)}"`);
  }
}
