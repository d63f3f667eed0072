import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import { createPooledEndpoint } from './endpoint.ts';
import { OdooError, UnknownModel } from './errors.ts';
import type { OdooCall } from './transport.ts';

const endpoint = createPooledEndpoint(new URL('http://127.0.0.1:1'), { poolSize: 1 });

/** A client over a transport that answers from a function, with the calls it was given. */
function clientOver(answer: (call: OdooCall) => unknown, now: () => number = () => 0) {
  const calls: OdooCall[] = [];
  const transport = {
    uid: 2,
    login: 'admin',
    call: async (call: OdooCall) => {
      calls.push(call);
      return answer(call);
    },
  };
  const credential = { database: 'demo', method: 'password' as const };
  return { client: createClient(endpoint, transport, credential, { now }), calls };
}

const TABLE = [{ model: 'res.partner', name: 'Contact', state: 'base', transient: false }];
const askedFor = (calls: readonly OdooCall[], model: string) =>
  calls.filter((call) => call.model === model).length;

describe('what the client knows about models', () => {
  it('is asked of Odoo again only after five minutes', async () => {
    let time = 0;
    const { client, calls } = clientOver(
      ({ model }) => (model === 'ir.model' ? TABLE : []),
      () => time,
    );
    await client.models();
    time = 5 * 60_000 - 1;
    expect((await client.models()).models).toHaveLength(1);
    expect(askedFor(calls, 'ir.model')).toBe(1);
    time = 5 * 60_000;
    await client.models();
    expect(askedFor(calls, 'ir.model')).toBe(2);
  });

  it('is not kept when Odoo failed', async () => {
    let fails = true;
    const { client } = clientOver(({ model }) => {
      if (fails) throw new OdooError('connection', 'Gone.');
      return model === 'ir.model' ? TABLE : [];
    });
    await expect(client.models()).rejects.toMatchObject({ class: 'connection' });
    fails = false;
    expect((await client.models()).models).toHaveLength(1);
  });
});

describe('a model that is not there', () => {
  it('is answered with the ones that may have been meant', async () => {
    const { client } = clientOver(({ model }) => {
      if (model === 'res.parner') throw new UnknownModel(model);
      return model === 'ir.model' ? TABLE : [];
    });
    const failure = client.query('res.parner', 'search_count', [], {});
    await expect(failure).rejects.toThrow(
      /'res\.parner' does not exist.*Did you mean res\.partner\?/,
    );
    await expect(client.fields('res.parner')).rejects.toMatchObject({ class: 'missing' });
    await expect(client.call('res.parner', 'create', [{}], {})).rejects.toThrow(/res\.partner/);
  });

  it('is answered plainly where nothing is like it, or the models cannot be listed', async () => {
    const { client } = clientOver(({ model }) => {
      throw model === 'fleet.vehicle'
        ? new UnknownModel(model)
        : new OdooError('internal', 'Odoo failed.');
    });
    await expect(client.query('fleet.vehicle', 'read', [[1]], {})).rejects.toThrow(
      /may not be installed\.$/,
    );
  });

  it('ends, also for users whose models are found one by one', async () => {
    const { client, calls } = clientOver(({ model, method }) => {
      if (method !== 'check_access_rights') throw new OdooError('access', 'No.');
      throw new UnknownModel(model);
    });
    await expect(client.query('x.y', 'check_access_rights', [], {})).rejects.toThrow(/'x\.y'/);
    expect(calls.length).toBeLessThan(30);
  });
});
