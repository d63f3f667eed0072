import { afterAll, expect, it } from 'vitest';
import * as z from 'zod';
import { type Connected, connectTo } from '../../upstream/tools/documents.fixture.ts';
import { timeOffByTheDay } from './app-records.fixture.ts';
import { answer, describeGuarded, failure, firstId, refusal } from './guarded-odoo.fixture.ts';

const standing = z.looseObject({
  has_workflow: z.literal(true),
  current_state: z.union([z.string(), z.int(), z.boolean()]),
  actions: z.array(
    z.looseObject({
      method: z.string(),
      transition_via: z.enum(['execute_method', 'update_record']),
      write_field: z.string().optional(),
      target_state: z.string(),
    }),
  ),
});
type Standing = z.output<typeof standing>;
type Action = Standing['actions'][number];

/** How far from a new record steps are taken. */
const DEPTH = 3;

/** States a step may end in other than the one it is said to lead to. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  // Where two people have to approve.
  validate: ['validate1'],
  purchase: ['to approve'],
  // What is in stock is reserved at once.
  confirmed: ['assigned', 'waiting'],
};

/** Arguments that a step needs, as its description says. */
const ARGUMENTS: Readonly<Record<string, Record<string, unknown>>> = {
  'crm.lead convert_opportunity': { args: [false] },
  'sale.order action_cancel': { kwargs: { context: { disable_cancel_warning: true } } },
};

/** Leads to being deletable, tried one by one. */
const WAYS_OUT = [
  'action_unlock',
  'button_unlock',
  'action_refuse',
  'action_cancel',
  'button_cancel',
  'action_draft',
  'action_reset_confirm',
  'action_back_to_approval',
  'button_draft',
];

describeGuarded('each step that is offered can be taken', (given, major) => {
  let direct: Connected | undefined;
  afterAll(() => direct?.close());
  const stand = async (model: string, record_id: number): Promise<Standing> =>
    standing.parse(await answer(given.admin, 'get_record_actions', { model, record_id }));
  const isThere = async (model: string) => {
    const fields = { model, field_filter: ['id'] };
    return (await given.admin.call('get_model_fields', fields)).result?.isError !== true;
  };

  /** Removes a record wherever it has got to; where Odoo keeps it, it stays. */
  const dispose = async (model: string, record_id: number) => {
    direct ??= await connectTo(given.odoo);
    const kwargs = { context: { disable_cancel_warning: true } };
    for (const method of [undefined, ...WAYS_OUT]) {
      if (method !== undefined)
        await direct.raw('execute_method', { model, method, record_ids: [record_id], kwargs });
      const removed = await direct.raw('delete_record', { model, record_id });
      if (removed.isError !== true) return;
    }
  };

  const take = async (model: string, id: number, action: Action, stage?: number) => {
    if (action.transition_via === 'update_record') {
      const value = action.target_state === 'another stage' ? stage : action.target_state;
      const values = { [action.write_field ?? '']: value };
      return answer(given.admin, 'update_record', { model, record_id: id, values });
    }
    const { method } = action;
    const more = ARGUMENTS[`${model} ${method}`] ?? {};
    return answer(given.admin, 'execute_method', { model, method, record_ids: [id], ...more });
  };

  const nameOf = ({ method, target_state }: Action) => `${method} > ${target_state}`;

  /**
   * Takes every step that is offered anywhere within reach of a new record, each on a record of its own, and
   * answers their names.
   */
  const explore = async (
    model: string,
    values: () => Promise<Record<string, unknown>>,
    stage?: number,
  ): Promise<readonly string[]> => {
    const taken = new Set<string>();
    const seen = new Set<string>();
    const paths: Action[][] = [[]];
    for (const path of paths) {
      const made = await answer(given.admin, 'create_record', { model, values: await values() });
      const id = z.int().parse(made.id);
      try {
        let before = await stand(model, id);
        for (const [at, step] of path.entries()) {
          await take(model, id, step, stage);
          const after = await stand(model, id);
          if (at === path.length - 1) {
            taken.add(nameOf(step));
            expectReached(model, step, before, after);
          }
          before = after;
        }
        const key = `${before.current_state} ${before.actions.map(nameOf).sort().join()}`;
        if (seen.has(key) || path.length >= DEPTH) continue;
        seen.add(key);
        for (const action of before.actions) paths.push([...path, action]);
      } finally {
        await dispose(model, id);
      }
    }
    return [...taken].sort();
  };

  function expectReached(model: string, step: Action, before: Standing, after: Standing): void {
    const target = step.target_state;
    const named = `${model}: ${nameOf(step)} from ${before.current_state}`;
    // In another stage an open task is in progress again.
    if (target === 'another stage')
      expect(['01_in_progress', before.current_state], named).toContain(after.current_state);
    else if (typeof after.current_state === 'string')
      expect([target, ...(ALSO[target] ?? [])], named).toContain(after.current_state);
    else expect(after.actions.map(nameOf), named).not.toEqual(before.actions.map(nameOf));
  }

  const partner = () => firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
  const product = () => firstId(given.admin, 'product.product', [['sale_ok', '=', true]]);

  it('of an order', async () => {
    const line = [0, 0, { product_id: await product(), product_uom_qty: 1, price_unit: 10 }];
    const values = { partner_id: await partner(), order_line: [line] };
    expect(await explore('sale.order', async () => values)).toEqual(
      expect.arrayContaining([
        'action_cancel > cancel',
        'action_confirm > sale',
        'action_draft > draft',
        'action_lock > sale',
        'action_quotation_sent > sent',
        'action_unlock > sale',
      ]),
    );
  }, 60_000);

  it('of a purchase', async () => {
    if (!(await isThere('purchase.order'))) return;
    const values = { partner_id: await partner() };
    const lock = major >= 19 ? 'button_lock > purchase' : 'button_done > done';
    expect(await explore('purchase.order', async () => values)).toEqual(
      expect.arrayContaining([
        'button_cancel > cancel',
        'button_confirm > purchase',
        'button_draft > draft',
        'button_unlock > purchase',
        lock,
      ]),
    );
  }, 60_000);

  it('of a lead', async () => {
    const id = await answer(given.admin, 'create_record', {
      ...{ model: 'crm.lead', values: { name: 'Steps', type: 'lead' } },
    });
    const record_id = z.int().parse(id.id);
    const offered = async (method: string) => {
      const found = (await stand('crm.lead', record_id)).actions.find(
        (one) => one.method === method,
      );
      if (found === undefined) throw new Error(`${method} is not offered`);
      return found;
    };
    try {
      await take('crm.lead', record_id, await offered('convert_opportunity'));
      const { current_state } = await stand('crm.lead', record_id);
      const stage = await firstId(given.admin, 'crm.stage', [
        ['id', '!=', current_state],
        ['is_won', '=', false],
      ]);
      await take('crm.lead', record_id, await offered('write:stage_id'), stage);
      expect((await stand('crm.lead', record_id)).current_state).toBe(stage);
      await take('crm.lead', record_id, await offered('action_set_lost'));
      const restore = major >= 19 ? 'action_restore' : 'action_unarchive';
      await take('crm.lead', record_id, await offered(restore));
      await take('crm.lead', record_id, await offered('action_set_won'));
      const { record } = await answer(given.admin, 'get_record', {
        ...{ model: 'crm.lead', record_id, fields: ['probability', 'active', 'type'] },
      });
      expect(record).toMatchObject({ probability: 100, active: true, type: 'opportunity' });
    } finally {
      await dispose('crm.lead', record_id);
    }
  });

  it('of a task', async () => {
    const made = await answer(given.admin, 'create_record', {
      ...{ model: 'project.project', values: { name: 'Steps' } },
    });
    const project_id = z.int().parse(made.id);
    try {
      direct ??= await connectTo(given.odoo);
      const stage = await direct.call('create_record', {
        model: 'project.task.type',
        values: { name: 'Steps', project_ids: [[6, 0, [project_id]]] },
      });
      const values = { name: 'Steps', project_id };
      const taken = await explore(
        'project.task',
        async () => values,
        z.int().parse(stage.id),
      ).finally(() => dispose('project.task.type', z.int().parse(stage.id)));
      expect(taken).toEqual(
        expect.arrayContaining([
          'write:stage_id > another stage',
          'write:state > 01_in_progress',
          'write:state > 02_changes_requested',
          'write:state > 03_approved',
          'write:state > 1_canceled',
          'write:state > 1_done',
        ]),
      );
    } finally {
      await dispose('project.project', project_id);
    }
  }, 60_000);

  it('of time off', async () => {
    const { profile } = await answer(given.admin, 'get_my_profile');
    const { id: employee_id } = z.looseObject({ id: z.int() }).parse(profile);
    const type = await timeOffByTheDay(given.admin);
    // Every request has a week of its own, from a Monday.
    let week = Date.UTC(2040, 0, 2) + Math.floor(Math.random() * 1_000) * 7 * 86_400_000;
    const values = async () => {
      week += 7 * 86_400_000;
      const day = new Date(week).toISOString().slice(0, 10);
      return {
        ...{ employee_id, holiday_status_id: type },
        ...{ request_date_from: day, request_date_to: day },
      };
    };
    const taken = await explore('hr.leave', values);
    expect(taken).toEqual(
      expect.arrayContaining(['action_approve > validate', 'action_refuse > refuse']),
    );
  }, 60_000);

  it('of an invoice', async () => {
    if (!(await isThere('account.move'))) return;
    const line = [0, 0, { name: 'Steps', quantity: 1, price_unit: 10 }];
    const partner_id = await partner();
    const values = { move_type: 'out_invoice', partner_id, invoice_line_ids: [line] };
    expect(await explore('account.move', async () => values)).toEqual(
      expect.arrayContaining([
        'action_post > posted',
        'button_cancel > cancel',
        'button_draft > draft',
      ]),
    );
  }, 60_000);

  it('of a transfer', async () => {
    if (!(await isThere('stock.picking'))) return;
    const picking_type_id = await firstId(given.admin, 'stock.picking.type', [
      ['code', '=', 'incoming'],
    ]);
    const record_id = z.int().parse(
      (
        await answer(given.admin, 'create_record', {
          ...{ model: 'stock.picking', values: { picking_type_id } },
        })
      ).id,
    );
    try {
      const [cancel] = (await stand('stock.picking', record_id)).actions.filter(
        ({ method }) => method === 'action_cancel',
      );
      if (cancel === undefined) throw new Error('cancelling is not offered');
      await take('stock.picking', record_id, cancel);
      expect(await stand('stock.picking', record_id)).toMatchObject({
        ...{ current_state: 'cancel', actions: [] },
      });
    } finally {
      await dispose('stock.picking', record_id);
    }
  });
});

describeGuarded('a step that is not offered', (given) => {
  it('of a record in another state is refused by Odoo, or changes nothing', async () => {
    const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
    const made = await answer(given.admin, 'create_record', {
      ...{ model: 'sale.order', values: { partner_id } },
    });
    const record_id = z.int().parse(made.id);
    try {
      await given.admin.call('execute_method', {
        ...{ model: 'sale.order', method: 'action_draft', record_ids: [record_id] },
      });
      expect(
        await answer(given.admin, 'get_record_actions', { model: 'sale.order', record_id }),
      ).toMatchObject({ current_state: 'draft' });
    } finally {
      await answer(given.admin, 'delete_record', { model: 'sale.order', record_id });
    }
  });

  it.each(['action_quotation_send', 'write', 'unlink', '_action_confirm', 'copy', 'message_post'])(
    '%s is not callable because it exists',
    async (method) => {
      const record_id = await firstId(given.admin, 'sale.order');
      await failure(given.sales, 'execute_method', {
        ...{ model: 'sale.order', method, record_ids: [record_id] },
      });
    },
  );

  it('of a workflow is offered to nobody who may only read', async () => {
    const record_id = await firstId(given.admin, 'sale.order');
    const portal = await given.signIn({
      ...given.odoo.admin,
      ...{ login: 'portal', secret: 'portal' },
    });
    await refusal(portal, 'get_record_actions', { model: 'sale.order', record_id });
  });
});
