import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkBinaries, sizesOnly } from './binary-fields.ts';

const link = (value: unknown) => linkBinaries({ id: 7, datas: value }, 'x.y', ['datas']).datas;

describe('a binary field of a record', () => {
  it.each([
    ['0.00 bytes', 0],
    ['70.00 bytes', 70],
    ['4.88 Kb', 4997],
    ['1.00 Mb', 1_048_576],
    ['2.50 Gb', 2_684_354_560],
    ['16 kB', 16_384],
    ['12 bytes', 12],
  ])('of %s becomes a link with its size', (said, size) => {
    expect(link(said)).toEqual({ size, uri: 'odoo://binary/x.y/7/datas' });
  });

  it.each([false, null, ''])('that holds %j stays empty', (value) => {
    expect(link(value)).toBe(false);
  });

  it('never shows what Odoo answered, whatever that is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.base64String(), (value, base64) => {
        for (const given of [value, base64]) {
          const shown = link(given);
          if (shown !== false)
            expect(shown).toEqual({
              size: expect.toSatisfy((size) => size === null || Number.isSafeInteger(size)),
              uri: 'odoo://binary/x.y/7/datas',
            });
        }
      }),
    );
  });

  it('leaves other fields, and fields that were not asked for, alone', () => {
    const record = { id: 7, name: '4.88 Kb' };
    expect(linkBinaries(record, 'x.y', ['datas'])).toEqual(record);
  });
});

describe('the context of a read', () => {
  it('asks for sizes where there is a binary field, and is empty elsewhere', () => {
    expect(sizesOnly(['datas'])).toEqual({ bin_size: true });
    expect(sizesOnly([])).toEqual({});
  });
});
