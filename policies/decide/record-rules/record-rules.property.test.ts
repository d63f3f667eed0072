import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isArray, type Json, type JsonObject } from '../../json.ts';
import { ask, create, search, write } from '../asking.fixture.ts';
import { policyOf, subject } from '../demo-policy.fixture.ts';
import { factsOf, fits } from './small-world.fixture.ts';

const odoo = { database: 'd', login: 'ann', uid: 5, companyIds: [1] };
const ANN = subject(['staff'], { odoo });

/** Rules over the plain fields of a lead; the last holds of fields that a write can combine. */
const RULES: readonly (readonly Json[])[] = [
  [['user_id', '=', '$uid']],
  ['|', ['user_id', '=', '$uid'], ['user_id', '=', false]],
  [
    ['user_id', 'in', ['$uid', 6]],
    ['stage_id', '!=', 2],
  ],
  ['!', ['stage_id', 'in', [1, 2]]],
  ['|', ['stage_id', '=', 1], '&', ['user_id', '=', '$uid'], ['stage_id', '!=', 3]],
];
const policyFor = (domain: readonly Json[]) =>
  policyOf({
    access: { stock_models: { full_crud: ['crm.lead'], read_only: ['crm.stage'] } },
    rbac: { record_rules: { 'crm.lead': [{ domain }] } },
  });
/** The rule with its variable filled in, evaluated by the test itself. */
const bound = (domain: readonly Json[]): readonly Json[] =>
  JSON.parse(JSON.stringify(domain).replaceAll('"$uid"', '5'));

const userId = fc.constantFrom<Json>(false, 4, 5, 6);
const stageId = fc.constantFrom<Json>(false, 1, 2, 3);
const someLead = fc
  .record({ user_id: userId, stage_id: stageId, line_id: fc.constantFrom<Json>(false, 7) })
  .map((values) => ({ id: 1, active: true, ...values }));
const leaf = fc.oneof(
  fc.tuple(fc.constantFrom('=', '!='), userId).map(([op, value]): Json => ['user_id', op, value]),
  fc.tuple(fc.constantFrom('=', '!='), stageId).map(([op, value]): Json => ['stage_id', op, value]),
  fc.array(userId, { maxLength: 3 }).map((list): Json => ['user_id', 'in', list]),
  fc.constantFrom<Json>([1, '=', 1], [0, '=', 1], ['id', '!=', 1], ['id', '>', 0]),
);
/** Conditions and operators in any sequence: most are no domain, some are an unbalanced one. */
const anyDomain = fc.array(
  fc.oneof({ weight: 3, arbitrary: leaf }, fc.constantFrom('&', '|', '!')),
  {
    maxLength: 7,
  },
);
const rule = fc.constantFrom(...RULES);

describe('a record rule', () => {
  test('is met by every record that a rewritten search can find, and takes away nothing else', () => {
    fc.assert(
      fc.property(
        rule,
        anyDomain,
        fc.array(someLead, { minLength: 8 }),
        (domain, caller, leads) => {
          const decision = ask(
            search('crm.lead', { domain: caller, fields: ['id'] }),
            ANN,
            policyFor(domain),
          );
          if (decision.effect !== 'allow') return;
          const { operation } = decision;
          const sent = 'domain' in operation && isArray(operation.domain) ? operation.domain : [];
          const due = leads.filter((lead) => fits(lead, bound(domain)) && fits(lead, caller));
          expect(leads.filter((lead) => fits(lead, sent))).toEqual(due);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  const values = fc.record({ user_id: userId, stage_id: stageId }, { requiredKeys: [] });

  test('is met by every record that may be created, whatever Odoo makes of fields left out', () => {
    fc.assert(
      fc.property(rule, values, someLead, (domain, given, otherwise) => {
        const decision = ask(create('crm.lead', { name: 'x', ...given }), ANN, policyFor(domain));
        if (decision.effect !== 'allow' || decision.operation.kind !== 'create') return;
        const [sent] = decision.operation.values;
        expect(sent).toMatchObject(given);
        expect(fits({ ...otherwise, ...sent }, bound(domain))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('is met before and after every write that goes through, and stops no other', () => {
    fc.assert(
      fc.property(rule, values, someLead, (domain, given, lead) => {
        if (Object.keys(given).length === 0) return;
        const decision = ask(
          write('crm.lead', given, [1]),
          ANN,
          policyFor(domain),
          factsOf([lead]),
        );
        const after: JsonObject = { ...lead, ...given };
        const stays = fits(lead, bound(domain)) && fits(after, bound(domain));
        expect(decision.effect).toBe(stays ? 'allow' : 'deny');
      }),
      { numRuns: 1_000 },
    );
  });

  test('is met by every record a call by id reaches, and none is told from one that is not there', () => {
    fc.assert(
      fc.property(rule, fc.option(someLead), (domain, lead) => {
        const facts = factsOf(lead === null ? [] : [lead]);
        const reads = ask(
          { ...search('crm.lead'), kind: 'read', ids: [1 as never], fields: ['id'] },
          ANN,
          policyFor(domain),
          facts,
        );
        expect(reads.effect).toBe(lead !== null && fits(lead, bound(domain)) ? 'allow' : 'deny');
        if (reads.effect === 'deny') {
          expect(reads.reason).toBe(
            'not every record of crm.lead named here exists and is within reach.',
          );
        }
      }),
    );
  });
});
