import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { allowed, ask, denied, sentDomain, where } from '../asking.fixture.ts';
import {
  ACCESS,
  ADMIN,
  HR,
  MODEL_NAMES,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
} from '../demo-policy.fixture.ts';

function refusal(
  name: string,
  leaf: readonly Json[],
  who: Subject = SALES,
  policy: Policy = POLICY,
) {
  return denied(ask(where(name, ...leaf), who, policy));
}

function passes(
  name: string,
  leaf: readonly Json[],
  who: Subject = SALES,
  policy: Policy = POLICY,
) {
  expect(sentDomain(ask(where(name, ...leaf), who, policy))).toEqual([leaf]);
}

describe('conditions on fields', () => {
  test('a hidden field is not searched, by any operator', () => {
    for (const operator of ['=', '!=', '<', '>', '=?', 'like', '=like', 'in', 'not in', 'ilike']) {
      const value = operator.endsWith('in') ? ['x'] : 'x';
      expect(refusal('hr.employee', ['ssnid', operator, value])).toMatchObject({
        code: 'field_not_searchable',
        reason: 'hr.employee.ssnid is not among the fields granted.',
      });
    }
    passes('hr.employee', ['ssnid', '=like', 'A%'], HR);
  });

  test('a hidden field is not searched inside not, or, or a sub-domain', () => {
    const hidden: Json = ['margin', '>', 10];
    const domains: Json[] = [
      ['!', hidden],
      ['|', ['name', '=', 'a'], hidden],
      [['name', '=', 'a'], hidden],
      ['&', ['name', '=', 'a'], '!', hidden],
    ];
    for (const domain of domains) {
      expect(ask({ ...where('sale.order'), domain })).toMatchObject({
        code: 'field_not_searchable',
      });
      const lines: Json = [['order_id', 'any', domain]];
      expect(ask({ ...where('sale.order.line'), domain: lines })).toMatchObject({ effect: 'deny' });
    }
  });

  test('a secret is not searched by an administrator', () => {
    expect(refusal('res.partner', ['access_token', '!=', false], ADMIN).rule).toBe('G60');
  });

  test('an unknown field is named, with near names of permitted fields only', () => {
    expect(refusal('res.partner', ['emial', '=', 'x'])).toMatchObject({
      code: 'field_not_searchable',
      reason: 'res.partner has no field "emial".',
      allowed: 'did you mean "email"?',
    });
    expect(refusal('hr.employee', ['ssnidd', '=', 'x']).allowed).toBeUndefined();
  });

  test('a field Odoo cannot search is refused, because 17 and 18 would take the condition as true', () => {
    expect(refusal('res.partner', ['barcode', '=', 'x']).rule).toBe('built-in:searchable');
    expect(refusal('res.partner', ['display_name', '=', 'x']).rule).toBe('built-in:searchable');
    passes('res.partner', ['country_code', '=', 'BE']);
  });

  test('types that hold no searchable value are refused', () => {
    expect(refusal('res.partner', ['extra', '=', 'x']).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['lead_properties', '=', 'x']).rule).toBe('built-in:properties');
    expect(refusal('res.partner', ['lead_properties.size', '=', 'x']).effect).toBe('deny');
    expect(refusal('res.partner', ['record_ref.name', '=', 'x']).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['res_id.name', '=', 'x']).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['extra.key', '=', 'x']).code).toBe('domain_invalid');
  });
});

describe('values are of the field’s type, exactly', () => {
  test.each<[string, Json]>([
    ['name', 'x'],
    ['name', false],
    ['type', 'contact'],
    ['color', 0],
    ['color', 7],
    ['color', false],
    ['latitude', 1.5],
    ['date', '2026-01-05'],
    ['active', true],
    ['active', false],
    ['parent_id', 7],
    ['parent_id', false],
    ['child_ids', 7],
    ['image_1920', false],
  ])('%s = %j passes', (name, value) => {
    passes('res.partner', [name, '=', value]);
  });

  test.each<[string, string, Json]>([
    ['name', '=', 1],
    ['name', '=', true],
    ['name', '=', ['x']],
    ['name', '=', { a: 1 }],
    ['name', 'in', 'x'],
    ['name', 'in', [1]],
    ['name', 'in', [['x']]],
    ['name', 'ilike', false],
    ['name', 'ilike', 5],
    ['name', 'ilike', ['x']],
    ['name', '<', false],
    ['name', '=', 'x'.repeat(65_537)],
    ['color', '=', '7'],
    ['color', '=', true],
    ['color', '=', 1.5],
    ['color', '=', 2 ** 60],
    ['color', 'ilike', '7'],
    ['color', '>', false],
    ['color', '>', null],
    ['color', 'child_of', 1],
    ['latitude', '=', '1.5'],
    ['date', '=', 5],
    ['active', '=', 1],
    ['active', '=', 0],
    ['active', '=', 'true'],
    ['active', '>', true],
    ['parent_id', '=', true],
    ['parent_id', '=', 0],
    ['parent_id', '=', -1],
    ['parent_id', '=', 1.5],
    ['parent_id', '=', [7]],
    ['parent_id', '=', 2 ** 31],
    ['parent_id', '<', 7],
    ['parent_id', 'in', 7],
    ['parent_id', 'in', [true]],
    ['parent_id', 'in', [7, 'x']],
    ['parent_id', 'child_of', false],
    ['parent_id', 'child_of', []],
    ['parent_id', 'child_of', [7, 'x']],
    ['id', '=', 'x'],
    ['id', 'ilike', 'x'],
    ['image_1920', '=', 'aGVsbG8='],
    ['image_1920', 'ilike', 'a'],
  ])('%s %s %j does not', (name, operator, value) => {
    expect(refusal('res.partner', [name, operator, value]).code).toBe('domain_invalid');
  });

  test('null is written as Odoo writes an empty field', () => {
    expect(sentDomain(ask(where('res.partner', 'name', '=', null)))).toEqual([
      ['name', '=', false],
    ]);
    expect(sentDomain(ask(where('res.partner', 'parent_id', 'in', [null, 3])))).toEqual([
      ['parent_id', 'in', [false, 3]],
    ]);
  });

  test('all lists of a domain together have a limit', () => {
    const ids = (count: number): Json => Array.from({ length: count }, (_, index) => index + 1);
    passes('res.partner', ['id', 'in', ids(10_000)]);
    expect(refusal('res.partner', ['id', 'in', ids(10_001)]).code).toBe('domain_invalid');
    const two: Json = [
      ['id', 'in', ids(6_000)],
      ['parent_id', 'in', ids(6_000)],
    ];
    expect(ask({ ...where('res.partner'), domain: two })).toMatchObject({ code: 'domain_invalid' });
  });

  test('a denial never repeats the value', () => {
    const decision = ask(where('res.partner', 'color', '=', 'hush-hush'));
    expect(JSON.stringify(decision)).not.toContain('hush');
  });

  test('a reference is judged by the model it names', () => {
    passes('res.partner', ['record_ref', '=', 'crm.lead,4']);
    expect(refusal('res.partner', ['record_ref', '=', 'res.users,1']).rule).toBe('G1');
    expect(
      refusal('res.partner', ['record_ref', 'in', ['crm.lead,4', 'hr.payslip,1']]).effect,
    ).toBe('deny');
    expect(refusal('res.partner', ['record_ref', '=', 'crm.lead']).effect).toBe('deny');
  });
});

describe('paths', () => {
  test('pass through readable models', () => {
    passes('sale.order', ['partner_id.country_id.code', '=', 'US']);
    passes('sale.order', ['order_line.product_id.default_code', '=', 'X']);
  });

  test('do not enter models that are blocked, restricted or not granted', () => {
    expect(refusal('res.partner', ['user_ids.login', '=like', 'a%']).effect).toBe('deny');
    expect(refusal('res.partner', ['bank_ids.acc_number', 'ilike', 'BE']).rule).toBe(
      'restrictions.yaml:admin_only',
    );
    expect(refusal('res.partner', ['message_ids.body', 'ilike', 'x']).code).toBe(
      'model_not_allowed',
    );
    expect(refusal('res.partner', ['category_id.name', '=', 'x']).code).toBe('model_not_allowed');
  });

  test('do not end at a field that is hidden on its model', () => {
    expect(refusal('res.partner', ['employee_ids.ssnid', '=like', 'A%'])).toMatchObject({
      code: 'field_not_searchable',
    });
    expect(refusal('hr.department', ['member_ids.ssnid', '=', 'x'], SALES).effect).toBe('deny');
    expect(refusal('sale.order.line', ['order_id.margin', '>', 1]).effect).toBe('deny');
  });

  test('pass through what is traversable on a blocked model, and nothing else there', () => {
    passes('sale.order', ['user_id.name', 'ilike', 'ann']);
    passes('sale.order', ['user_id.active', '=', true]);
    passes('sale.order', ['user_id.id', '=', 2]);
    for (const path of ['user_id.login', 'user_id.password', 'user_id.partner_id.email']) {
      expect(refusal('sale.order', [path, '=', 'x']).code).toBe('field_not_searchable');
    }
  });

  test('pass through nothing where traversable_fields is empty', () => {
    const policy = policyOf({ access: { ...ACCESS, traversable_fields: {} } });
    expect(refusal('sale.order', ['user_id.name', '=', 'x'], SALES, policy).rule).toBe('G1');
  });

  test('cannot be widened on a model a guardrail blocks', () => {
    const policy = policyOf({
      access: {
        ...ACCESS,
        traversable_fields: {
          'res.users': ['login', 'name'],
          'res.company': ['name'],
          'ir.config_parameter': ['value'],
        },
      },
    });
    passes('sale.order', ['company_id.name', '=', 'x'], SALES, policy);
    expect(refusal('sale.order', ['company_id.vat', '=', 'x'], SALES, policy).effect).toBe('deny');
    expect(refusal('sale.order', ['user_id.login', '=', 'x'], SALES, policy).effect).toBe('deny');
    passes('sale.order', ['user_id.name', '=', 'x'], SALES, policy);
  });

  test('do not use a traversable field that is hidden by another rule', () => {
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'res.users': ['name'] } },
    });
    expect(refusal('sale.order', ['user_id.name', '=', 'x'], SALES, policy).rule).toBe(
      'model_access.yaml:sensitive_fields.res.users.name',
    );
  });

  test('go four relations far, sub-domains included', () => {
    const hops = (count: number) =>
      [...Array.from({ length: count }, () => 'parent_id'), 'name'].join('.');
    passes('res.partner', [hops(4), '=', 'x']);
    expect(refusal('res.partner', [hops(5), '=', 'x']).rule).toBe('built-in:hops');
    const inside = (count: number): Json[] => [
      'parent_id.parent_id',
      'any',
      [[hops(count), '=', 'x']],
    ];
    expect(ask(where('res.partner', ...inside(2))).effect).toBe('allow');
    expect(refusal('res.partner', inside(3)).rule).toBe('built-in:hops');
  });

  test('do not go on after a field that is no relation', () => {
    expect(refusal('res.partner', ['name.x', '=', 'x']).rule).toBe('built-in:path');
  });

  test('take parts of dates as reads of the date, not under Odoo 17', () => {
    passes('res.partner', ['date.month_number', '=', 5]);
    passes('sale.order', ['partner_id.date.day_of_week', 'in', [1, 2]]);
    expect(refusal('hr.employee', ['birthday.month_number', '=', 5]).code).toBe(
      'field_not_searchable',
    );
    expect(refusal('res.partner', ['date.month_number', '=', '5']).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['date.month', '=', 5]).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['date.month_number.x', '=', 5]).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['name.month_number', '=', 5]).code).toBe('domain_invalid');
    const old = policyOf({ access: ACCESS, gateway: { odoo: { version: 17 } } });
    expect(refusal('res.partner', ['date.month_number', '=', 5], SALES, old).effect).toBe('deny');
  });
});

describe('sub-domains', () => {
  test('are judged on the comodel', () => {
    const leaf: Json[] = [
      'order_line',
      'any',
      [
        ['product_id.default_code', '=', 'X'],
        ['product_uom_qty', '>', 1],
      ],
    ];
    expect(sentDomain(ask(where('sale.order', ...leaf)))).toEqual([
      [
        'order_line',
        'any',
        ['&', ['product_id.default_code', '=', 'X'], ['product_uom_qty', '>', 1]],
      ],
    ]);
  });

  test('do not enter what a path does not', () => {
    const into = (operator: string): Json[] => [
      'user_ids',
      operator,
      [['login', 'like', 'canary']],
    ];
    expect(refusal('res.partner', into('any')).effect).toBe('deny');
    expect(refusal('res.partner', into('not any')).effect).toBe('deny');
    expect(refusal('res.partner', ['bank_ids', 'any', []]).rule).toBe(
      'restrictions.yaml:admin_only',
    );
    expect(refusal('res.partner', ['employee_ids', 'any', [['ssnid', '!=', false]]]).effect).toBe(
      'deny',
    );
    expect(
      refusal('res.partner', ['id', 'any', [['user_ids.login', '=like', 'canary%']]]).code,
    ).toBe('domain_invalid');
    passes('sale.order', ['user_id', 'any', [['name', '=', 'ann']]]);
  });
});

describe('names and trees', () => {
  test('a text compared with a relation is a name search of the comodel', () => {
    passes('crm.lead', ['stage_id', '=', 'won']);
    passes('sale.order', ['partner_id', 'ilike', 'azure']);
    passes('res.partner', ['country_id', 'in', ['Belgium', 'France']]);
    expect(refusal('crm.lead', ['user_id', '=', 'admin'])).toMatchObject({
      code: 'field_not_searchable',
      rule: 'G1',
      allowed: 'Compare with record ids instead.',
    });
    expect(refusal('res.partner', ['user_ids', 'in', ['canary']]).rule).toBe('G1');
    expect(refusal('res.partner', ['bank_ids', 'ilike', 'BE71']).rule).toBe(
      'restrictions.yaml:admin_only',
    );
  });

  test('a name search needs every field it looks in', () => {
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'res.partner': ['vat'] } },
    });
    expect(refusal('sale.order', ['partner_id', 'ilike', 'x'], SALES, policy).rule).toBe(
      'model_access.yaml:sensitive_fields.res.partner.vat',
    );
    passes('sale.order', ['partner_id', '=', 7], SALES, policy);
  });

  test('a name search on a model whose search fields are not known is refused', () => {
    expect(refusal('hr.department', ['manager_id', '=', 'x'], HR).rule).toBe(
      'built-in:name-search',
    );
    passes('hr.department', ['manager_id', '=', 4], HR);
    passes('crm.lead', ['parent_id', '=', 'x']);
  });

  test('ids may be compared with a relation to any model', () => {
    passes('res.partner', ['user_ids', '=', 6]);
    passes('crm.lead', ['user_id', 'in', [2, 6]]);
    passes('crm.lead', ['user_id', '=', false]);
    passes('crm.lead', ['user_id', '=?', false]);
  });

  test('a tree is walked where its model is readable', () => {
    passes('res.partner', ['id', 'child_of', 1]);
    passes('res.partner', ['parent_id', 'child_of', [1, 2]]);
    expect(refusal('sale.order', ['company_id', 'child_of', 1]).code).toBe('field_not_searchable');
    expect(refusal('hr.employee', ['id', 'child_of', 'x'], HR).rule).toBe('built-in:name-search');
    passes('res.partner', ['id', 'parent_of', 'azure']);
    const policy = policyOf({
      access: { ...ACCESS, traversable_fields: { 'res.company': ['parent_id'] } },
    });
    passes('sale.order', ['company_id', 'child_of', 1], SALES, policy);
  });
});

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
