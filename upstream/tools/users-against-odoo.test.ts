import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { connectClient, type TestClient } from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

/** Users of the demo; a real Odoo may have them too, each with its login for a password. */
const USERS = ['sales', 'hr', 'portal'] as const;
const OWN_MODEL = { sales: 'sale.order', hr: 'hr.employee', portal: 'project.task' };
const models = z.object({
  models: z.array(z.object({ model: z.string() })),
  hint: z.string().optional(),
});

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`who users of ${choice.name} are`, choice.pace, () => {
    let odoo: OdooTarget;
    let upstream: RunningUpstream;
    let admin: TestClient;
    let known: string;
    beforeAll(async () => {
      odoo = await choice.start();
      upstream = await startUpstream(odoo.url, odoo.database);
      admin = await connectAs(odoo.admin.login, odoo.admin.secret);
      const wanted = { domain: [['login', 'in', USERS]], fields: ['login'] };
      const found = await admin.call('search_read', { model: 'res.users', ...wanted });
      known = JSON.stringify(found.structuredContent?.records);
    });
    afterAll(async () => {
      await admin?.close();
      await upstream?.close();
      await odoo?.stop();
    });

    const connectAs = (login: string, secret: string) =>
      connectClient('v2 SDK, modern era', {
        url: upstream.url,
        headers: upstream.headers({ method: 'password', database: odoo.database, login, secret }),
      });
    const loginAs = async (login: string, credential: string) => {
      const args = { method: 'password', username: login, credential };
      return (await admin.call('login', args)).structuredContent;
    };
    const modelsOf = async (client: TestClient) => {
      const listed = models.parse((await client.call('list_models', {})).structuredContent);
      return { names: listed.models.map(({ model }) => model), hint: listed.hint };
    };

    it('the administrator is one', async () => {
      const identity = await loginAs(odoo.admin.login, odoo.admin.secret);
      expect(identity).toMatchObject({ login: odoo.admin.login, is_admin: true });
      expect(identity?.groups).toContain('base.group_system');
      const { names, hint } = await modelsOf(admin);
      expect(names).toEqual(expect.arrayContaining(['res.partner', 'ir.config_parameter']));
      expect(hint).toBeUndefined();
    });

    it.for(USERS)('%s is none, and sees its own models', async (login, { skip }) => {
      skip(!known.includes(`"${login}"`), `${choice.name} has no user ${login}`);
      const identity = await loginAs(login, login);
      expect(identity).toMatchObject({ login, is_admin: false, uid: expect.any(Number) });
      expect(identity?.groups).not.toContain('base.group_system');

      const client = await connectAs(login, login);
      const { names, hint } = await modelsOf(client);
      expect(names).toEqual(expect.arrayContaining(['res.partner', OWN_MODEL[login]]));
      expect(names).not.toContain('ir.config_parameter');
      if (login === 'portal') {
        expect(identity?.groups).toContain('base.group_portal');
        expect(hint).toContain('common ones');
        for (const model of names)
          expect((await client.call('search_count', { model })).isError, model).not.toBe(true);
      } else {
        expect(identity?.groups).toContain('base.group_user');
        expect(hint).toBeUndefined();
      }
      await client.close();
    });
  });
}
