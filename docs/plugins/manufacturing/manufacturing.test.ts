import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBundledBindings } from '../../../policies/bindings/bundled.ts';
import {
  type AppCaller,
  type AppsUnderTest,
  rows,
  startApps,
} from '../../../upstream/apps/app-calls.fixture.ts';
import { everyTarget } from '../../../upstream/odoo-targets.fixture.ts';

const here = import.meta.dirname;
const UPSTREAM_PLUGINS = JSON.stringify([join(here, 'plugin.js')]);
const NAMES = [
  'get_my_manufacturing_orders',
  'get_manufacturing_order',
  'confirm_manufacturing_order',
  'start_manufacturing_order',
  'finish_manufacturing_order',
];

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`the manufacturing plugin against ${choice.name}`, () => {
    let apps: AppsUnderTest;
    let admin: AppCaller;
    let there: boolean;
    beforeAll(async () => {
      apps = await startApps(choice, { UPSTREAM_PLUGINS });
      admin = await apps.as(apps.odoo.admin);
      const { models } = await admin.ok('list_models', { filter: 'mrp.production' });
      there = rows(models).some(({ model }) => model === 'mrp.production');
    });
    afterAll(() => apps?.close());

    it('says what to install where there is no manufacturing', async () => {
      if (there) return;
      for (const name of NAMES) {
        const { text } = await admin.refused(
          name,
          name.startsWith('get_my') ? {} : { order_id: 1 },
        );
        expect(text).toMatch(/no model mrp\.production, mrp\.bom\.line.*install mrp/);
      }
      const { tools_off } = await admin.ok('whoami');
      expect(rows(tools_off).map(({ tool }) => tool)).toEqual(expect.arrayContaining(NAMES));
    });

    it('takes an order from its draft to its end', async () => {
      if (!there) return;
      const product = await admin.first('product.product', [['sale_ok', '=', true]]);
      const values = { product_id: product?.id, product_qty: 2, user_id: admin.uid };
      const order_id = await admin.create('mrp.production', values);
      const said = { order_id, order_name: expect.any(String) };

      const drafts = await admin.ok('get_my_manufacturing_orders', { state: 'draft', limit: 100 });
      expect(rows(drafts.orders).map(({ id }) => id)).toContain(order_id);
      const detail = await admin.ok('get_manufacturing_order', { order_id });
      expect(detail).toMatchObject({ order: { id: order_id, product_qty: 2, state: 'draft' } });
      expect(detail.component_count).toBe(rows(detail.components).length);

      const early = await admin.refused('finish_manufacturing_order', { order_id });
      expect(early.text).toMatch(/confirmed or progress/);
      const confirm = { order_id, dry_run: true };
      expect(await admin.ok('confirm_manufacturing_order', confirm)).toEqual({
        ...{ dry_run: true, previous_state: 'draft' },
        ...said,
      });
      expect(await admin.ok('confirm_manufacturing_order', { order_id })).toEqual({
        ...{ status: 'done', previous_state: 'draft' },
        ...said,
      });
      if (apps.odoo.major === 17) {
        const { text } = await admin.refused('start_manufacturing_order', { order_id });
        expect(text).toMatch(/Odoo 17 has no step to start/);
      } else {
        expect(await admin.ok('start_manufacturing_order', confirm)).toMatchObject(said);
      }
      expect(await admin.ok('finish_manufacturing_order', { order_id })).toMatchObject({
        ...{ status: 'done' },
        ...said,
      });
      const done = await admin.first('mrp.production', [['id', '=', order_id]], ['state']);
      expect(done).toMatchObject({ state: 'done' });
    });

    it('tells an order that is not there from none the caller may not see', async () => {
      if (!there) return;
      const { text } = await admin.refused('get_manufacturing_order', { order_id: 987_654 });
      expect(text).toBe('Manufacturing order 987654 does not exist, or you may not see it.');
    });
  });
}

describe('the binding of the manufacturing plugin', () => {
  const name = 'plugin.binding.yaml';
  const text = readFileSync(join(here, name), 'utf8');
  const tools = loadBundledBindings([{ name, text }]).flatMap((binding) => [...binding.tools]);

  it('describes every tool of the plugin', () => {
    const bound = tools.map(([tool]) => tool).filter((tool) => tool.includes('manufacturing'));
    expect(bound).toEqual(NAMES);
  });

  it('says which method a step calls, on which order', () => {
    const methods = {
      confirm: 'action_confirm',
      start: 'action_start',
      finish: 'button_mark_done',
    };
    for (const [step, method] of Object.entries(methods)) {
      const tool = tools.find(([one]) => one === `${step}_manufacturing_order`)?.[1];
      expect(tool?.bind({ order_id: 7, dry_run: true })).toMatchObject({
        operations: [
          { kind: 'search_read', model: 'mrp.production', domain: [['id', '=', 7]] },
          { kind: 'call', model: 'mrp.production', method, ids: [7], dryRun: true },
        ],
      });
    }
  });
});
