import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_KINDS } from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { connectTo, userOf, waysTo } from './documents.fixture.ts';

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`who is signed in to ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    beforeAll(async () => {
      odoo = await choice.start();
    });
    afterAll(() => odoo?.stop());

    it('is told over every protocol, without the credential', async () => {
      for (const [way, options] of waysTo(odoo)) {
        const connected = await connectTo(odoo, options);
        const told = await connected.call('whoami', {});
        expect(told, way).toMatchObject({
          login: odoo.admin.login,
          method: options.account?.method,
          is_admin: true,
          database: odoo.database,
          version: `${odoo.major}.0`,
          lang: expect.stringMatching(/^[a-z]{2}/),
          companies: expect.arrayContaining([{ id: told.company_id, name: expect.any(String) }]),
          tools_off: expect.any(Array),
        });
        const secret =
          options.account?.method === 'api_key' ? options.account.secret : 'session_id';
        expect(JSON.stringify(told), way).not.toContain(secret);
        await connected.close();
      }
    });

    it.each(CLIENT_KINDS)('passes the checks of the %s', async (kind) => {
      const connected = await connectTo(odoo, { kind });
      expect(await connected.call('whoami', {})).toHaveProperty('uid');
      await connected.close();
    });

    it.each(['demo', 'sales', 'portal'])(
      '%s learns about itself and nobody else',
      async (login) => {
        const connected = await connectTo(odoo, { account: userOf(odoo, login) });
        const told = await connected.call('whoami', {});
        const again = await connected.call('login', {
          ...{ method: 'password', username: login, credential: login },
        });
        expect(told).toMatchObject({ ...again, login, is_admin: false });
        expect(told.companies).not.toEqual([]);
        await connected.close();
      },
    );

    it('and without an account, that nobody is', async () => {
      const account = { ...odoo.admin, secret: 'wrong' };
      const connected = await connectTo(odoo, { account });
      expect(await connected.refusal('whoami', {})).toMatchObject({ class: 'auth' });
      await connected.close();
    });
  });
}
