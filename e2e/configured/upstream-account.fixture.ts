import { Buffer } from 'node:buffer';
import * as z from 'zod';
import { openLegacySession } from '../raw-mcp.fixture.ts';
import { type Files, withGuard } from './configured-guard.fixture.ts';
import { bearer } from './key-case.fixture.ts';
import type { RecordingUpstream } from './recording-upstream.fixture.ts';

const account = z.object({
  method: z.string(),
  database: z.string(),
  login: z.string(),
  secret: z.string(),
});

/** The Odoo account the last message to the upstream carried. */
export function accountAt(upstream: RecordingUpstream): z.infer<typeof account> {
  const header = upstream.received.at(-1)?.context.headers['x-odoo-credential'];
  if (header === undefined) throw new Error('the message carried no account');
  return account.parse(JSON.parse(Buffer.from(header, 'base64url').toString('utf8')));
}

/** Makes one call as the bearer of a token, or as nobody, and tells which account carried it. */
export function brokeredAccount(token?: string) {
  return (files: Files) =>
    withGuard(
      { model_access: 'stock_models: {read_only: [crm.lead]}', ...files },
      async ({ url, upstream }) => {
        const session = await openLegacySession(url, token === undefined ? {} : bearer(token));
        await session.call('search_count', { model: 'crm.lead' });
        return accountAt(upstream);
      },
    );
}
