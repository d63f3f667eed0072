import { describe, expect, test } from 'vitest';
import type { ModelSchema, SchemaView } from '../../model-schema.ts';
import { ask, denied, search, write } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { field, model, policyOf, SALES } from '../demo-policy.fixture.ts';
import {
  ALL,
  EVERYTHING,
  fieldOf,
  granting,
  reading,
  VIEW,
  without,
  writing,
} from './delegation.fixture.ts';

describe('a field that is taken from elsewhere', () => {
  test.each(['city', 'town'])('is open where everything on its way is: %s', (name) => {
    expect(reading(name, granting(EVERYTHING)).effect).toBe('allow');
    expect(writing(name, granting(EVERYTHING)).effect).toBe('allow');
  });

  test.each(['res.partner', 'x_address', 'x_town'])('is closed where %s is', (closed) => {
    const policy = granting(without(closed));
    for (const name of ['city', 'town']) {
      expect(denied(reading(name, policy))).toMatchObject({
        code: 'field_not_searchable',
        rule: 'model_access.yaml:default_policy',
        reason: expect.stringMatching(`is taken from .*${closed}`),
      });
      expect(denied(writing(name, policy)).code).toBe('field_not_writable');
    }
  });

  test.each([
    ['sale.order', 'partner_id'],
    ['res.partner', 'address_id'],
    ['x_address', 'town_id'],
    ['x_town', 'name'],
  ])('is closed where %s.%s is on its way and closed', (name, hidden) => {
    const policy = policyOf({
      access: {
        group_access: {
          sales: Object.fromEntries(
            Object.keys(EVERYTHING).map((key) => [key, { operations: ALL }]),
          ),
        },
        sensitive_fields: { [name]: [hidden] },
      },
    });
    const rule = `model_access.yaml:sensitive_fields.${name}.${hidden}`;
    expect(denied(reading('town', policy))).toMatchObject({ code: 'field_not_searchable', rule });
    expect(denied(writing('town', policy))).toMatchObject({ code: 'field_not_writable', rule });
  });

  test('takes the right to write where it lands, and to read on the way', () => {
    const lands = (operations: Readonly<Record<string, readonly string[]>>) =>
      policyOf({
        access: {
          group_access: {
            sales: Object.fromEntries(
              Object.keys(EVERYTHING).map((name) => [
                name,
                { operations: operations[name] ?? ALL },
              ]),
            ),
          },
        },
      });
    expect(denied(writing('town', lands({ x_town: ['read'] }))).code).toBe('field_not_writable');
    const onlyRead = { 'res.partner': ['read'], x_address: ['read'] };
    expect(writing('town', lands(onlyRead)).effect).toBe('allow');
  });

  test.each(['nowhere', 'dead_end', 'odd', 'empty', 'loop'])(
    'is closed where its way cannot be followed: %s',
    (name) => {
      for (const decision of [
        reading(name, granting(EVERYTHING)),
        writing(name, granting(EVERYTHING)),
      ])
        expect(denied(decision).rule).toBe('built-in:related');
    },
  );

  test('is closed where the metadata on its way is not to be had', () => {
    const view: SchemaView = { get: (name) => (name === 'x_address' ? 'absent' : VIEW.get(name)) };
    const asked = search('sale.order', { domain: [['town', '=', 'x']], fields: ['name'] });
    expect(denied(decide(asked, SALES, granting(EVERYTHING), view)).code).toBe(
      'schema_unavailable',
    );
  });
});

describe('a field the operator lists by its name', () => {
  const listing = { read: ['name', 'city'], write: ['name', 'city'] };

  test('shows what it is taken from, whether or not that is granted', () => {
    const alone = granting({ 'sale.order': listing });
    expect(reading('city', alone).effect).toBe('allow');
    expect(writing('city', alone).effect).toBe('allow');
    const others = granting({ 'sale.order': listing, 'res.partner': { read: ['name'] } });
    expect(reading('city', others).effect).toBe('allow');
  });

  test('on the way is open as far as that list goes', () => {
    const partner = granting({ 'sale.order': {}, 'res.partner': { read: ['city'] } });
    expect(reading('city', partner).effect).toBe('allow');
    const unlisted = granting({ 'sale.order': {}, 'res.partner': { read: ['address_id'] } });
    expect(denied(reading('city', unlisted)).rule).toBe(
      'model_access.yaml:group_access.sales.res.partner',
    );
    const open = granting({ 'sale.order': {}, 'res.partner': {} });
    expect(denied(reading('city', open)).rule).toBe('model_access.yaml:default_policy');
  });

  test('still meets every rule that bars a model or a field on its way', () => {
    const barred = (restrictions: object) => granting({ 'sale.order': listing }, { restrictions });
    for (const name of ['res.partner', 'x_address', 'x_town'])
      for (const rule of ['always_blocked', 'admin_only'])
        expect(denied(reading('city', barred({ [rule]: [name] }))).rule).toBe(
          `restrictions.yaml:${rule}`,
        );
    expect(denied(writing('city', barred({ admin_write_only: ['x_town'] }))).rule).toBe(
      'restrictions.yaml:admin_write_only',
    );
    const hidden = policyOf({
      access: {
        group_access: { sales: { 'sale.order': { operations: ALL, fields: listing } } },
        sensitive_fields: { x_town: ['name'] },
      },
    });
    expect(denied(reading('city', hidden)).rule).toBe(
      'model_access.yaml:sensitive_fields.x_town.name',
    );
  });

  test('shows what it is taken from through a link that is taken from elsewhere itself', () => {
    const read = ['name', 'customer_city'];
    expect(reading('customer_city', granting({ 'sale.order': { read } })).effect).toBe('allow');
    const unlisted = granting({ 'sale.order': {}, 'res.partner': {}, x_address: {}, x_town: {} });
    expect(denied(reading('customer_city', unlisted)).reason).toContain('crm.lead');
    const leads = granting({ ...EVERYTHING, 'crm.lead': {} });
    expect(reading('customer_city', leads).effect).toBe('allow');
  });

  test('does not lead past a record rule', () => {
    const rules = (name: string) =>
      granting(
        { 'sale.order': listing },
        { rbac: { record_rules: { [name]: [{ domain: [['id', '=', 1]] }] } } },
      );
    for (const name of ['res.partner', 'x_address', 'x_town']) {
      expect(denied(reading('city', rules(name))).rule).toBe(`rbac.yaml:record_rules.${name}[0]`);
      expect(denied(writing('city', rules(name))).rule).toBe(`rbac.yaml:record_rules.${name}[0]`);
    }
  });

  test('is held to the rules for what is done: those for writing do not hold for reading', () => {
    const writes = granting(
      { 'sale.order': listing },
      {
        rbac: {
          record_rules: { x_town: [{ operations: ['write'], domain: [['id', '=', 1]] }] },
        },
      },
    );
    expect(reading('city', writes).effect).toBe('allow');
    expect(denied(writing('city', writes)).rule).toBe('rbac.yaml:record_rules.x_town[0]');
  });
});

describe('a field that may be passed through', () => {
  const passing = policyOf({
    access: {
      group_access: { sales: { 'sale.order': { operations: ALL } } },
      traversable_fields: { 'res.partner': ['city'] },
    },
  });

  test('opens what is taken from it, for reading only', () => {
    expect(reading('city', passing).effect).toBe('allow');
    expect(denied(writing('city', passing)).code).toBe('field_not_writable');
    expect(denied(reading('town', passing)).effect).toBe('deny');
  });
});

describe('a field that may be passed through, whatever its metadata says', () => {
  const policy = (fields: Readonly<Record<string, readonly string[]>>, granted: object) =>
    policyOf({
      access: {
        group_access: { sales: granted },
        traversable_fields: fields,
      },
    });
  const all = { operations: ALL };

  test('is open where there is none', () => {
    const view: SchemaView = {
      get: (name) => (name === 'res.partner' ? 'absent' : VIEW.get(name)),
    };
    const asked = search('sale.order', { domain: [['city', '=', 'x']], fields: ['name'] });
    const open = policy({ 'res.partner': ['city'] }, { 'sale.order': all });
    expect(decide(asked, SALES, open, view).effect).toBe('allow');
  });

  test('is open though it is taken from what is closed, and leads on', () => {
    const lent: ModelSchema = {
      model: model('res.partner'),
      fields: new Map([
        [
          field('address_id'),
          fieldOf('address_id', 'related closed_id.address_id many2one:x_address'),
        ],
        [field('closed_id'), fieldOf('closed_id', 'many2one:hr.payslip')],
      ]),
    };
    const view: SchemaView = { get: (name) => (name === 'res.partner' ? lent : VIEW.get(name)) };
    const asked = search('sale.order', { domain: [['town', '=', 'x']], fields: ['name'] });
    const granted = { 'sale.order': all, x_address: all, x_town: all };
    const open = policy({ 'res.partner': ['address_id'] }, granted);
    expect(decide(asked, SALES, open, view).effect).toBe('allow');
    const readable = policy({}, { ...granted, 'res.partner': all });
    expect(denied(decide(asked, SALES, readable, view)).reason).toContain('hr.payslip');
  });
});

describe('what an employee takes from the resource behind it', () => {
  const LENT = ['name', 'active', 'company_id', 'user_id', 'calendar_id', 'tz'];
  const fields = (names: readonly string[], written: (name: string) => string) =>
    new Map(names.map((name) => [field(name), fieldOf(name, written(name))] as const));
  const schemas: readonly ModelSchema[] = [
    {
      model: model('hr.employee'),
      fields: new Map([
        ...fields([...LENT, 'cost'], (name) => `related resource_id.${name}`),
        [field('resource_id'), fieldOf('resource_id', 'many2one:resource.resource')],
      ]),
    },
    { model: model('resource.resource'), fields: fields([...LENT, 'cost'], () => 'char') },
  ];
  const view: SchemaView = {
    get: (name) => schemas.find((schema) => schema.model === name) ?? 'absent',
  };
  const policy = policyOf({
    access: { group_access: { sales: { 'hr.employee': { operations: ALL } } } },
  });

  test.each([...LENT, 'cost'])('is read as its own, but for what nobody thought of: %s', (name) => {
    const asked = search('hr.employee', { domain: [[name, '=', 'x']], fields: ['resource_id'] });
    expect(decide(asked, SALES, policy, view).effect).toBe(name === 'cost' ? 'deny' : 'allow');
  });

  test.each(LENT)('is written as its own, but for who it is and whether it works: %s', (name) => {
    const written = decide(write('hr.employee', { [name]: 'x' }), SALES, policy, view);
    const closed = name === 'active' || name === 'user_id';
    expect(written.effect).toBe(closed ? 'deny' : 'allow');
  });
});

test('the person behind an employee lends it a name, and not a login', () => {
  const policy = policyOf({
    access: { group_access: { sales: { 'hr.employee': { operations: ALL } } } },
  });
  expect(ask(write('hr.employee', { name: 'x' }), SALES, policy).effect).toBe('allow');
  expect(denied(ask(write('hr.employee', { user_id: 6 }), SALES, policy)).code).toBe(
    'field_not_writable',
  );
  expect(ask(search('hr.employee', { fields: ['name', 'user_id'] }), SALES, policy)).toMatchObject({
    obligation: { masked: [] },
  });
});
