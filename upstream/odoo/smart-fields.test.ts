import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldMetadata } from './fields.ts';
import { MAX_SMART_FIELDS, smartFields } from './smart-fields.ts';

const model = (fields: Record<string, Partial<FieldMetadata>>) =>
  new Map(
    Object.entries(fields).map(([name, field]) => [name, { type: 'char', store: true, ...field }]),
  );

describe('the fields read when none are named', () => {
  it('start with what identifies the record, then what every document has, then required ones', () => {
    const fields = model({
      note: { type: 'html' },
      zzz: {},
      must: { required: true },
      partner_id: { type: 'many2one' },
      stage_id: { type: 'many2one' },
      state: { type: 'selection' },
      name: {},
    });
    expect(smartFields(fields)).toEqual([
      'name',
      'state',
      'stage_id',
      'partner_id',
      'must',
      'zzz',
      'note',
    ]);
  });

  it('leave out internal, binary, one2many and unstored read-only fields', () => {
    const fields = model({
      id: { type: 'integer' },
      display_name: {},
      create_uid: {},
      message_ids: { type: 'many2many' },
      activity_state: { type: 'selection' },
      image_1920: { type: 'binary' },
      order_line: { type: 'one2many' },
      total: { type: 'float', store: false, readonly: true },
      nickname: {},
    });
    expect(smartFields(fields)).toEqual(['nickname']);
  });

  it('fall back to the display name', () => {
    expect(smartFields(new Map())).toEqual(['display_name']);
  });

  it('are never binary, never more than the cap and always fields of the model', () => {
    const field = fc.record({
      type: fc.constantFrom('char', 'binary', 'one2many', 'many2one', 'html', 'float'),
      required: fc.boolean(),
      readonly: fc.boolean(),
      store: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z][a-z_]{0,9}$/), field), (shape) => {
        const fields = new Map(Object.entries(shape));
        const chosen = smartFields(fields);
        expect(chosen.length).toBeLessThanOrEqual(MAX_SMART_FIELDS);
        for (const name of chosen) {
          if (name === 'display_name' && chosen.length === 1) continue;
          expect(fields.get(name)?.type).not.toMatch(/binary|one2many/);
          expect(fields.has(name)).toBe(true);
        }
      }),
    );
  });
});
