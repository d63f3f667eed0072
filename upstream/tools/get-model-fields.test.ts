import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { parseModelFields } from '../odoo/fields.ts';
import { getModelFields } from './get-model-fields.ts';
import type { ToolContext } from './tool.ts';

const FIELDS = {
  id: { type: 'integer', string: 'ID', readonly: true, store: true },
  name: { type: 'char', string: 'Name', required: true, readonly: false, change_default: true },
  city: { type: 'char', string: 'City', required: false, readonly: false },
  country_id: { type: 'many2one', string: 'Country', relation: 'res.country', readonly: false },
  total: { type: 'float', string: 'Total City Debt', readonly: true, store: false, related: 'a.b' },
};

/** As `fields_get` of res.users has them in Odoo 17 and 18, and more of the kind. */
const GROUP_FIELD = {
  type: 'boolean',
  string: 'Portal',
  help: false,
  relation: false,
  relation_field: false,
  related: false,
  groups: false,
  store: false,
};

const requested: unknown[] = [];
const context: ToolContext = {
  caller: {
    client: async () => ({
      uid: 7,
      login: 'bob',
      database: 'demo',
      method: 'password',
      call: () => Promise.reject(new Error('not asked for')),
      query: async (_model, _method, _args, kwargs) => {
        requested.push(kwargs.attributes);
        return JSON.stringify(kwargs.attributes).includes('groups')
          ? { ...FIELDS, in_group_4: GROUP_FIELD }
          : FIELDS;
      },
      fields: async () => parseModelFields(FIELDS),
      models: () => Promise.reject(new Error('not asked for')),
      version: () => Promise.reject(new Error('not asked for')),
    }),
    signIn: () => Promise.reject(new Error('not asked for')),
  },
  databases: { resolve: async () => 'demo' },
  signal: new AbortController().signal,
  progress: async () => undefined,
  embed: () => undefined,
  maxBlobBytes: 0,
  toolsOff: async () => [],
};

const described = z.looseObject({
  fields: z.record(z.string(), z.record(z.string(), z.unknown())),
});
const describeFields = async (args: Record<string, unknown>) =>
  described.parse(await getModelFields.call({ model: 'res.partner', ...args }, context));

describe('get_model_fields', () => {
  it.each<[string, unknown, string[]]>([
    ['every field', undefined, ['id', 'name', 'city', 'country_id', 'total']],
    ['every field for an empty list', [], ['id', 'name', 'city', 'country_id', 'total']],
    ['the named ones', ['name', 'total', 'nope'], ['name', 'total']],
    ['one named field, not its namesakes', ['city'], ['city']],
    ['names in one text', 'name, country_id', ['name', 'country_id']],
    ['what a word is found in, name or label', ['debt'], ['total']],
    ['a word in a text, any case', 'COUNTRY', ['country_id']],
  ])('describes %s', async (_case, field_filter, names) => {
    const result = await describeFields({ field_filter });
    expect(result).toMatchObject({ model: 'res.partner', count: names.length });
    expect(Object.keys(result.fields)).toEqual(names);
  });

  it('leaves read-only fields out on request', async () => {
    const result = await describeFields({ include_readonly: false });
    expect(Object.keys(result.fields)).not.toContain('total');
  });

  it('returns the usual attributes, and others only when asked', async () => {
    const usual = await describeFields({ field_filter: ['name', 'total'] });
    expect(usual.fields.name).toEqual({
      type: 'char',
      string: 'Name',
      required: true,
      readonly: false,
    });
    expect(usual.fields.total).not.toHaveProperty('related');
    const more = await describeFields({ attributes: ['related', 'store'] });
    expect(more.fields.total).toHaveProperty('related', 'a.b');
    expect(requested.at(-1)).toEqual([
      'type',
      'string',
      'required',
      'readonly',
      'relation',
      'help',
      'selection',
      'related',
      'store',
    ]);
  });

  it('leaves out what Odoo writes as false for want of a text, not what is false', async () => {
    const attributes = ['relation_field', 'related', 'groups', 'store'];
    const { fields } = await describeFields({ attributes });
    expect(fields.in_group_4).toEqual({ type: 'boolean', string: 'Portal', store: false });
  });

  it('tells of every field whether a read without fields returns it, when asked', async () => {
    const result = await describeFields({ attributes: ['default_read', 'store'] });
    const byDefault = Object.entries(result.fields).map(([name, { default_read }]) => [
      name,
      default_read,
    ]);
    expect(Object.fromEntries(byDefault)).toEqual({
      id: true,
      name: true,
      city: true,
      country_id: true,
      total: false,
    });
    expect(requested.at(-1)).not.toContain('default_read');
    expect((await describeFields({})).fields.name).not.toHaveProperty('default_read');
  });

  it('refuses attributes that fields_get does not have', async () => {
    await expect(describeFields({ attributes: ['compute_sql'] })).rejects.toThrow(/attributes/);
  });
});
