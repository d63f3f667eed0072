import { describe, expect, it } from 'vitest';
import { createConnections } from '../odoo/connections.ts';
import { createDatabaseAllowList } from '../odoo/database.ts';
import { startScriptedOdoo } from '../odoo/scripted-odoo.fixture.ts';
import { Secret } from '../odoo/secret.ts';
import { createModelPresence } from './presence.ts';

const signal = new AbortController().signal;

/** An Odoo whose models come and go. */
async function odooWith(models: Set<string>) {
  let down = false;
  const odoo = await startScriptedOdoo(({ params, path }) => {
    if (path.includes('authenticate'))
      return { result: { uid: 7, username: 'ann', db: 'db' }, session: 'abc' };
    const { model, method } = params;
    if (method !== 'check_access_rights') return { result: [] };
    if (down) return { fault: 'psycopg2.OperationalError' };
    return models.has(String(model))
      ? { result: false }
      : { fault: 'builtins.KeyError', message: `'${model}'` };
  });
  const databases = createDatabaseAllowList(odoo.endpoint, 'db');
  const connections = createConnections({
    endpoint: odoo.endpoint,
    databases,
    protocol: 'jsonrpc',
  });
  const client = await connections.open({
    ...{ method: 'password', database: 'db', login: 'ann' },
    secret: new Secret('pw'),
  });
  return {
    odoo,
    client,
    fail: (failing: boolean) => {
      down = failing;
    },
  };
}

describe('the models an Odoo has', () => {
  it('are asked once and remembered for a while; an app that appears is found soon', async () => {
    let now = 0;
    const models = new Set(['hr.employee']);
    const { odoo, client } = await odooWith(models);
    const presence = createModelPresence(() => now);
    const both = () => presence.missing(client, ['hr.employee', 'hr.leave'], signal);
    const asked = () =>
      odoo.calls.filter(({ params: { model, method } }) => {
        return method === 'check_access_rights' && String(model).startsWith('hr.');
      }).length;

    // A user who may not read a model can still tell that it is there.
    expect(await both()).toEqual(['hr.leave']);
    expect(await both()).toEqual(['hr.leave']);
    expect(asked()).toBe(2);
    models.add('hr.leave');
    now = 31_000;
    expect(await both()).toEqual([]);
    expect(asked()).toBe(3);
    await odoo.close();
  });

  it('are unknown, not missing, where Odoo cannot say', async () => {
    const { odoo, client, fail } = await odooWith(new Set(['hr.employee']));
    const presence = createModelPresence(() => 0);
    fail(true);
    await expect(presence.missing(client, ['hr.employee'], signal)).rejects.toMatchObject({
      class: 'connection',
    });
    fail(false);
    expect(await presence.missing(client, ['hr.employee'], signal)).toEqual([]);
    await odoo.close();
  });
});
