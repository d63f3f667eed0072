import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import { allowed, ask, where } from '../asking.fixture.ts';
import { MODEL_NAMES, schemaNamed } from '../demo-policy.fixture.ts';

interface Steps {
  readonly start: string;
  readonly visited: readonly { readonly model: string; readonly field: string }[];
  readonly kinds: readonly string[];
}

describe('whatever the path', () => {
  /** Random walks over the fixture's schemas, right and wrong turns included. */
  const walk: fc.Arbitrary<Steps> = fc
    .tuple(
      fc.constantFrom(...MODEL_NAMES),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('dot', 'any', 'not any')), {
        minLength: 1,
        maxLength: 6,
      }),
    )
    .map(([start, turns]) => {
      const visited: { model: string; field: string }[] = [];
      const kinds: string[] = [];
      let at: string | undefined = start;
      for (const [turn, kind] of turns) {
        if (at === undefined || !MODEL_NAMES.includes(at)) break;
        const fields: readonly FieldSchema[] = [...schemaNamed(at).fields.values()];
        const chosen: FieldSchema | undefined = fields[turn % fields.length];
        if (!chosen) break;
        visited.push({ model: at, field: chosen.name });
        kinds.push(kind);
        at = ['many2one', 'one2many', 'many2many'].includes(chosen.type)
          ? chosen.relation
          : undefined;
      }
      return { start, visited, kinds };
    });

  function domainOf({ visited, kinds }: Steps): Json {
    let inner: Json | undefined;
    let path: string[] = [];
    for (let index = visited.length - 1; index >= 0; index -= 1) {
      path = [visited[index]?.field ?? '', ...path];
      if (index === 0 || kinds[index - 1] !== 'dot') {
        const name = path.join('.');
        const operator = kinds[index + path.length - 1] === 'not any' ? 'not any' : 'any';
        inner = inner === undefined ? [[name, '=', false]] : [[name, operator, inner]];
        path = [];
      }
    }
    return inner ?? [];
  }

  const OPEN_USERS = ['id', 'name', 'display_name', 'company_id', 'active'];
  const EMPLOYEE = ['id', 'name', 'job_title', 'department_id', 'work_email', 'display_name'];
  const SALES_READS = [
    'res.partner',
    'sale.order',
    'sale.order.line',
    'crm.lead',
    'crm.tag',
    'crm.stage',
    'res.country',
    'product.product',
    'product.template',
  ];
  const HIDDEN = [
    'access_token',
    'credit_limit',
    'margin',
    'order_margin',
    'ssnid',
    'user_login',
    'iban',
    'employee_ssnid',
    'company_vat',
  ];

  function isOpen({ model, field }: { model: string; field: string }): boolean {
    if (HIDDEN.includes(field)) return false;
    if (model === 'res.users') return OPEN_USERS.includes(field);
    if (model === 'hr.employee') return EMPLOYEE.includes(field);
    return SALES_READS.includes(model);
  }

  test('no search touches a model or field that is not open', () => {
    let allowances = 0;
    fc.assert(
      fc.property(walk, (steps) => {
        const decision = ask({ ...where(steps.start), domain: domainOf(steps) });
        if (decision.effect !== 'allow') return;
        allowances += 1;
        for (const step of steps.visited) expect(isOpen(step), JSON.stringify(step)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(allowances).toBeGreaterThan(50);
  });

  test('an allowed domain is sent in a form that is allowed again, unchanged', () => {
    fc.assert(
      fc.property(walk, (steps) => {
        const decision = ask({ ...where(steps.start), domain: domainOf(steps) });
        if (decision.effect !== 'allow') return;
        const again = allowed(ask(decision.operation));
        expect(again.operation).toEqual(decision.operation);
      }),
      { numRuns: 500 },
    );
  });
});
