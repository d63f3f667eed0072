import { describe, expect, it } from 'vitest';
import { directoryOf } from '../../policies/config-directory.fixture.ts';
import { policyTest } from './policy-test.ts';
import { saveSchema } from './schema.ts';
import { printTools } from './tools.ts';

const config = () => directoryOf({ model_access: 'stock_models: {read_only: [res.partner]}' });
const ACCOUNT = { ODOO_USERNAME: 'bot', ODOO_API_KEY: 'key' };

describe('before anything is started', () => {
  it.each<[Record<string, string>, string | undefined, RegExp]>([
    [{}, undefined, /^Which account asks Odoo\? Set ODOO_USERNAME/],
    [ACCOUNT, undefined, /^Which database\? Set ODOO_DB/],
    [ACCOUNT, 'Res Partner', /^--models: "Res Partner" is not a model name/],
  ])('no schema is saved with %j of %s', async (env, models, message) => {
    const options = { out: 'none.json', config: config(), ...(models ? { models } : {}) };
    await expect(saveSchema(options, env)).rejects.toThrow(message);
  });

  it('no tests are run with two sources of metadata', async () => {
    const both = { config: config(), live: true, schema: 'schema.json' };
    await expect(policyTest(undefined, both, {})).rejects.toThrow('either --schema FILE or --live');
  });

  it('no tests are run where there are none', async () => {
    await expect(policyTest('nowhere', { config: config() }, {})).rejects.toThrow(
      'nowhere is no folder that can be read',
    );
  });

  it('no tools are listed for a name nobody has', async () => {
    await expect(printTools({ config: config(), as: 'who' }, {})).rejects.toThrow(
      'gateway.yaml:identity names nobody "who"',
    );
  });
});
