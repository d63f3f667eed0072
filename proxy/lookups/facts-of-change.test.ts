import { expect, it } from 'vitest';
import { askWhether, type Question } from '../../policies/facts.ts';
import { parseModelName, parseRecordId } from '../../policies/names.ts';
import type { Subject } from '../../policies/subject.ts';
import { odooUser } from '../identity/subject.fixture.ts';
import { factsOfChange } from './facts-of-change.ts';

const ann = odooUser('ann', 7);
const elsewhere: Subject = {
  ...ann,
  odoo: { database: 'demo', login: 'ann', uid: 7, companyIds: [2] },
};
const behalf = {
  era: 'legacy',
  protocolVersion: undefined,
  session: undefined,
  credential: undefined,
  signal: new AbortController().signal,
} as const;

function about(id: number): Question {
  const [model, record] = [parseModelName('sale.order'), parseRecordId(id)];
  if (model === undefined || record === undefined) throw new Error('no model or id');
  return askWhether(model, [record], []);
}

/** An Odoo that says this of every record, until it is said to say something else. */
function odoo(holds: boolean) {
  const said = { holds };
  return { said, facts: factsOfChange({ ask: async () => said.holds }) };
}

it('what held before a change holds afterwards', async () => {
  const { said, facts } = odoo(true);
  expect(await facts.before.ask(about(1), ann, behalf)).toBe(true);
  said.holds = false;
  expect(await facts.afterwards.ask(about(1), ann, behalf)).toBe(true);
});

it('another record, and the same one in other companies, is asked about afterwards', async () => {
  const { said, facts } = odoo(true);
  await facts.before.ask(about(1), ann, behalf);
  said.holds = false;
  expect(await facts.afterwards.ask(about(2), ann, behalf)).toBe(false);
  expect(await facts.afterwards.ask(about(1), elsewhere, behalf)).toBe(false);
  said.holds = true;
  expect(await facts.afterwards.ask(about(2), ann, behalf)).toBe(true);
});

it('what no longer held when it was asked last does not hold afterwards', async () => {
  const { said, facts } = odoo(true);
  await facts.before.ask(about(1), ann, behalf);
  said.holds = false;
  expect(await facts.before.ask(about(1), ann, behalf)).toBe(false);
  expect(await facts.afterwards.ask(about(1), ann, behalf)).toBe(false);
});
