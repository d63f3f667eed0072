import { expect, test } from 'vitest';
import { runGuardCommand } from './guard-command.fixture.ts';
import { withHttpUpstream } from './http-upstream.fixture.ts';

const LONG_PING = {
  jsonrpc: '2.0',
  id: 1,
  method: 'ping',
  params: { _meta: { padding: 'x'.repeat(2_000) } },
};

test.each([
  [4_096, { id: 1, result: {} }],
  [1_024, { id: null, error: { code: -32700 } }],
])('server.max_request_bytes: %i is the longest line on standard input', async (bytes, answer) => {
  const gateway = `
server: {transport: stdio, max_request_bytes: ${bytes}}
upstream: {url: "\${UPSTREAM}"}
`;
  const { stdout } = await withHttpUpstream((upstream) =>
    runGuardCommand(
      { gateway },
      (output) => output.stdout.length > 0,
      { UPSTREAM: upstream.url },
      LONG_PING,
    ),
  );
  expect(stdout.map((line) => JSON.parse(line))).toMatchObject([answer]);
});
