import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { META } from '../wire/envelope.ts';
import { forwardedMeta, ownMeta, progressToken } from './envelope.ts';

describe('the envelope of a forwarded request', () => {
  it('is an allow-list, whatever was sent', () => {
    const known = ['progressToken', 'traceparent', 'tracestate', ...Object.values(META)];
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom(...known)), fc.jsonValue()),
        fc.constantFrom('legacy' as const, 'modern' as const),
        (sent, era) => {
          const meta = forwardedMeta({ _meta: JSON.parse(JSON.stringify(sent)) }, era) ?? {};
          for (const [key, value] of Object.entries(meta)) {
            expect(known).toContain(key);
            if (key === META.clientCapabilities) expect(value).toEqual({});
          }
          expect(META.clientCapabilities in meta).toBe(era === 'modern');
        },
      ),
    );
  });

  it('is none where a legacy request has nothing to say', () => {
    expect(forwardedMeta(undefined, 'legacy')).toBeUndefined();
    expect(forwardedMeta({ _meta: { x: 1 } }, 'legacy')).toBeUndefined();
    expect(ownMeta('legacy', '2025-11-25')).toBeUndefined();
  });

  it.each([
    [0, 0],
    ['0', '0'],
    ['', ''],
    [1.5, undefined],
    [2 ** 53, undefined],
    [null, undefined],
    [{}, undefined],
  ])('has the progress token %j as %j', (token, expected) => {
    expect(progressToken({ _meta: { progressToken: token } })).toBe(expected);
  });
});
