import { describe, expect, it } from 'vitest';
import { loadBundledBindings } from '../../policies/bindings/bundled.ts';
import { compileBinding } from '../../policies/bindings/compile.ts';
import { askWhether } from '../../policies/facts.ts';
import type { JsonObject } from '../../policies/json.ts';
import { parseModelName, parseRecordId } from '../../policies/names.ts';
import type { Subject } from '../../policies/subject.ts';
import { UpstreamFailure } from '../exchange.ts';
import { odooUser } from '../identity/subject.fixture.ts';
import { ToolFailure } from '../tool-failure.ts';
import { createFactSource } from './facts.ts';
import { BEHALF, toolsDoor } from './tools-door.fixture.ts';

const [bundled] = loadBundledBindings();
const ann = odooUser('ann', 7);
const inCompanies: Subject = {
  ...ann,
  odoo: { database: 'demo', login: 'ann', uid: 7, companyIds: [2, 1] },
};
const model = parseModelName('sale.order');
if (model === undefined) throw new Error('no model');
const ids = [4, 3, 4].map((id) => {
  const parsed = parseRecordId(id);
  if (parsed === undefined) throw new Error('no id');
  return parsed;
});
const question = askWhether(model, ids, [['user_id', '=', 7]]);

/** A door behind which counting gives this answer, and what was asked there. */
function door(answer: () => JsonObject) {
  const asked: { tool: string; args: JsonObject }[] = [];
  const behind = toolsDoor((tool, args) => {
    asked.push({ tool, args });
    return answer();
  });
  return { asked, door: behind };
}
const counted = (count: unknown) => () =>
  ({ content: [], structuredContent: { count, model: 'sale.order' } }) as JsonObject;

describe('a question about records', () => {
  it('is asked once for each record, by the tool of the binding that counts', async () => {
    const { asked, door: behind } = door(counted(2));
    expect(await createFactSource(behind, bundled).ask(question, ann, BEHALF)).toBe(true);
    expect(asked).toEqual([
      {
        tool: 'search_count',
        args: { model: 'sale.order', domain: ['&', ['id', 'in', [3, 4]], ['user_id', '=', 7]] },
      },
    ]);
  });

  it('is asked in the companies of the subject, where they are known', async () => {
    const { asked, door: behind } = door(counted(2));
    await createFactSource(behind, bundled).ask(question, inCompanies, BEHALF);
    expect(asked[0]?.args).toMatchObject({ company_ids: [2, 1] });
  });

  it.each([1, 3, 0, '2', true, null, undefined])('is a no when %s are counted', async (count) => {
    const source = createFactSource(door(counted(count)).door, bundled);
    expect(await source.ask(question, ann, BEHALF)).toBe(false);
  });

  it('is a no when the count fails, and no answer when nobody can be asked', async () => {
    const failing = (error: Error) =>
      createFactSource(
        door(() => {
          throw error;
        }).door,
        bundled,
      ).ask(question, ann, BEHALF);
    expect(await failing(new ToolFailure('search_count', { isError: true }))).toBe(false);
    await expect(failing(new UpstreamFailure('unreachable', 'gone'))).rejects.toThrow(
      UpstreamFailure,
    );
  });

  it.each([
    ['no binding', undefined],
    ['no tool that counts', binding({ op: 'fields_get', model: '$.model' }, 'fields')],
    [
      'a tool that counts records of one model',
      binding({ op: 'search_count', model: 'res.partner', domain: '$.domain' }, 'count'),
    ],
    ['a tool that takes no domain', binding({ op: 'search_count', model: '$.model' }, 'count')],
  ])('is a no, and nothing is asked, behind %s', async (_, known) => {
    const { asked, door: behind } = door(counted(2));
    expect(await createFactSource(behind, known).ask(question, ann, BEHALF)).toBe(false);
    expect(asked).toEqual([]);
  });

  it('is written as somebody else’s tool takes it', async () => {
    const other = binding(
      {
        op: 'search_count',
        model: '$.query.model',
        domain: { at: '$.query.filter', as: ['json'] },
      },
      'count',
    );
    const { asked, door: behind } = door(counted(2));
    expect(await createFactSource(behind, other).ask(question, inCompanies, BEHALF)).toBe(true);
    expect(asked[0]?.args).toEqual({
      query: { model: 'sale.order', filter: '["&",["id","in",[3,4]],["user_id","=",7]]' },
    });
  });
});

function binding(tool: JsonObject, kind: string) {
  return compileBinding(
    {
      binding: 1,
      id: 'other',
      coerce: 'none',
      tools: { t: { ...tool, result: { kind, at: kind === 'count' ? '$.count' : '$.fields' } } },
    },
    'other.yaml',
  );
}
