import { afterAll, beforeAll, describe, it } from 'vitest';
import { connectClient } from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';
import { everyTool } from './every-tool.fixture.ts';

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`every tool works against ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    beforeAll(async () => {
      odoo = await choice.start();
    });
    afterAll(() => odoo?.stop());

    it.for([
      ['auto', 'adminKey'],
      ['jsonrpc', 'adminKey'],
      ['xmlrpc', 'adminKey'],
      ['xmlrpc', 'admin'],
    ] as const)('over %s as %s', async ([protocol, name], { skip }) => {
      const account = odoo[name];
      if (account === undefined) return skip();
      const variables = { ODOO_PROTOCOL: protocol };
      const upstream: RunningUpstream = await startUpstream(odoo.url, odoo.database, variables);
      const target = { url: upstream.url, headers: upstream.headers(account) };
      const client = await connectClient('v2 SDK, modern era', target);
      try {
        await everyTool(client, odoo);
      } finally {
        await client.close();
        await upstream.close();
      }
    });
  });
}
