import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import { limits, nothing, records, search, shapeOf } from './filtering.fixture.ts';
import { filterResourceResult } from './resource-result.ts';

const uri = 'odoo://record/res.partner/7';
const shape = shapeOf('search_read');

function read(contents: Json, more: JsonObject = {}, obligation = records()) {
  const decided = { operation: search, obligation, mentionsHidden: () => false };
  return filterResourceResult({ contents, ...more }, uri, shape, [decided], limits);
}
const text = (value: Json) => ({
  uri: 'odoo://else',
  text: JSON.stringify(value),
  _meta: { a: 1 },
});

describe('what reading a resource gives', () => {
  it('is rebuilt from the object its text holds, under the URI of the caller', () => {
    const answer = { records: [{ id: 7, name: 'Azure', vat: 'x' }], model: 'res.partner', by: 'x' };
    const whole = read([text(answer)], { _meta: { a: 1 }, resultType: 'complete' });
    const shown = { records: [{ id: 7, name: 'Azure' }], model: 'res.partner' };
    expect('effect' in whole ? whole : whole.result).toEqual({
      resultType: 'complete',
      contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(shown) }],
    });
    expect(whole).toMatchObject({
      rows: 1,
      notes: [{ kind: 'keys_dropped', keys: ['by', 'vat'] }],
    });
  });

  it.each<Json>([
    [],
    'x',
    [text('x')],
    [text([{ id: 7 }])],
    [{ uri, text: 'no JSON' }],
    [{ uri, blob: 'AAAA' }],
    [text({ records: 'x' })],
    [text({ records: [] }), text({ records: [] })],
  ])('is refused where it is %j', (contents) => {
    expect(read(contents)).toMatchObject({ effect: 'deny', code: 'result_unreadable' });
  });

  it('is refused where no rule describes it, and where it is too large', () => {
    const answer = text({ records: [{ id: 7 }] });
    const decided = { operation: search, obligation: nothing, mentionsHidden: () => false };
    expect(
      filterResourceResult({ contents: [answer] }, uri, shape, [decided], limits),
    ).toMatchObject({ code: 'result_unreadable' });
    const long = text({ records: [{ name: 'x'.repeat(limits.maxResponseBytes) }] });
    expect(read([long])).toMatchObject({ code: 'result_too_large' });
    expect(read([answer], { resultType: 'input_required' })).toMatchObject({
      code: 'message_not_supported',
    });
  });
});
