import type { FieldSchema, ModelSchema, SchemaView } from '../../model-schema.ts';
import type { Policy } from '../../policy.ts';
import { search, write } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { field, model, policyOf, SALES } from '../demo-policy.fixture.ts';

/**
 * Orders show a city of their customer, who takes it from an address, which has it from a town. Written as
 * `type:relation` or `related path`.
 */
const WRITTEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'sale.order': {
    name: 'char',
    partner_id: 'many2one:res.partner',
    city: 'related partner_id.city',
    town: 'related partner_id.address_id.town_id.name',
    nowhere: 'related partner_id.nothing',
    dead_end: 'related name.city',
    odd: 'related partner_id..city',
    customer_id: 'related lead_id.partner_id many2one:res.partner',
    lead_id: 'many2one:crm.lead',
    customer_city: 'related customer_id.address_id.city',
    empty: 'related ',
    loop: 'related loop',
  },
  'res.partner': {
    address_id: 'many2one:x_address',
    city: 'related address_id.city',
  },
  x_address: { town_id: 'many2one:x_town', city: 'related town_id.name' },
  x_town: { name: 'char' },
  'crm.lead': { partner_id: 'many2one:res.partner' },
};

/** The metadata of a field as it is written above. */
export function fieldOf(name: string, written: string): FieldSchema {
  const taken = written.startsWith('related ') ? written.slice('related '.length) : undefined;
  const [related, as = 'char'] = taken?.split(' ') ?? [];
  const [type = '', relation] = (taken === undefined ? written : as).split(':');
  return {
    ...{ name: field(name), type, store: true, searchable: true, byDefault: true },
    ...{ readonly: false, required: false },
    ...(relation === undefined ? {} : { relation: model(relation) }),
    ...(related === undefined ? {} : { related }),
  };
}

const SCHEMAS = new Map<string, ModelSchema>(
  Object.entries(WRITTEN).map(([name, fields]) => [
    name,
    {
      model: model(name),
      fields: new Map(
        Object.entries(fields).map(([key, text]) => [field(key), fieldOf(key, text)] as const),
      ),
    },
  ]),
);
export const VIEW: SchemaView = { get: (name) => SCHEMAS.get(name) ?? 'absent' };

type Lists = Partial<Record<'read' | 'search' | 'write', readonly string[]>>;
export const ALL = ['read', 'create', 'write'];

/** A policy that grants everything on these models, with the field lists given for them. */
export function granting(models: Readonly<Record<string, Lists>>, more: object = {}): Policy {
  const grants = Object.entries(models).map(([name, fields]) => [
    name,
    Object.keys(fields).length === 0 ? { operations: ALL } : { operations: ALL, fields },
  ]);
  return policyOf({ access: { group_access: { sales: Object.fromEntries(grants) } }, ...more });
}

/** What reading a field of orders comes to. */
export const reading = (name: string, policy: Policy) =>
  decide(
    search('sale.order', { domain: [[name, '=', 'x']], fields: ['name'] }),
    SALES,
    policy,
    VIEW,
  );
/** What writing one comes to. */
export const writing = (name: string, policy: Policy) =>
  decide(write('sale.order', { [name]: 'x' }), SALES, policy, VIEW, { holds: () => true });

/** All of the models on the way. */
export const EVERYTHING = { 'sale.order': {}, 'res.partner': {}, x_address: {}, x_town: {} };
/** All but one of them. */
export const without = (name: string) =>
  Object.fromEntries(Object.entries(EVERYTHING).filter(([key]) => key !== name));
