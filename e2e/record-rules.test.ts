import { expect, it } from 'vitest';
import * as z from 'zod';
import {
  answer,
  describeGuarded,
  found,
  type GuardedOdoo,
  refusal,
  withRecord,
} from './behaviour/guarded-odoo.fixture.ts';

const FILES = {
  'model_access.yaml': `
stock_models:
  full_crud: [res.partner, sale.order, sale.order.line, crm.lead, crm.tag]
  read_only: [product.product]
allowed_methods: {sale.order: [action_confirm]}
group_access:
  base.group_user:
    sale.order: {operations: [read_messages, post_message, read_attachments, print_report]}
admin: {unlisted_models: allow, unlisted_methods: deny}
`,
  'rbac.yaml': `
record_rules:
  sale.order:
    - {domain: [[user_id, '=', $uid]]}
  sale.order.line:
    - {domain: [[order_id.user_id, '=', $uid]]}
  crm.lead:
    - {domain: ['|', [user_id, '=', $uid], [user_id, '=', false]]}
`,
  'restrictions.yaml': '{}',
};

const ids = z.object({ id: z.number() });

describeGuarded(
  'record rules',
  (given) => {
    const uidOf = async (session: GuardedOdoo['sales']) =>
      z.object({ uid: z.number() }).parse(await answer(session, 'whoami')).uid;
    const customer = { name: 'zz record rules' };

    /** An order of the salesperson and one of the administrator, each with a line, for as long as `use` takes. */
    const withOrders = <Result>(
      use: (orders: {
        readonly own: number;
        readonly foreign: number;
        readonly ownLine: number;
        readonly foreignLine: number;
      }) => Promise<Result>,
    ) =>
      withRecord(given, 'res.partner', customer, async (partner_id) => {
        const order = async (user_id: number) => ({
          partner_id,
          user_id,
          order_line: [[0, 0, { name: 'zz', display_type: 'line_note' }]],
        });
        const lineOf = async (id: number) =>
          z.object({ record: z.object({ order_line: z.tuple([z.number()]) }) }).parse(
            await answer(given.admin, 'get_record', {
              model: 'sale.order',
              record_id: id,
              fields: ['order_line'],
            }),
          ).record.order_line[0];
        const mine = await order(await uidOf(given.sales));
        const theirs = await order(await uidOf(given.admin));
        return withRecord(given, 'sale.order', mine, (own) =>
          withRecord(given, 'sale.order', theirs, async (foreign) =>
            use({ own, foreign, ownLine: await lineOf(own), foreignLine: await lineOf(foreign) }),
          ),
        );
      });

    it('searches find records within reach, however the domain is written', async () => {
      await withOrders(async ({ own, foreign }) => {
        const both = ['id', 'in', [own, foreign]];
        const any = ['|', ['id', '=', foreign], '|', ['id', '=', own], ['id', '>', 0]];
        for (const domain of [[both], ['|', both, both], ['!', '!', both], any]) {
          const orders = await found(given.sales, 'sale.order', {
            domain,
            fields: ['id'],
            limit: 500,
          });
          expect(orders.map(({ id }) => id)).toContain(own);
          expect(orders.map(({ id }) => id)).not.toContain(foreign);
        }
        const args = { model: 'sale.order', domain: [both] };
        expect(await answer(given.sales, 'search_count', args)).toMatchObject({ count: 1 });
        expect(await answer(given.admin, 'search_count', args)).toMatchObject({ count: 2 });
        for (const domain of [['|', both], ['&', both], [both, '|'], ['!']])
          await refusal(given.sales, 'search_count', { model: 'sale.order', domain });
      });
    });

    it('conditions through a relation hold of records within reach only', async () => {
      await withOrders(async ({ own, foreign, ownLine, foreignLine }) => {
        const mark = { client_order_ref: 'zz mark' };
        for (const record_id of [own, foreign])
          await answer(given.admin, 'update_record', {
            model: 'sale.order',
            record_id,
            values: mark,
          });
        const marked = ['client_order_ref', '=', 'zz mark'];
        const counted = async (session: GuardedOdoo['sales'], model: string, domain: unknown[]) =>
          (await answer(session, 'search_count', { model, domain })).count;
        const lines = ['id', 'in', [ownLine, foreignLine]];
        const line = 'sale.order.line';
        expect(
          await counted(given.admin, line, [lines, ['order_id.client_order_ref', '=', 'zz mark']]),
        ).toBe(2);
        const customers = [['name', '=', customer.name]];
        for (const [model, domain, count] of [
          ['res.partner', [['sale_order_ids.client_order_ref', '=', 'zz mark']], 1],
          ['res.partner', [['sale_order_ids', 'any', [marked]]], 1],
          ['res.partner', [...customers, ['sale_order_ids', 'any', [['id', '=', own]]]], 1],
          ['res.partner', [...customers, ['sale_order_ids', 'any', [['id', '=', foreign]]]], 0],
          ['res.partner', [...customers, ['sale_order_ids', 'not any', [['id', '=', foreign]]]], 1],
          ['res.partner', [...customers, '!', ['sale_order_ids', 'any', [['id', '=', own]]]], 0],
          ['res.partner', [...customers, ['sale_order_ids', 'in', [foreign]]], 0],
          ['res.partner', [...customers, ['sale_order_ids', 'not in', [foreign]]], 1],
          ['res.partner', [...customers, ['sale_order_ids', '!=', false]], 1],
          [line, [lines, ['order_id.client_order_ref', '=', 'zz mark']], 1],
        ] as const)
          expect(await counted(given.sales, model, [...domain]), JSON.stringify(domain)).toBe(
            count,
          );

        // With the own order gone from the list of the customer, the foreign one is as if it were not there.
        const elsewhere = await withRecord(
          given,
          'res.partner',
          { name: 'zz elsewhere' },
          async (partner_id) => {
            await answer(given.admin, 'update_record', {
              model: 'sale.order',
              record_id: own,
              values: { partner_id },
            });
            const left = await counted(given.sales, 'res.partner', [
              ...customers,
              ['sale_order_ids', '=', false],
            ]);
            const [{ id: back }] = (await found(given.admin, 'res.partner', {
              domain: customers,
              fields: ['id'],
            })) as [{ id: number }];
            await answer(given.admin, 'update_record', {
              model: 'sale.order',
              record_id: own,
              values: { partner_id: back },
            });
            return left;
          },
        );
        expect(elsewhere).toBe(1);
      });
    });

    it('lists of related records show those within reach, and names beside a relation are theirs', async () => {
      await withOrders(async ({ own, foreign }) => {
        const reading = async (session: GuardedOdoo['sales']) => {
          const [customerRecord] = await found(session, 'res.partner', {
            domain: [['name', '=', customer.name]],
            fields: ['sale_order_ids'],
          });
          return customerRecord?.sale_order_ids;
        };
        expect(await reading(given.sales)).toEqual([own]);
        expect(new Set((await reading(given.admin)) as number[])).toEqual(new Set([own, foreign]));
      });
    });

    it('what no rule can be joined to is refused', async () => {
      for (const [model, domain] of [
        ['res.partner', [['sale_order_ids', 'ilike', 'S0']]],
        ['sale.order.line', [['order_id', 'child_of', 1]]],
        ['sale.order.line', ['!', ['order_id.client_order_ref', '=like', 'a%']]],
        ['sale.order.line', [['order_id', 'not any', [['client_order_ref', '=like', 'a%']]]]],
      ])
        await refusal(given.sales, 'search_count', { model, domain });
      await refusal(given.sales, 'search_read', { model: 'sale.order.line', order: 'order_id' });
    });

    it('calls by id reach records within the rules and no others', async () => {
      await withOrders(async ({ own, foreign }) => {
        const calls = (
          record_id: number,
        ): readonly (readonly [string, Record<string, unknown>])[] => [
          ['get_record', { record_id, fields: ['name'] }],
          ['update_record', { record_id, values: { client_order_ref: 'zz' } }],
          ['get_messages', { record_id }],
          ['post_message', { record_id, body: 'zz' }],
          ['list_attachments', { record_id }],
          ['get_record_actions', { record_id }],
        ];
        for (const [tool, args] of calls(own))
          await answer(given.sales, tool, { model: 'sale.order', ...args });
        for (const [tool, args] of calls(foreign))
          expect(await refusal(given.sales, tool, { model: 'sale.order', ...args })).toMatchObject({
            code: 'record_not_allowed',
            rule: 'rbac.yaml:record_rules.sale.order[0]',
          });
        const model = 'sale.order';
        await refusal(given.sales, 'delete_record', { model, record_id: foreign });
        await refusal(given.sales, 'execute_method', {
          model,
          method: 'action_confirm',
          record_ids: [own, foreign],
        });
        const missing = await refusal(given.sales, 'get_record', {
          model,
          record_id: 2_000_000_000,
        });
        const hidden = await refusal(given.sales, 'get_record', { model, record_id: foreign });
        expect(missing.reason).toBe(hidden.reason);
      });
    });

    it('a new record is within reach, or is not made', async () => {
      const uid = await uidOf(given.sales);
      const admin = await uidOf(given.admin);
      await withRecord(given, 'res.partner', customer, async (partner_id) => {
        const model = 'sale.order';
        await refusal(given.sales, 'create_record', {
          model,
          values: { partner_id, user_id: admin },
        });
        await refusal(given.sales, 'create_record', {
          model,
          values: { partner_id, user_id: false },
        });
        const values = {
          partner_id,
          order_line: [[0, 0, { name: 'zz', display_type: 'line_note' }]],
        };
        const made = ids.parse(await answer(given.sales, 'create_record', { model, values }));
        const read = await answer(given.admin, 'get_record', {
          model,
          record_id: made.id,
          fields: ['user_id'],
        });
        expect(read.record).toMatchObject({ user_id: expect.arrayContaining([uid]) });
        await answer(given.admin, 'delete_record', { model, record_id: made.id });
      });
      await refusal(given.sales, 'create_record', { model: 'crm.lead', values: { name: 'zz' } });
    });

    it('no write takes a record out of reach, or a line from another order', async () => {
      await withOrders(async ({ own, foreign, ownLine, foreignLine }) => {
        const update = (values: Record<string, unknown>, record_id = own) => ({
          model: 'sale.order',
          record_id,
          values,
        });
        const admin = await uidOf(given.admin);
        await refusal(given.sales, 'update_record', update({ user_id: admin }));
        await answer(
          given.sales,
          'update_record',
          update({ order_line: [[1, ownLine, { name: 'a' }]] }),
        );
        for (const command of [
          [1, foreignLine, { name: 'b' }],
          [2, foreignLine],
          [3, foreignLine],
          [4, foreignLine],
          [6, 0, [foreignLine]],
        ])
          await refusal(given.sales, 'update_record', update({ order_line: [command] }));
        const line = { model: 'sale.order.line' };
        await refusal(given.sales, 'update_record', {
          ...line,
          record_id: ownLine,
          values: { order_id: foreign },
        });
        await refusal(given.sales, 'create_record', {
          ...line,
          values: { name: 'zz', display_type: 'line_note', order_id: foreign },
        });
        const lines = await found(given.admin, 'sale.order.line', {
          domain: [['id', 'in', [ownLine, foreignLine]]],
          fields: ['name', 'order_id'],
          order: 'id',
        });
        expect(lines).toMatchObject([
          { id: ownLine, name: 'a' },
          { id: foreignLine, name: 'zz' },
        ]);
      });
    });

    it('a line of another order is not changed through an own one by somebody whom no rule binds either', async () => {
      await withOrders(async ({ own, foreignLine }) => {
        expect(
          await refusal(given.admin, 'update_record', {
            model: 'sale.order',
            record_id: own,
            values: { order_line: [[1, foreignLine, { name: 'x' }]] },
          }),
        ).toMatchObject({ rule: 'built-in:parentage' });
      });
    });
  },
  { files: FILES },
);
