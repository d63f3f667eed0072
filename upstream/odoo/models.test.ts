import { describe, expect, it } from 'vitest';
import type { OdooClient } from './client.ts';
import { OdooError } from './errors.ts';
import { listModels } from './models.ts';

type Answers = (model: string, method: string, fields: readonly unknown[]) => unknown;

/** A client whose answers come from a function; throwing is a refusal. */
function clientAnswering(answers: Answers): OdooClient {
  return {
    uid: 7,
    login: 'bob',
    database: 'demo',
    method: 'password',
    call: () => Promise.reject(new Error('not asked for')),
    query: async (model, method, _args, { fields }) =>
      answers(model, method, Array.isArray(fields) ? fields : []),
    fields: () => Promise.reject(new Error('not asked for')),
    models: () => Promise.reject(new Error('not asked for')),
    version: () => Promise.reject(new Error('not asked for')),
  };
}

const refuse = (): never => {
  throw new OdooError('access', 'No.');
};

describe('the list of models', () => {
  it('is the model table for those who may read it, sorted, without placeholders', async () => {
    const client = clientAnswering(() => [
      { model: 'x_visit', name: 'Visit', state: 'manual', transient: false },
      { model: 'res.partner', name: 'Contact', state: 'base', transient: false },
      { model: 'res.partner.merge', name: 'Merge', state: 'base', transient: true },
      { model: '_unknown', name: 'Unknown', state: 'base', transient: false },
    ]);
    expect(await listModels(client)).toEqual({
      complete: true,
      models: [
        { model: 'res.partner', description: 'Contact', is_custom: false },
        { model: 'res.partner.merge', description: 'Merge', is_custom: false, transient: true },
        { model: 'x_visit', description: 'Visit', is_custom: true },
      ],
    });
  });

  it('tells the models that only modules from outside Odoo define', async () => {
    const client = clientAnswering((model, _method, fields) => {
      if (model === 'ir.module.module') return [{ name: 'fleet_plus' }, { name: 'sale_plus' }];
      if (fields.includes('modules'))
        return [
          { model: 'fleet.trip', modules: 'fleet_plus, sale_plus' },
          { model: 'sale.order', modules: 'sale, sale_plus' },
        ];
      return [
        { model: 'fleet.trip', name: 'Trip', state: 'base', transient: false },
        { model: 'sale.order', name: 'Order', state: 'base', transient: false },
      ];
    });
    const { models } = await listModels(client);
    expect(models.filter(({ is_custom }) => is_custom).map(({ model }) => model)).toEqual([
      'fleet.trip',
    ]);
  });

  it("is the web client's list of readable models for internal users", async () => {
    const client = clientAnswering((_model, method) =>
      method === 'get_available_models'
        ? [{ model: 'sale.order', display_name: 'Order' }]
        : refuse(),
    );
    expect(await listModels(client)).toEqual({
      complete: true,
      models: [{ model: 'sale.order', description: 'Order', is_custom: false }],
    });
  });

  it.each<[string, () => unknown]>([
    ['an empty list, as portal users get', () => []],
    ['a refusal', refuse],
  ])('is what can be proven readable after %s', async (_case, selector) => {
    const client = clientAnswering((model, method) => {
      if (method === 'get_available_models') return selector();
      if (method !== 'check_access_rights') return refuse();
      if (model === 'helpdesk.ticket') throw new OdooError('missing', 'No such model.');
      return model === 'res.partner' || (model === 'sale.order' ? 'true' : false);
    });
    expect(await listModels(client)).toEqual({
      complete: false,
      models: [{ model: 'res.partner', description: 'Contact', is_custom: false }],
    });
  });

  it('fails when Odoo cannot be reached, instead of looking empty', async () => {
    const client = clientAnswering(() => {
      throw new OdooError('connection', 'Gone.');
    });
    await expect(listModels(client)).rejects.toMatchObject({ class: 'connection' });
  });

  it('fails when the table has an unknown form', async () => {
    await expect(listModels(clientAnswering(() => 'models'))).rejects.toMatchObject({
      class: 'internal',
    });
  });
});
