import { expect, it } from 'vitest';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  type GuardedOdoo,
  refusal,
} from './behaviour/guarded-odoo.fixture.ts';

/** A call, and the call that means the same since a release of Odoo. */
interface Twins {
  readonly what: string;
  /** The first release that knows the second of the two, and no longer the first. */
  readonly since: 18 | 19;
  readonly names: readonly [string, string];
  /** The tool and its arguments, with one of the two names. */
  readonly call: (
    name: string,
    given: GuardedOdoo,
  ) => Promise<readonly [tool: string, args: Readonly<Record<string, unknown>>]>;
  /** The second name was known all along, so that it fails in no release. */
  readonly lateComer?: false;
}

const reading = (model: string) => async (name: string) =>
  ['search_read', { model, fields: ['id', name], limit: 1 }] as const;

const TWINS: readonly Twins[] = [
  {
    what: 'the unit of a line is read',
    since: 19,
    names: ['product_uom', 'product_uom_id'],
    call: reading('sale.order.line'),
  },
  {
    what: 'lines are filtered by their taxes',
    since: 19,
    names: ['tax_id', 'tax_ids'],
    call: async (name) => [
      'search_count',
      { model: 'sale.order.line', domain: [[name, '!=', false]] },
    ],
  },
  {
    what: 'lines are grouped by their unit',
    since: 19,
    names: ['product_uom', 'product_uom_id'],
    call: async (name) => [
      'read_group',
      { model: 'sale.order.line', fields: ['product_uom_qty:sum'], groupby: [name] },
    ],
  },
  {
    what: 'orders are found through the unit of a line',
    since: 19,
    names: ['product_uom', 'product_uom_id'],
    call: async (name) => [
      'search_read',
      {
        model: 'sale.order',
        domain: [[`order_line.${name}`, '!=', false]],
        fields: ['id'],
        limit: 1,
      },
    ],
  },
  {
    what: 'a line is written with its taxes',
    since: 19,
    names: ['tax_id', 'tax_ids'],
    call: async (name, given) => {
      const record_id = await firstId(given.admin, 'sale.order.line');
      const values = { [name]: [[6, 0, []]] };
      return ['update_record', { model: 'sale.order.line', record_id, values, dry_run: true }];
    },
  },
  {
    what: 'the number of a person on the way is read',
    since: 19,
    names: ['mobile', 'phone'],
    call: reading('res.partner'),
    lateComer: false,
  },
  {
    what: 'the kind of a product is read',
    since: 18,
    names: ['detailed_type', 'type'],
    call: reading('product.template'),
    lateComer: false,
  },
  {
    what: 'the notes of a purchase are read',
    since: 19,
    names: ['notes', 'note'],
    call: reading('purchase.order'),
  },
];

describeGuarded('a call and its twin of another release', (given, major) => {
  for (const { what, since, names, call, lateComer } of TWINS) {
    const [old, now] = names;
    const [here, elsewhere] = major < since ? [old, now] : [now, old];

    it(`${what}: by ${here}, as it is called here`, async () => {
      const [tool, args] = await call(here, given);
      await answer(given.admin, tool, args);
    });

    if (major < since && lateComer === false) continue;
    it(`${what}: by ${elsewhere} it is refused, and told ${here}`, async () => {
      const [tool, args] = await call(elsewhere, given);
      expect(await refusal(given.admin, tool, args)).toMatchObject({
        rule: 'built-in:unknown-field',
        reason: expect.stringContaining(elsewhere),
      });
      expect(await failure(given.admin, tool, args)).toContain(
        major < since
          ? `Before Odoo ${since} it is called ${here}`
          : `Since Odoo ${since} it is called ${here}`,
      );
    });
  }
});
