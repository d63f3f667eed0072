import { openLegacySession } from '../raw-mcp.fixture.ts';
import { type Files, withGuard } from './configured-guard.fixture.ts';
import { bearer, type KeyCase, type KeyCases, seenOf } from './key-case.fixture.ts';
import { atLaterTime } from './later-time.fixture.ts';

const BUDGET = 'gateway.yaml:limits.budgets[0]';
const GRANTS: Files = { model_access: 'stock_models: {full_crud: [crm.lead, res.partner]}' };
const RENAMING = { model: 'crm.lead', record_id: 3, values: { name: 'New' } };
const CREATING = { model: 'crm.lead', values: { name: 'New', expected_revenue: 40 } };

/** Makes the same call twice in one session, a while apart, and tells whether the second was denied. */
const twice =
  (tool: string, args: Readonly<Record<string, unknown>>, minutes = 0): KeyCase['see'] =>
  (files) =>
    withGuard({ ...GRANTS, ...files }, async (guard) => {
      const session = await openLegacySession(guard.url, bearer('worker'));
      await session.call(tool, args);
      return atLaterTime(minutes, async () => {
        const second = await session.call(tool, args);
        return { ...seenOf(second, tool, guard), calls: guard.upstream.argumentsOf(tool).length };
      });
    });

const budget = (keys: string) => `limits: {budgets: [{${keys}}]}`;
const passes = { denied: undefined, calls: 2 };
const isRefused = { denied: BUDGET, code: 'budget_exceeded', calls: 1 };

/** Every key of the budgets in gateway.yaml. */
export const GATEWAY_BUDGETS: KeyCases = {
  'limits.budgets[].model': {
    what: 'changes of which models draw on a budget',
    from: budget('model: res.*, count: true, per: hour, max: 1'),
    to: budget('model: crm.*, count: true, per: hour, max: 1'),
    see: twice('update_record', RENAMING),
    sees: [passes, isRefused],
  },
  'limits.budgets[].operations': {
    what: 'which changes draw on it',
    from: budget('operations: [create, unlink], count: true, per: hour, max: 1'),
    to: budget('operations: [create, write], count: true, per: hour, max: 1'),
    see: twice('update_record', RENAMING),
    sees: [passes, isRefused],
  },
  'limits.budgets[].count': {
    what: 'whether records count or calls',
    from: budget('count: calls, per: hour, max: 3'),
    to: budget('count: records, per: hour, max: 3'),
    see: twice('bulk_update', {
      model: 'crm.lead',
      record_ids: [3, 4],
      values: { name: 'New' },
    }),
    sees: [passes, isRefused],
  },
  'limits.budgets[].sum': {
    what: 'which field is added up; one that cannot be read closes the budget',
    from: budget('model: crm.lead, sum: expected_revenue, per: hour, max: 100'),
    to: budget('model: crm.lead, sum: no_such_field, per: hour, max: 100'),
    see: twice('create_record', CREATING),
    sees: [passes, isRefused],
  },
  'limits.budgets[].per': {
    what: 'in what time it may be spent',
    from: budget('count: true, per: minute, max: 1'),
    to: budget('count: true, per: hour, max: 1'),
    see: twice('update_record', RENAMING, 5),
    sees: [passes, isRefused],
  },
  'limits.budgets[].max': {
    what: 'how much it is',
    from: budget('model: crm.lead, sum: expected_revenue, per: day, max: 80'),
    to: budget('model: crm.lead, sum: expected_revenue, per: day, max: 79.5'),
    see: twice('create_record', CREATING),
    sees: [passes, isRefused],
  },
  'limits.budgets[].groups': {
    what: 'whom it binds',
    from: budget('count: true, per: hour, max: 1, groups: [directors]'),
    to: budget('count: true, per: hour, max: 1, groups: [staff]'),
    see: twice('update_record', RENAMING),
    sees: [passes, isRefused],
  },
};
