import { describe, expect, test } from 'vitest';
import { callMethod } from '../methods/dispatch.ts';
import { environmentFor, refusalOf, sampleDatabase } from '../testing/environment.fixture.ts';
import { withAllowedCompanies } from './actor.ts';
import { modelOf } from './env.ts';
import type { JsonObject } from './json.ts';
import type { OdooVersion } from './version.ts';

describe.each<OdooVersion>([17, 18, 19])('the context as Odoo %i', (version) => {
  const db = sampleDatabase(version);
  const call = (
    model: string,
    method: string,
    args: readonly (readonly string[] | readonly number[] | JsonObject | string)[],
    context: JsonObject,
    login = 'admin',
  ) => {
    const env = withAllowedCompanies({ ...environmentFor(db, login), context });
    return db.store.transaction(() => callMethod(env, modelOf(env, model), method, args, {}));
  };

  test('companies: those named, the first of them for new records', () => {
    const count = (ids: readonly number[]) =>
      Number(call('sale.order', 'search_count', [[]], { allowed_company_ids: ids }));
    expect([count([2]), count([1]) + count([2]), count([])]).toEqual([
      1,
      count([1, 2]),
      count([1, 2]),
    ]);
    const fresh = (ids: readonly number[]) =>
      call('sale.order', 'default_get', [['company_id']], { allowed_company_ids: ids });
    expect([fresh([2, 1]), fresh([1])]).toEqual([{ company_id: 2 }, { company_id: 1 }]);
  });

  test('companies of others are refused where they matter', () => {
    const refused = 'odoo.exceptions.AccessError: Access to unauthorized or invalid companies.';
    const context = { allowed_company_ids: [99] };
    expect(refusalOf(() => call('res.partner', 'search_count', [[]], context))).toBe(refused);
    expect(
      refusalOf(() =>
        call('sale.order', 'search_count', [[]], { allowed_company_ids: [2] }, 'sales'),
      ),
    ).toBe(refused);
    expect(call('res.country', 'search_count', [[]], context)).toBe(12);
  });

  test('a language that is there translates, reading, searching and writing', () => {
    const french = { lang: 'fr_FR' };
    const id = Number(
      (call('res.country', 'search', [[['code', '=', 'BE']] as never], {}) as number[])[0],
    );
    const name = (context: JsonObject) => call('res.country', 'read', [[id], ['name']], context);
    expect([name({}), name(french)]).toEqual([
      [{ id, name: 'Belgium' }],
      [{ id, name: 'Belgique' }],
    ]);
    call('res.country', 'write', [[id], { name: 'Royaume de Belgique' }], french);
    expect([name({ lang: 'en_US' }), name(french)]).toEqual([
      [{ id, name: 'Belgium' }],
      [{ id, name: 'Royaume de Belgique' }],
    ]);
  });

  test('a language that is not there is refused, by 17 taken for English', () => {
    const read = () => call('res.country', 'read', [[1], ['name']], { lang: 'xx_YY' });
    if (version === 17) expect(read()).toEqual([{ id: 1, name: 'Belgium' }]);
    else expect(refusalOf(read)).toBe('odoo.exceptions.UserError: Invalid language code: xx_YY');
  });

  test('bin_size answers sizes in place of files', () => {
    const read = (context: JsonObject) => call('ir.attachment', 'read', [[1], ['datas']], context);
    expect(read({ bin_size: true })).toEqual([{ id: 1, datas: '33.00 bytes' }]);
    expect(read({ bin_size_datas: true })).toEqual(read({ bin_size: true }));
    expect(read({})).not.toEqual(read({ bin_size: true }));
  });

  test('external ids are resolved for everyone, within what they see', () => {
    const find = (login: string, module: string, name: string) =>
      call('ir.model.data', 'check_object_reference', [module, name], {}, login);
    expect(find('sales', 'base', 'main_company')).toEqual(['res.company', 1]);
    expect(find('sales', 'sale', 'sale_order_3')).toEqual(['sale.order', false]);
    expect(refusalOf(() => find('sales', 'base', 'nope'))).toBe(
      'builtins.ValueError: External ID not found in the system: base.nope',
    );
    expect(refusalOf(() => call('ir.model.data', 'search', [[]], {}, 'sales'))).toContain(
      "You are not allowed to access 'Model Data'",
    );
  });
});
