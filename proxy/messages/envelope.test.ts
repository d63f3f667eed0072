import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { META } from '../wire/envelope.ts';
import { foreignMeta, forwardedMeta, ownMeta, progressToken } from './envelope.ts';

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

  it.each([
    ['com.example/x', true],
    ['example/x', true],
    ['baggage', true],
    ['x', false],
    ['/x', false],
    ['io.modelcontextprotocol/related-task', false],
    ['IO.ModelContextProtocol/x', false],
    ['mcp.example/x', false],
    ['com.mcp/x', false],
    ['odoo-mcp-guard/decision', false],
    ['odoo-mcp/missing', false],
    ['progressToken', false],
  ])('holds %s as somebody else’s: %j', (key, foreign) => {
    expect(Object.keys(foreignMeta({ _meta: { [key]: 'v' } }))).toEqual(foreign ? [key] : []);
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
