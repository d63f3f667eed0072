import type { Caller } from '../identity/resolve.ts';
import { odooUser } from '../identity/subject.fixture.ts';
import type { Call } from './call.ts';

/** A tool call of an Odoo user's legacy client on stdio. What is said before its answer goes nowhere. */
export function stdioCall({ session }: Pick<Caller, 'session'> = { session: undefined }): Call {
  return {
    request: { jsonrpc: '2.0', id: 1, method: 'tools/call' },
    era: 'legacy',
    origin: { transport: 'stdio', source: 'stdio', paramHeaders: {} },
    caller: {
      kind: 'known',
      principal: { kind: 'stdio' },
      subject: odooUser('ann', 7),
      credential: undefined,
      session,
    },
    signal: new AbortController().signal,
    send: async () => {},
  };
}
