import { describe, expect, it } from 'vitest';
import { allowed, ask } from '../decide/asking.fixture.ts';
import { SALES } from '../decide/demo-policy.fixture.ts';
import type { JsonObject } from '../json.ts';
import type { Subject } from '../subject.ts';
import { compileBinding } from './compile.ts';
import { EmitError } from './emit-error.ts';

/** What the decisions on a tool of this one step leave to forward. */
function forwarded(step: JsonObject, args: JsonObject = {}, who: Subject = SALES): JsonObject {
  const tool = { steps: { only: step }, options: { '$.state': 'text' }, result: {} };
  const document = { binding: 1, id: 'own', tools: { tool } };
  const call = compileBinding(document, 'own.yaml').tools.get('tool')?.bind(args);
  if (call === undefined || 'effect' in call) throw new Error('not bound');
  return call.emit(call.operations.map((operation) => allowed(ask(operation, who)).operation));
}

const order = 'sale.order';

describe('a step as it is decided on', () => {
  it.each<[string, JsonObject]>([
    ['a search', { op: 'search_read', model: order }],
    [
      'a search with everything',
      {
        ...{ op: 'search_read', model: order, fields: { value: ['id', 'name'] } },
        domain: {
          value: [
            ['state', '=', '$.state'],
            ['user_id', '=', 1],
          ],
        },
        ...{ order: { value: 'date_order DESC, name' }, limit: { value: 5 }, offset: { value: 0 } },
      },
    ],
    ['a read', { op: 'read', model: order, ids: { value: [7] } }],
    ['a count', { op: 'search_count', model: order }],
    ['a grouping', { op: 'read_group', model: order, groupby: { value: ['state'] } }],
    [
      'a grouping with figures',
      {
        ...{ op: 'read_group', model: order, groupby: { value: ['state'] } },
        ...{ aggregates: { value: ['amount_total:sum'] }, limit: { value: 10 } },
      },
    ],
  ])('is what the server does: %s', (_, step) => {
    expect(forwarded(step, { state: 'sale' })).toEqual({ state: 'sale' });
    expect(forwarded(step)).toEqual({});
  });

  it('may be a method call in the companies of the account, which is where the server calls it', () => {
    const step = { op: 'call', model: order, method: 'action_confirm', ids: { value: [7] } };
    const odoo = { database: 'd', login: 'ann', uid: 5, companyIds: [2, 1] };
    expect(forwarded(step, {}, { ...SALES, odoo })).toEqual({});
  });

  it('is refused where the decision drops a part of what the server does', () => {
    const context = { value: { active_test: false } };
    expect(() => forwarded({ op: 'search_count', model: order, context })).toThrow(EmitError);
  });
});
