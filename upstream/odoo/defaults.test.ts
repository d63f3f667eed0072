import { describe, expect, it } from 'vitest';
import type { OdooClient } from './client.ts';
import { defaultsOf } from './defaults.ts';
import { OdooError } from './errors.ts';
import type { OdooMajor } from './version.ts';

/** A client of a release whose `default_get` answers as told; keeps what it was asked. */
function clientOf(major: OdooMajor, answer: (args: readonly unknown[]) => unknown) {
  const asked: unknown[] = [];
  const unused = () => Promise.reject(new Error('not used here'));
  const client: OdooClient = {
    ...{ uid: 2, login: 'a', database: 'd', method: 'password' },
    ...{ call: unused, fields: unused, models: unused },
    version: async () => ({ major, series: `${major}.0`, edition: 'community' }),
    async query(_model, _method, args, kwargs) {
      asked.push([args, kwargs]);
      return answer(args);
    },
  };
  return { client, asked };
}
const invalid = (text: string) => new OdooError('validation', text);
const FIELDS = ['name'];

describe('default values', () => {
  it.each([17, 18] as const)('are asked by position in Odoo %i', async (major) => {
    const { client, asked } = clientOf(major, () => ({ name: 'New' }));
    expect(await defaultsOf(client, 'sale.order', FIELDS)).toEqual({ name: 'New' });
    expect(asked).toEqual([[[FIELDS], {}]]);
  });

  it('are asked by name in Odoo 19', async () => {
    const { client, asked } = clientOf(19, () => ({ name: 'New' }));
    expect(await defaultsOf(client, 'sale.order', FIELDS)).toEqual({ name: 'New' });
    expect(asked).toEqual([[[], { fields: FIELDS }]]);
  });

  it('are asked again, of no records, where Odoo takes the fields for ids', async () => {
    const { client, asked } = clientOf(17, ([first]) => {
      if (first === FIELDS) throw invalid('default_get() missing 1 required argument');
      return { name: 'New' };
    });
    expect(await defaultsOf(client, 'sale.order.line', FIELDS)).toEqual({ name: 'New' });
    expect(asked).toEqual([
      [[FIELDS], {}],
      [[[], FIELDS], {}],
    ]);
  });

  it('fail with the first reason when neither way works', async () => {
    const { client } = clientOf(18, (args) => {
      throw invalid(args.length === 1 ? 'first' : 'second');
    });
    await expect(defaultsOf(client, 'x.y', FIELDS)).rejects.toMatchObject({ message: 'first' });
  });

  it('are not asked again when Odoo refuses access, nor in 19', async () => {
    const refused = clientOf(17, () => {
      throw new OdooError('access', 'No.');
    });
    await expect(defaultsOf(refused.client, 'x.y', FIELDS)).rejects.toMatchObject({
      class: 'access',
    });
    expect(refused.asked).toHaveLength(1);
    const wrong = clientOf(19, () => {
      throw invalid('No.');
    });
    await expect(defaultsOf(wrong.client, 'x.y', FIELDS)).rejects.toMatchObject({ message: 'No.' });
    expect(wrong.asked).toHaveLength(1);
  });

  it.each<unknown>([null, [], 'x'])('fail when Odoo answers %j', async (answer) => {
    const { client } = clientOf(19, () => answer);
    await expect(defaultsOf(client, 'x.y', FIELDS)).rejects.toMatchObject({ class: 'internal' });
  });
});
