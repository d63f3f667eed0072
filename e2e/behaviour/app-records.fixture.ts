import { afterAll } from 'vitest';
import * as z from 'zod';
import { type Connected, connectTo } from '../../upstream/tools/documents.fixture.ts';
import type { LegacySession } from '../raw-mcp.fixture.ts';
import { answer, type GuardedOdoo } from './guarded-odoo.fixture.ts';

/** Records in an answer, or whatever it has a list of. */
export const rows = z.array(z.record(z.string(), z.unknown()));
/** A many2one. */
export const label = z.tuple([z.int(), z.string()]);

/** Records made behind the guard's back, and removed again after the tests. */
export function world(given: GuardedOdoo) {
  let direct: Connected | undefined;
  const made: [model: string, id: number][] = [];
  const call = async (name: string, args: Record<string, unknown>) => {
    direct ??= await connectTo(given.odoo);
    return direct.call(name, args);
  };
  afterAll(async () => {
    for (const [model, record_id] of made) {
      if (model === 'sale.order')
        await call('execute_method', {
          ...{ model, method: 'action_cancel', record_ids: [record_id] },
          kwargs: { context: { disable_cancel_warning: true } },
        });
      await call('delete_record', { model, record_id });
    }
    await direct?.close();
  });
  return {
    call,
    remember: (model: string, id: unknown) => made.unshift([model, z.int().parse(id)]),
    async create(model: string, values: Record<string, unknown>): Promise<number> {
      const { id } = z
        .looseObject({ id: z.int() })
        .parse(await call('create_record', { model, values }));
      made.unshift([model, id]);
      return id;
    },
  };
}

/** The id of a type of time off that is taken by the day, is approved by somebody, and needs no allocation. */
export async function timeOffByTheDay(session: LegacySession): Promise<number> {
  const { records } = await answer(session, 'search_read', {
    model: 'hr.leave.type',
    domain: [
      ['request_unit', '=', 'day'],
      ['leave_validation_type', '!=', 'no_validation'],
    ],
    fields: ['requires_allocation'],
  });
  // A selection until 18, and a boolean since.
  const type = rows
    .parse(records)
    .find(({ requires_allocation: asks }) => asks === false || asks === 'no');
  return z.int().parse(type?.id);
}

/** Whose session it is, as Odoo's id of the user. */
export const uidOf = async (session: LegacySession) =>
  z.int().parse((await answer(session, 'whoami')).uid);
