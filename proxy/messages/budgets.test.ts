import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { UpstreamFailure } from '../exchange.ts';
import { decisionOf, type Guarded, guarded, resultOf, sha256 } from '../guarded.fixture.ts';
import {
  type Act,
  error,
  json,
  likeOdoo,
  type MemoryUpstream,
  memoryUpstream,
  toolCallOf,
  toolError,
  toolResult,
} from '../memory-upstream.fixture.ts';

const RULE = 'gateway.yaml:limits.budgets[0]';
const FIELDS: JsonObject = {
  id: { type: 'integer', store: true },
  note: { type: 'char', store: true },
  order_line: {
    type: 'one2many',
    relation: 'sale.order.line',
    relation_field: 'order_id',
    store: true,
  },
  order_id: { type: 'many2one', relation: 'sale.order', store: true },
  amount_total: { type: 'monetary', store: true, readonly: true },
  discount: { type: 'float', store: true },
};

/** Orders with these totals; what is created takes its total from `totals.new`. */
interface Orders {
  readonly upstream: MemoryUpstream;
  readonly totals: Map<number, number | undefined>;
  /** How changes go: as they should unless said otherwise. */
  change: Act | undefined;
}

function orders(fresh: number | undefined): Orders {
  const totals = new Map<number, number | undefined>([[3, 100]]);
  const act: Act = (request, context) => {
    if (request.method !== 'tools/call') return likeOdoo(request, context);
    const { name, args } = toolCallOf(request);
    const id = Number(args.record_id);
    switch (name) {
      case 'get_model_fields':
        return json(request, toolResult({ fields: FIELDS }));
      case 'get_record': {
        const total = totals.get(id);
        if (total === undefined) return json(request, toolError('access'));
        return json(request, toolResult({ record: { id, amount_total: total } }));
      }
      default:
        if (made.change) return made.change(request, context);
    }
    if (name === 'create_record') {
      const made = 40 + totals.size;
      totals.set(made, fresh);
      return json(request, toolResult({ id: made, model: 'sale.order' }));
    }
    if (name === 'update_record') totals.set(id, Number(totals.get(id) ?? 0) + 30);
    return json(request, toolResult({ success: true, id }));
  };
  const made: Orders = { upstream: memoryUpstream(act), totals, change: undefined };
  return made;
}

const guardOf = (upstream: MemoryUpstream, budget: string, access = '') =>
  guarded(upstream, {
    model_access: `stock_models: {full_crud: [sale.order, sale.order.line]}\n${access}`,
    gateway: `
odoo: {database: demo}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
limits: {budgets: [{${budget}}]}
identity:
  tokens:
    - {name: worker, sha256: ${sha256('worker')}, groups: [base.group_user], odoo: {login: bot, api_key: key}}
`,
  });

async function calling(guard: Guarded) {
  const session = await guard.open({ bearer: 'worker' });
  return (tool: string, args: JsonObject) =>
    guard.call(tool, { model: 'sale.order', ...args }, { bearer: 'worker', session });
}

const SUM = 'model: sale.order, operations: [create, write], sum: amount_total, per: day';
const NEW = { values: { note: 'x' } };

describe('a budget of a field that Odoo computes', () => {
  it('takes what new records came to, and is told when little is left', async () => {
    const { upstream } = orders(450);
    const call = await calling(guardOf(upstream, `${SUM}, max: 1000`));
    expect(decisionOf(await call('create_record', NEW))).toEqual({});
    expect(decisionOf(await call('create_record', NEW))).toEqual({});
    const third = await call('create_record', NEW);
    expect(decisionOf(third)).toMatchObject({
      effect: 'allow',
      changes: [{ change: 'budget_low', rule: RULE, per: 'day', max: 1000, left: 0 }],
    });
    const fourth = await call('create_record', NEW);
    expect(decisionOf(fourth)).toMatchObject({ code: 'budget_exceeded', rule: RULE });
    expect(decisionOf(fourth).retry_after_ms).toBeGreaterThan(86_000_000);
    expect(resultOf(fourth).isError).toBe(true);
  });

  it('takes of a written record what it changed by', async () => {
    const { upstream } = orders(0);
    const call = await calling(guardOf(upstream, `${SUM}, max: 60`));
    const writing = { record_id: 3, values: { note: 'y' } };
    expect(decisionOf(await call('update_record', writing))).toEqual({});
    expect(decisionOf(await call('update_record', writing))).toMatchObject({
      changes: [{ left: 0 }],
    });
    expect(decisionOf(await call('update_record', writing))).toMatchObject({
      code: 'budget_exceeded',
    });
  });

  it('is spent as a whole by what cannot be read back, and says so', async () => {
    const { upstream } = orders(undefined);
    const call = await calling(guardOf(upstream, `${SUM}, max: 1000`));
    expect(decisionOf(await call('create_record', NEW))).toMatchObject({
      changes: [{ change: 'budget_low', left: 0, reason: expect.stringContaining('not be read') }],
    });
    expect(decisionOf(await call('create_record', NEW))).toMatchObject({
      code: 'budget_exceeded',
    });
  });

  it('tells no figures to those who may not read the field', async () => {
    const { upstream } = orders(990);
    const hidden = 'sensitive_fields: {sale.order: [amount_total]}';
    const call = await calling(guardOf(upstream, `${SUM}, max: 1000`, hidden));
    const told = JSON.stringify(resultOf(await call('create_record', NEW)));
    expect(told).toContain('budget_low');
    expect(told).not.toMatch(/"left"|990/);
    await call('create_record', NEW);
    const refused = decisionOf(await call('create_record', NEW));
    expect(refused).toMatchObject({ code: 'budget_exceeded' });
    expect(refused.reason).not.toMatch(/\d/);
  });

  it('takes of a deleted record what it had', async () => {
    const { upstream } = orders(0);
    const budget = 'model: sale.*, operations: [unlink], sum: amount_total, per: day, max: 99';
    const call = await calling(guardOf(upstream, budget));
    expect(decisionOf(await call('delete_record', { record_id: 3 }))).toMatchObject({
      code: 'budget_exceeded',
      reason: 'the budget has 99 of 99 amount_total left for this day, and it takes 100.',
    });
    expect(upstream.received.length).toBeGreaterThan(0);
  });
});

describe('a budget of a field that the call gives', () => {
  const given = 'model: sale.order, sum: discount, per: hour, max: 10';

  it('is checked before anything is sent', async () => {
    const { upstream } = orders(0);
    const call = await calling(guardOf(upstream, given));
    expect(decisionOf(await call('create_record', { values: { discount: -4 } }))).toEqual({});
    const refused = await call('create_record', { values: { discount: 7 } });
    expect(decisionOf(refused)).toMatchObject({ code: 'budget_exceeded' });
    const tools = upstream.received.map(({ message }) =>
      'params' in message ? message.params?.name : undefined,
    );
    expect(tools.filter((name) => name === 'create_record')).toHaveLength(1);
  });

  it('never suffices for more than all of it', async () => {
    const call = await calling(guardOf(orders(0).upstream, given));
    const refused = await call('create_record', { values: { discount: 11 } });
    expect(decisionOf(refused)).not.toHaveProperty('retry_after_ms');
    expect(JSON.stringify(resultOf(refused))).toContain('No single call may take more than 10');
  });
});

/** A failure that a server says this about. */
const answering =
  (said: JsonObject | undefined): Act =>
  (request) =>
    json(request, {
      ...{ content: [], isError: true },
      ...(said ? { _meta: { 'odoo-mcp/error': said } } : {}),
    });

describe('a budget of records', () => {
  const one = 'operations: [write], count: true, per: hour, max: 1';
  const writing = { record_id: 3, values: { note: 'y' } };

  it.each<[string, Act, 'back' | 'spent']>([
    ['that Odoo refused', (request) => json(request, toolError('validation')), 'back'],
    ['that no connection carried', (request) => json(request, toolError('connection')), 'spent'],
    [
      'whose answer no server could read',
      (request) => json(request, toolError('internal')),
      'spent',
    ],
    [
      'whose answer Odoo could not write',
      answering({ class: 'validation', outcome: 'unknown' }),
      'spent',
    ],
    ['that failed, nobody says how', answering(undefined), 'spent'],
    ['that ended in no form there is', (request) => json(request, { resultType: 'x' }), 'spent'],
    ['that does not exist', (request) => error(request, -32601), 'back'],
    ['whose arguments, or result, had no form', (request) => error(request, -32602), 'spent'],
    ['that broke the server', (request) => error(request, -32603), 'spent'],
    ['that never left', () => Promise.reject(new UpstreamFailure('unreachable', 'no')), 'back'],
    ['that nobody answered', () => Promise.reject(new UpstreamFailure('timeout', 'no')), 'spent'],
  ])('a call %s: %s', async (_what, change, outcome) => {
    const made = orders(0);
    const call = await calling(guardOf(made.upstream, one));
    made.change = change;
    await call('update_record', writing);
    made.change = undefined;
    const again = decisionOf(await call('update_record', writing));
    expect(again.code).toBe(outcome === 'back' ? undefined : 'budget_exceeded');
  });

  it('is spent by what commands do to other records', async () => {
    const lines = 'model: sale.order.line, operations: [create], count: true, per: hour, max: 2';
    const call = await calling(guardOf(orders(0).upstream, lines));
    const adding = (count: number) => {
      const order_line = Array.from({ length: count }, () => [0, 0, { note: 'x' }]);
      return call('update_record', { record_id: 3, values: { order_line } });
    };
    expect(decisionOf(await adding(3)).code).toBe('budget_exceeded');
    expect(decisionOf(await adding(2)).effect).not.toBe('deny');
    expect(decisionOf(await adding(1)).code).toBe('budget_exceeded');
  });

  it('is spent by the same change through a method tool, and not by a dry run', async () => {
    const call = await calling(
      guardOf(orders(0).upstream, one, 'allowed_methods: {sale.order: [write]}'),
    );
    await call('update_record', { ...writing, dry_run: true });
    const args = [{ note: 'z' }];
    const method = { method: 'write', record_ids: [3], args };
    expect(decisionOf(await call('execute_method', method)).effect).not.toBe('deny');
    expect(decisionOf(await call('update_record', writing)).code).toBe('budget_exceeded');
  });
});
