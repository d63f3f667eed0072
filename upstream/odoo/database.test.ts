import { afterEach, describe, expect, it } from 'vitest';
import { createDatabaseAllowList } from './database.ts';
import {
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

async function allowList(configured: string | undefined, ...answers: ScriptedAnswer[]) {
  odoo = await startScriptedOdoo(() => answers.shift() ?? { result: [] });
  return createDatabaseAllowList(odoo.endpoint, configured);
}

describe('the database a login goes to', () => {
  it('is the configured one, without asking the server', async () => {
    const databases = await allowList('demo');
    expect(await databases.resolve()).toBe('demo');
    expect(await databases.resolve('demo')).toBe('demo');
    expect(odoo?.calls).toHaveLength(0);
  });

  it('is never another one', async () => {
    const databases = await allowList('demo');
    await expect(databases.resolve('other')).rejects.toMatchObject({ class: 'database' });
  });

  it("is the server's only one, asked for once", async () => {
    const databases = await allowList(undefined, { result: ['main'] });
    expect(await databases.resolve()).toBe('main');
    expect(await databases.resolve('main')).toBe('main');
    await expect(databases.resolve('other')).rejects.toMatchObject({ class: 'database' });
    expect(odoo?.calls).toHaveLength(1);
  });

  it.each<[string, ScriptedAnswer, RegExp]>([
    ['none', { result: [] }, /no database yet/],
    ['several', { result: ['live', 'test'] }, /several databases\. Set ODOO_DB/],
    ['no list', { fault: 'odoo.exceptions.AccessDenied' }, /does not list.*Set ODOO_DB/],
    ['something else', { result: { a: 1 } }, /does not list.*Set ODOO_DB/],
  ])('must be configured when the server has %s', async (_case, answer, text) => {
    const databases = await allowList(undefined, answer);
    const failure = databases.resolve();
    await expect(failure).rejects.toMatchObject({ class: 'database' });
    await expect(failure).rejects.toThrow(text);
    await expect(failure).rejects.not.toThrow(/live|test/);
  });

  it('is asked for again after a failure', async () => {
    const databases = await allowList(undefined, { result: [] }, { result: ['main'] });
    await expect(databases.resolve()).rejects.toMatchObject({ class: 'database' });
    expect(await databases.resolve()).toBe('main');
  });
});
