import * as z from 'zod';
import type { OdooClient } from '../../odoo/client.ts';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { dryRun, recordId } from '../../tools/arguments.ts';
import { ArgumentError } from '../../tools/tool.ts';
import { dryRunOutput, tried } from '../dry-run.ts';
import { fieldsThere } from '../fields-there.ts';
import { findOne } from '../find-records.ts';
import { type Reference, readIds, readReference, readText } from '../odoo-values.ts';
import { type OwnSettings, ownSettings } from '../own-settings.ts';

/** Moves a ticket. Which tickets the caller may move is for Odoo to say. */
export const updateTicketStage = ({ defineTool }: PluginContext, model: string): PluginTool =>
  defineTool({
    name: 'update_ticket_stage',
    title: 'Move a ticket to a stage',
    description:
      'Move a helpdesk ticket to another stage of its team. Find stages with search_read on helpdesk.stage.',
    hints: { readOnly: false, idempotent: true },
    input: z.strictObject({
      ticket_id: recordId,
      stage_id: recordId.describe('Id of the stage.'),
      dry_run: dryRun,
    }),
    output: z.looseObject({
      status: z.string().optional().describe('updated.'),
      ticket_id: z.int(),
      ticket_name: z.string(),
      old_stage: z.string().describe('Name of the stage it was in; empty where it was in none.'),
      new_stage_id: z.int(),
      ...dryRunOutput,
    }),
    async run(args, { client, signal }) {
      const settings = await ownSettings(client, signal);
      const fields = ['name', 'stage_id', 'team_id'];
      const what = { what: 'Ticket', fields };
      const ticket = await findOne(client, model, args.ticket_id, what, settings, signal);
      const move = { stage: args.stage_id, team: readReference(ticket.team_id) };
      await requireTeamStage(client, model, move, settings, signal);
      const said = {
        ticket_id: args.ticket_id,
        ticket_name: readText(ticket.name),
        old_stage: readReference(ticket.stage_id)?.label ?? '',
        new_stage_id: args.stage_id,
      };
      if (args.dry_run)
        return { ...(await tried(client, model, 'write', 'update', signal)), ...said };
      const write = [[args.ticket_id], { stage_id: args.stage_id }];
      await client.call(model, 'write', write, { ...settings.context }, signal);
      return { status: 'updated', ...said };
    },
  });

/**
 * Makes sure the stage is one of the team's. A stage without teams, as in modules that have none, is a stage
 * of every team.
 */
async function requireTeamStage(
  client: OdooClient,
  model: string,
  { stage, team }: { readonly stage: number; readonly team: Reference | undefined },
  settings: OwnSettings,
  signal: AbortSignal,
): Promise<void> {
  const stages = (await client.fields(model, signal)).get('stage_id')?.relation;
  if (stages === undefined)
    throw new ArgumentError(`stage_id: tickets of ${model} have no stages.`);
  const fields = await fieldsThere(client, stages, ['name', 'team_ids'], signal);
  const found = await findOne(client, stages, stage, { what: 'Stage', fields }, settings, signal);
  const teams = readIds(found.team_ids);
  if (teams.length > 0 && (team === undefined || !teams.includes(team.id)))
    throw new ArgumentError(
      "stage_id: this is no stage of the ticket's team: choose one whose team_ids hold it.",
    );
}
