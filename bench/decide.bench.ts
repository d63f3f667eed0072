import { bench, describe } from 'vitest';
import { decide } from '../policies/decide/decide.ts';
import { ALL_SCHEMAS, id, model, POLICY, SALES } from '../policies/decide/demo-policy.fixture.ts';
import type { Json } from '../policies/json.ts';
import type { Operation } from '../policies/operation.ts';

const order = model('sale.order');

const TYPICAL: Operation = {
  kind: 'search_read',
  model: order,
  domain: [
    ['state', '=', 'sale'],
    ['partner_id.country_id.code', '=', 'BE'],
  ],
  fields: ['name', 'partner_id', 'state', 'amount_total'],
  order: 'name desc',
  limit: 80,
};

/** As many conditions, steps and values as the limits let through at once. */
const LARGEST: Operation = {
  kind: 'search_read',
  model: order,
  domain: Array.from(
    { length: 50 },
    (_, leaf): Json => [
      'partner_id.parent_id.parent_id.country_id',
      'in',
      leaf === 0 ? Array.from({ length: 9_850 }, (_unused, value) => value + 1) : [1, 2, 3],
    ],
  ),
  limit: 500,
};

const WRITE: Operation = {
  kind: 'write',
  model: order,
  ids: [id(7)],
  values: { partner_id: 7, order_line: [[0, 0, { name: 'Chair' }]] },
  dryRun: false,
};

/** Texts on which a backtracking expression would take minutes. */
const HOSTILE = [
  'a.'.repeat(5_000),
  'a'.repeat(100_000),
  `${'a_'.repeat(30_000)}!`,
  '.'.repeat(50_000),
];

const ask = (operation: Operation) => decide(operation, SALES, POLICY, ALL_SCHEMAS);

for (const operation of [TYPICAL, LARGEST, WRITE]) {
  const decision = ask(operation);
  // A refusal is quicker, and not what is meant here.
  if (decision.effect !== 'allow') throw new Error(JSON.stringify(decision));
}

describe('decide: the time one decision takes', () => {
  bench('a typical search_read (target: p99 under 0.1 ms)', () => {
    ask(TYPICAL);
  });
  bench('50 conditions over four steps, 10 000 values (target: under 5 ms)', () => {
    ask(LARGEST);
  });
  bench('a write with a new line', () => {
    ask(WRITE);
  });
  bench('hostile field names (target: under 5 ms)', () => {
    for (const text of HOSTILE) {
      ask({ ...TYPICAL, domain: [[text, '=', 1]] });
      ask({ ...TYPICAL, order: text });
      ask({ ...TYPICAL, fields: [text] });
    }
  });
});
