import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import {
  answer,
  describeGuarded,
  failure,
  found,
  type GuardedOdoo,
  withRecord,
} from './behaviour/guarded-odoo.fixture.ts';
import { digestOf } from './configured/configured-guard.fixture.ts';
import { type GuardProcess, startGuardProcess } from './guard-process.fixture.ts';
import { openLegacySession } from './raw-mcp.fixture.ts';

const FILES = {
  'model_access.yaml': `
stock_models: {full_crud: [res.partner, sale.order]}
admin: {unlisted_models: allow, unlisted_methods: deny}
`,
  'rbac.yaml': "record_rules: {sale.order: [{domain: [[user_id, '=', $uid]]}]}",
  'restrictions.yaml': '{}',
};

const identity = z.object({ uid: z.number(), company_ids: z.array(z.number()).min(1) });
/** No company has this id. */
const NO_COMPANY = 999_999;

/** Tokens that are all carried by the administrator: as itself, for the salesperson, and in a company that is none. */
async function gatewayText(given: GuardedOdoo): Promise<string> {
  const sales = identity.parse(await answer(given.sales, 'whoami'));
  const { login, secret } = given.odoo.admin;
  const token = (name: string, more: object) => ({
    name,
    sha256: digestOf(name),
    groups: ['base.group_user'],
    odoo: { login, password: secret },
    ...more,
  });
  const tokens = [
    token('bot', {}),
    token('desk', { acts_for: { uid: sales.uid, company_ids: sales.company_ids } }),
    token('lost', { acts_for: { uid: sales.uid, company_ids: [NO_COMPANY] } }),
  ];
  // JSON is YAML.
  return JSON.stringify({ identity: { tokens } });
}

describeGuarded(
  'tokens of a powerful account',
  (given) => {
    const folder = mkdtempSync(join(tmpdir(), 'acting-'));
    let guard: GuardProcess | undefined;
    beforeAll(async () => {
      const files = { ...FILES, 'gateway.yaml': await gatewayText(given) };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      const { url, database } = given.odoo;
      guard = await startGuardProcess({
        ODOO_URL: url.href,
        ODOO_DB: database,
        CONFIG_DIR: folder,
      });
    });
    afterAll(async () => {
      await guard?.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const as = (token: string) => {
      if (guard === undefined) throw new Error('the guard is not running');
      return openLegacySession(guard.url, { authorization: `Bearer ${token}` });
    };

    it('reach the records of whom they stand for: of that account, or of somebody else', async () => {
      const uidOf = async (session: GuardedOdoo['sales']) =>
        identity.parse(await answer(session, 'whoami')).uid;
      const [sales, admin] = [await uidOf(given.sales), await uidOf(given.admin)];
      await withRecord(given, 'res.partner', { name: 'zz acting tokens' }, (partner_id) =>
        withRecord(given, 'sale.order', { partner_id, user_id: sales }, (ofSales) =>
          withRecord(given, 'sale.order', { partner_id, user_id: admin }, async (ofAdmin) => {
            const domain = [['id', 'in', [ofSales, ofAdmin]]];
            const reached = async (token: string) =>
              (await found(await as(token), 'sale.order', { domain, fields: ['name'] })).map(
                ({ id }) => id,
              );
            expect(await reached('bot')).toEqual([ofAdmin]);
            expect(await reached('desk')).toEqual([ofSales]);
          }),
        ),
      );
    });

    it('are in the companies they stand for, whichever the account has', async () => {
      const counted = { model: 'res.partner' };
      expect(await answer(await as('desk'), 'search_count', counted)).toHaveProperty('count');
      const asked = { model: 'sale.order', domain: [] };
      expect(await answer(await as('desk'), 'search_count', asked)).toHaveProperty('count');
      expect(await failure(await as('lost'), 'search_count', asked)).toMatch(/compan|access/i);
    });
  },
  { files: FILES },
);
