import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { readIdentity } from '../odoo/identity.ts';
import { unlessRefused } from '../odoo/refusal.ts';
import { identityResult } from './login.ts';
import { defineTool } from './tool.ts';

const text = z.union([z.string(), z.literal(false)]);
const settings = z.tuple([z.looseObject({ lang: text, tz: text })]);
const companies = z.array(z.object({ id: z.int(), name: z.string() }));

export const whoami = defineTool({
  name: 'whoami',
  title: 'Who is signed in',
  description:
    'Tell which Odoo account the tools act as: user, groups, companies, language, time zone, the ' +
    'release of Odoo, and which tools cannot work there because an app is not installed.',
  hints: { readOnly: true },
  input: z.strictObject({}),
  output: z.looseObject({
    ...identityResult,
    companies: companies.describe('The companies the user may work in, as far as it may see them.'),
    lang: z.string().optional().describe('Code of the language, like en_US.'),
    tz: z.string().optional().describe('Name of the time zone, when one is set.'),
    tools_off: z
      .array(z.object({ tool: z.string(), reason: z.string() }))
      .describe('Tools that cannot work in this Odoo, and why.'),
  }),
  async run(_args, { caller, signal, toolsOff }) {
    const client = await caller.client(signal);
    const [identity, own, off] = await Promise.all([
      readIdentity(client, signal),
      ownSettings(client, signal),
      toolsOff(client, signal),
    ]);
    return {
      ...identity,
      company_ids: [...identity.company_ids],
      groups: [...identity.groups],
      companies: await namesOf(client, identity.company_ids, signal),
      ...own,
      tools_off: [...off],
    };
  },
});

/** Every user may read these of itself (res.users SELF_READABLE_FIELDS, 17 to 19). */
async function ownSettings(client: OdooClient, signal: AbortSignal) {
  const kwargs = { fields: ['lang', 'tz'] };
  const answer = await unlessRefused(
    client.query('res.users', 'read', [[client.uid]], kwargs, signal),
  );
  const [own] = settings.safeParse(answer).data ?? [];
  return {
    ...(own?.lang ? { lang: own.lang } : {}),
    ...(own?.tz ? { tz: own.tz } : {}),
  };
}

async function namesOf(client: OdooClient, ids: readonly number[], signal: AbortSignal) {
  const kwargs = { domain: [['id', 'in', ids]], fields: ['name'], order: 'id' };
  const answer = await unlessRefused(
    client.query('res.company', 'search_read', [], kwargs, signal),
  );
  return companies.safeParse(answer).data ?? [];
}
