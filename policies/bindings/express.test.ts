import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ModelName, parseModelName, parseRecordId } from '../names.ts';
import type { Operation } from '../operation.ts';
import { loadBundledBindings } from './bundled.ts';
import { compileBinding } from './compile.ts';

const [bundled] = loadBundledBindings();
const model = parseModelName('sale.order');
if (model === undefined || bundled === undefined) throw new Error('no model, or no binding');
const tool = (name: string) => {
  const found = bundled.tools.get(name);
  if (found === undefined) throw new Error(`no tool ${name}`);
  return found;
};
const ids = [7].flatMap((id) => parseRecordId(id) ?? []);
const count = (more: object = {}): Operation => ({
  kind: 'search_count',
  model: model as ModelName,
  ...more,
});

describe('a call for an operation', () => {
  it('has the arguments of the tool', () => {
    const read: Operation = { kind: 'read', model, ids, fields: ['amount_total'] };
    expect(tool('get_record').express(read)).toEqual({
      model: 'sale.order',
      record_id: 7,
      fields: ['amount_total'],
    });
    expect(tool('search_count').express(count({ context: { lang: 'fr_FR' } }))).toEqual({
      model: 'sale.order',
      lang: 'fr_FR',
    });
  });

  it('means that operation and no other when it is read back', () => {
    const leaf = fc.tuple(fc.string(), fc.constantFrom('=', 'in'), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(leaf, { maxLength: 3 }), (domain) => {
        const operation = count({ domain });
        const args = tool('search_count').express(operation);
        if (args === undefined) return;
        const bound = tool('search_count').bind(args);
        if ('effect' in bound) throw new Error(bound.reason);
        expect(JSON.parse(JSON.stringify(bound.operations))).toEqual(
          JSON.parse(JSON.stringify([operation])),
        );
      }),
    );
  });

  it('is none where the tool does something else, or cannot say a part of it', () => {
    expect(tool('search_read').express(count())).toBeUndefined();
    expect(tool('search_count').express(count({ context: { tz: 'UTC' } }))).toBeUndefined();
    const companies = count({ context: { allowed_company_ids: [1] } });
    const plain = compileBinding(
      {
        binding: 1,
        id: 'plain',
        coerce: 'none',
        tools: {
          t: { op: 'search_count', model: '$.model', result: { kind: 'count', at: '$.n' } },
        },
      },
      'plain.yaml',
    ).tools.get('t');
    expect(plain?.express(count())).toEqual({ model: 'sale.order' });
    expect(plain?.express(companies)).toBeUndefined();
    expect(plain?.express(count({ domain: [['id', '=', 1]] }))).toBeUndefined();
  });

  it('chooses the operation of a tool that does several', () => {
    const several = compileBinding(
      {
        binding: 1,
        id: 'several',
        coerce: 'none',
        tools: {
          t: {
            op: { from: '$.do', map: { count: 'search_count', find: 'search_read' } },
            model: '$.model',
            result: { kind: 'count', at: '$.n' },
          },
        },
      },
      'several.yaml',
    ).tools.get('t');
    expect(several?.express(count())).toEqual({ do: 'count', model: 'sale.order' });
  });
});
