import { expect } from 'vitest';
import type { TestClient } from '../upstream/mcp-clients.fixture.ts';

/** What the three calls of the greeting promise, kept: read, masked, denied with rule and reason. */
export async function makeFirstCalls(client: TestClient, greeting: string): Promise<void> {
  const calls = [...greeting.matchAll(/--tool-name (\S+) --tool-args-json '(.*)'$/gm)].map(
    ([, tool = '', args = '']) => client.call(tool, JSON.parse(args)),
  );
  expect(calls).toHaveLength(3);
  const [read, masked, denied] = await Promise.all(calls);
  const contact = { id: expect.any(Number), name: expect.any(String) };
  expect(read?.structuredContent).toMatchObject({ count: 3, records: [contact, contact, contact] });
  expect(masked?.structuredContent).toMatchObject({
    records: Array.from({ length: 3 }, () => ({ ...contact, vat: '***' })),
  });
  expect(denied).toMatchObject({
    isError: true,
    _meta: {
      'odoo-mcp-guard/decision': {
        effect: 'deny',
        rule: expect.stringMatching(/\S/),
        reason: expect.stringContaining('res.users.login'),
      },
    },
  });
}
