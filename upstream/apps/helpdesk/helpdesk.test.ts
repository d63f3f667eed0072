import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyTarget } from '../../odoo-targets.fixture.ts';
import { type AppCaller, type AppsUnderTest, rows, startApps } from '../app-calls.fixture.ts';

/** Helpdesk is an Enterprise app; leads of the CRM have the same fields, and are everywhere. */
const MODELS = ['helpdesk.ticket', 'crm.lead'];

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available).each(MODELS)(
    `the helpdesk tools against ${choice.name}, with %s`,
    (model) => {
      let apps: AppsUnderTest;
      let admin: AppCaller;
      let there: boolean;
      const made: unknown[] = [];
      beforeAll(async () => {
        apps = await startApps(choice, { HELPDESK_MODEL: model });
        admin = await apps.as(apps.odoo.admin);
        const { models } = await admin.ok('list_models', { filter: model });
        there = rows(models).some((one) => one.model === model);
      });
      afterAll(async () => {
        for (const record_id of made) await admin.ok('delete_record', { model, record_id });
        await apps?.close();
      });
      const open = async (args: Record<string, unknown> = {}) => {
        const ticket = await admin.ok('create_ticket', { name: 'APPS ticket', ...args });
        made.push(ticket.ticket_id);
        return ticket;
      };

      it('say what is missing where there are no tickets', async () => {
        if (there) return;
        const { text } = await admin.refused('get_my_tickets');
        expect(text).toMatch(/no model helpdesk\.ticket.*install helpdesk/);
        const { tools_off } = await admin.ok('whoami');
        expect(rows(tools_off).map(({ tool }) => tool)).toEqual([
          ...['get_my_tickets', 'create_ticket', 'update_ticket_stage'],
        ]);
      });

      it('open a ticket that is the own one', async () => {
        if (!there) return;
        const asked = { name: ' APPS ticket ', description: 'It broke.', priority: '2' };
        const said = { name: 'APPS ticket', priority: '2' };
        expect(await admin.ok('create_ticket', { ...asked, dry_run: true })).toEqual({
          ...{ dry_run: true, model, action: 'create' },
          ...said,
        });
        const ticket = await open(asked);
        expect(ticket).toEqual({ status: 'created', ticket_id: expect.any(Number), ...said });
        const { tickets } = await admin.ok('get_my_tickets', { priority: '2', limit: 100 });
        const own = rows(tickets).find(({ id }) => id === ticket.ticket_id);
        expect(own).toMatchObject({
          name: 'APPS ticket',
          description: expect.stringContaining('It broke.'),
          stage_id: [expect.any(Number), expect.any(String)],
        });
        const written = await admin.first(model, [['id', '=', ticket.ticket_id]], ['user_id']);
        expect(written).toMatchObject({ user_id: [admin.uid, expect.any(String)] });
      });

      it('list tickets by the name of their stage', async () => {
        if (!there) return;
        const { ticket_id } = await open();
        const ticket = await admin.first(model, [['id', '=', ticket_id]], ['stage_id']);
        const [, name] = Array.isArray(ticket?.stage_id) ? ticket.stage_id : [];
        const inStage = await admin.ok('get_my_tickets', { state: name, limit: 100 });
        const ids = rows(inStage.tickets).map(({ id }) => id);
        expect(ids).toContain(ticket_id);
        expect(inStage.count).toBe(ids.length);
        const nowhere = await admin.ok('get_my_tickets', { state: 'No such stage' });
        expect(nowhere).toEqual({ tickets: [], count: 0 });
      });

      it('move a ticket to a stage', async () => {
        if (!there) return;
        const { ticket_id } = await open();
        const ticket = await admin.first(model, [['id', '=', ticket_id]], ['stage_id']);
        const [old, name] = Array.isArray(ticket?.stage_id) ? ticket.stage_id : [];
        const stages = model === 'crm.lead' ? 'crm.stage' : 'helpdesk.stage';
        const other = await admin.first(stages, [['id', '!=', old]]);
        const move = { ticket_id, stage_id: other?.id };
        const said = {
          ticket_id,
          ticket_name: 'APPS ticket',
          old_stage: name,
          new_stage_id: other?.id,
        };
        expect(await admin.ok('update_ticket_stage', { ...move, dry_run: true })).toEqual({
          ...{ dry_run: true, model, action: 'update' },
          ...said,
        });
        expect(await admin.ok('update_ticket_stage', move)).toEqual({ status: 'updated', ...said });
        const after = await admin.first(model, [['id', '=', ticket_id]], ['stage_id']);
        expect(after).toMatchObject({ stage_id: [other?.id, expect.any(String)] });
      });

      it.each([
        [
          'a priority there is none of',
          'create_ticket',
          { name: 'x', priority: '9' },
          /priority.*0/,
        ],
        ['a blank subject', 'create_ticket', { name: '  ' }, /name/],
        ['a stage that is no name', 'get_my_tickets', { state: "New'; --" }, /name of a stage/],
        [
          'a ticket there is none of',
          'update_ticket_stage',
          { ticket_id: 987_654, stage_id: 1 },
          /987654/,
        ],
      ])('refuse %s', async (_case, tool, args, text) => {
        if (!there) return;
        expect((await admin.refused(tool, args)).text).toMatch(text);
      });

      it('refuse a stage of another team', async () => {
        if (!there || model === 'crm.lead') return;
        const team = await admin.first('helpdesk.team', [['name', '!=', '']]);
        const { ticket_id } = await open({ team_id: team?.id });
        const foreign = await admin.first('helpdesk.stage', [['team_ids', 'not in', [team?.id]]]);
        if (foreign === undefined) return;
        const move = { ticket_id, stage_id: foreign.id };
        expect((await admin.refused('update_ticket_stage', move)).text).toMatch(/no stage of the/);
      });
    },
  );
}
