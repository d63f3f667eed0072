/** Manufacturing orders: list your own, look at one, confirm it, start it, mark it done. */

const ORDER = 'mrp.production';
const COMPONENT = 'mrp.bom.line';
const STATES = ['draft', 'confirmed', 'progress', 'to_close', 'done', 'cancel'];

/** What moves an order on, by release of Odoo: 17 starts an order when work on it is recorded. */
const METHODS = {
  17: { confirm: 'action_confirm', finish: 'button_mark_done' },
  18: { confirm: 'action_confirm', start: 'action_start', finish: 'button_mark_done' },
  19: { confirm: 'action_confirm', start: 'action_start', finish: 'button_mark_done' },
};

/** States an order can be in before each step, and must be in after it. */
const STEPS = {
  confirm: { from: ['draft'], to: ['confirmed', 'progress', 'to_close'] },
  start: { from: ['confirmed'], to: ['progress', 'to_close'] },
  finish: { from: ['confirmed', 'progress', 'to_close'], to: ['done'] },
};

export const plugin = {
  name: 'manufacturing',
  version: '1.0.0',
  sdk: 1,
  requires: { modules: ['mrp'], models: [ORDER, COMPONENT] },

  register(server, { defineTool, refuse, z }) {
    const orderId = z.int().positive().describe('Id of the manufacturing order.');
    const row = z.record(z.string(), z.unknown());

    server.addTool(
      defineTool({
        name: 'get_my_manufacturing_orders',
        title: 'My manufacturing orders',
        description: 'Manufacturing orders you are responsible for, the next to start first.',
        hints: { readOnly: true },
        input: z.strictObject({
          state: z.enum(STATES).optional().describe('Only orders in this state.'),
          limit: z.int().min(1).max(100).default(20).describe('How many orders at most.'),
        }),
        output: z.looseObject({ orders: z.array(row), count: z.int() }),
        async run({ state, limit }, { client, signal }) {
          const domain = [['user_id', '=', client.uid]];
          if (state !== undefined) domain.push(['state', '=', state]);
          const fields = ['name', 'product_id', 'product_qty', 'state', 'date_start'];
          const search = { domain, fields, limit, order: 'date_start, id' };
          const orders = await client.query(ORDER, 'search_read', [], search, signal);
          return { orders, count: orders.length };
        },
      }),
    );

    server.addTool(
      defineTool({
        name: 'get_manufacturing_order',
        title: 'Manufacturing order',
        description: 'A manufacturing order with the components on its bill of materials.',
        hints: { readOnly: true },
        input: z.strictObject({ order_id: orderId }),
        output: z.looseObject({ order: row, components: z.array(row), component_count: z.int() }),
        async run({ order_id }, { client, signal }) {
          const order = await find(client, signal, order_id, [
            ...['name', 'product_id', 'product_qty', 'qty_producing', 'state'],
            ...['date_start', 'date_finished', 'user_id', 'bom_id', 'origin'],
          ]);
          const [bom] = order.bom_id || [0];
          const domain = [['bom_id', '=', bom]];
          const fields = ['product_id', 'product_qty'];
          const search = { domain, fields, limit: 500, order: 'id' };
          const components = await client.query(COMPONENT, 'search_read', [], search, signal);
          return { order, components, component_count: components.length };
        },
      }),
    );

    addStep(
      'confirm',
      'Confirm a manufacturing order',
      'Confirm a draft: its components are then reserved.',
    );
    addStep(
      'start',
      'Start a manufacturing order',
      'Record that work on a confirmed order has begun.',
    );
    addStep(
      'finish',
      'Finish a manufacturing order',
      'Mark an order done, in its whole quantity unless one is recorded. Stock moves accordingly.',
    );

    /** A tool that moves an order on, when it is in a state for it, and sees whether it did. */
    function addStep(step, title, description) {
      const { from, to } = STEPS[step];
      server.addTool(
        defineTool({
          name: `${step}_manufacturing_order`,
          title,
          description,
          hints: { readOnly: false, idempotent: true },
          input: z.strictObject({
            order_id: orderId,
            dry_run: z.boolean().default(false).describe('Check, but change nothing in Odoo.'),
          }),
          output: z.looseObject({
            status: z.string().optional(),
            dry_run: z.boolean().optional(),
            order_id: z.int(),
            order_name: z.string(),
            previous_state: z.string(),
          }),
          async run({ order_id, dry_run }, { client, signal }) {
            const { major } = await client.version(signal);
            const method = METHODS[major][step];
            if (method === undefined)
              refuse(
                `Odoo ${major} has no step to ${step} an order: record what was produced instead.`,
              );
            const order = await find(client, signal, order_id, ['name', 'state']);
            if (!from.includes(order.state))
              refuse(
                `An order is in the state ${from.join(' or ')} before this step; this one is not.`,
              );
            const said = { order_id, order_name: order.name, previous_state: order.state };
            if (dry_run) return { dry_run, ...said };
            await client.call(ORDER, method, [[order_id]], {}, signal);
            // Odoo may answer with a dialog instead, as for lots or for what was used beyond the plan.
            const { state } = await find(client, signal, order_id, ['state']);
            if (!to.includes(state))
              refuse('Odoo asks for something first: open the order in Odoo and go on there.');
            return { status: 'done', ...said };
          },
        }),
      );
    }

    /** The order, or one text for an order that is not there and one the caller may not see. */
    async function find(client, signal, id, fields) {
      const search = { domain: [['id', '=', id]], fields, limit: 1 };
      const [order] = await client.query(ORDER, 'search_read', [], search, signal);
      return order ?? refuse(`Manufacturing order ${id} does not exist, or you may not see it.`);
    }
  },
};
