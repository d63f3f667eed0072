import { describe, expect, it } from 'vitest';
import { CLIENT_KINDS } from '../../upstream/mcp-clients.fixture.ts';
import { fixtureServer, GUARDED, withGuardedFixture } from './arrangements.fixture.ts';
import { connectAskedClient } from './asked-client.fixture.ts';

const server = fixtureServer();

describe.each(CLIENT_KINDS)('the %s', (kind) => {
  it.each(GUARDED)('is asked for all it offers, from %s', (arrangement) =>
    withGuardedFixture(arrangement, server, async (target) => {
      const client = await connectAskedClient(kind, target);
      try {
        const answered = await client.call('test_input_required_result_multiple_inputs');
        expect(answered).toBe('Good morning Ada, with 1 roots');
        const confirmed = await client.call('test_input_required_result_request_state');
        expect(confirmed).toContain('state-ok');
      } finally {
        await client.close();
      }
    }),
  );
});

describe.each(['v1 SDK', 'v2 SDK, legacy era'] as const)('the %s', (kind) => {
  it.each(GUARDED)('hears what the server logs during a call, from %s', (arrangement) =>
    withGuardedFixture(arrangement, server, async (target) => {
      const client = await connectAskedClient(kind, target);
      try {
        await client.wantLogs();
        await client.call('test_tool_with_logging');
        expect(client.logged).toEqual([
          'Tool execution started',
          'Tool processing data',
          'Tool execution completed',
        ]);
      } finally {
        await client.close();
      }
    }),
  );
});
