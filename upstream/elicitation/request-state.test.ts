import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedOdoo, startScriptedOdoo } from '../odoo/scripted-odoo.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

let odoo: ScriptedOdoo;
let upstream: RunningUpstream;
const asked: unknown[] = [];
beforeAll(async () => {
  odoo = await startScriptedOdoo((call) => {
    asked.push(call);
    return { fault: 'odoo.exceptions.AccessDenied' };
  });
  upstream = await startUpstream(odoo.url, 'demo');
});
afterAll(async () => {
  await upstream?.close();
  await odoo?.close();
});

function call(more: Record<string, unknown>) {
  const account = { method: 'password', database: 'demo', login: 'bob', secret: 'pw' };
  return fetch(upstream.url, {
    method: 'POST',
    headers: {
      ...upstream.headers(account),
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'create_record',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name: 'create_record',
        arguments: { model: 'crm.lead', values: { description: 'x' } },
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
        },
        ...more,
      },
    }),
  });
}

describe('state that a client brings along', () => {
  it('is refused before anything is sent to Odoo, since none was given', async () => {
    const response = await call({ requestState: 'v1.forged', inputResponses: {} });
    expect(await response.text()).toContain('-32602');
    expect(asked).toEqual([]);
  });

  it('need not be there', async () => {
    const response = await call({ inputResponses: { missing_fields: { action: 'decline' } } });
    expect(await response.text()).toContain('refused the login');
    expect(asked).not.toEqual([]);
  });
});
