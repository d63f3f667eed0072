import { describe, expect, it } from 'vitest';
import { policyOf } from '../policies/config-directory.fixture.ts';
import { guarded, resultOf } from './guarded.fixture.ts';
import { createLog } from './log.ts';
import { likeOdoo, memoryUpstream } from './memory-upstream.fixture.ts';
import { runGuard } from './running.ts';

describe('a running guard', () => {
  it.each([
    ['the bundled upstream', 'odoo: {database: demo}', true],
    [
      'the server of somebody else',
      "upstream: {url: 'http://127.0.0.1:9', binding: odoo-mcp-upstream}",
      false,
    ],
  ])('hands an Odoo account to %s: %s', async (_, gateway, carries) => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, { gateway });
    const session = await guard.signedIn();
    const args = { model: 'res.partner', domain: [['name', '=', 'x']] };
    const reply = await guard.call('search_count', args, { session });
    expect(resultOf(reply)).toMatchObject({ structuredContent: { count: 5 } });
    const headers = upstream.received.map(({ context }) => Object.keys(context.headers).length);
    expect(headers.some((number) => number > 0)).toBe(carries);
  });

  it('does not start with a binding that is not there', () => {
    const policy = policyOf({ gateway: 'upstream: {command: x, binding: no-such-binding}' });
    const upstream = memoryUpstream(likeOdoo);
    expect(() => runGuard(policy, upstream, createLog({ level: 'silent' }))).toThrow(
      'there is no binding called no-such-binding',
    );
  });

  it('opens nothing after it was closed', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = await guard.open();
    await guard.close();
    expect((await guard.ask('tools/list', {}, { session })).status).toBe(404);
    const reply = await guard.ask('initialize', {});
    expect(reply.headers).not.toHaveProperty('mcp-session-id');
    expect(upstream.methods).toEqual(['initialize']);
  });
});
