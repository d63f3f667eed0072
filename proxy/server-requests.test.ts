import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../policies/json.ts';
import { auditing } from './server-requests.fixture.ts';

const ROOTS = { jsonrpc: '2.0', id: 'r', method: 'roots/list' } as const;

describe('a request of the server', () => {
  it('that nobody answers in time is answered by the guard, and taken back from the client', async () => {
    const { requests, client, sent, told, records, forwarded } = auditing({ patienceMs: 1 });
    expect(await requests.relay(ROOTS, client)).toBe(true);
    await forwarded;
    expect(told).toEqual([
      { jsonrpc: '2.0', id: 'r', error: { code: -32603, message: 'no answer in time' } },
    ]);
    const [asked] = sent;
    const id = asked && 'id' in asked ? asked.id : undefined;
    expect(sent.at(-1)).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: id },
    });
    expect(records()).toMatchObject([{ decision: 'error', method: 'roots/list' }]);
    // Its answer comes too late.
    const late = { jsonrpc: '2.0' as const, id: id ?? '', result: { roots: [] } };
    expect(requests.receive(client.caller, late)).toBe(false);
  });

  it('is refused where too many wait already', async () => {
    const { requests, client, told } = auditing();
    for (let n = 0; n < 32; n += 1)
      expect(await requests.relay({ ...ROOTS, id: n }, client)).toBe(true);
    expect(await requests.relay({ ...ROOTS, id: 32 }, client)).toBe(false);
    expect(told).toMatchObject([{ id: 32, error: { code: -32603 } }]);
    requests.end(client.caller.session);
    expect(await requests.relay({ ...ROOTS, id: 33 }, client)).toBe(true);
    requests.end(client.caller.session);
  });

  it('is refused where too many come in a minute, and a flood of them leaves no flood of records', async () => {
    const { requests, client, told, records } = auditing();
    for (let n = 0; n < 2_000; n += 1) await requests.relay({ ...ROOTS, id: n }, client);
    expect(records()).toHaveLength(600 - 32 + 1);
    expect(records().at(-1)).toMatchObject({ code: 'too_many_requests', decision: 'denied' });
    expect(told).toHaveLength(2_000 - 32);
    expect(told.at(-1)).toMatchObject({ id: 1_999, error: { code: -32603 } });
    requests.end(client.caller.session);
  });

  it('that is replayed comes under the id it had', async () => {
    const { requests, client, sent } = auditing();
    await requests.relay(ROOTS, client);
    await requests.relay(ROOTS, { ...client, resumed: true });
    expect(sent[1]).toEqual(sent[0]);
    requests.end(client.caller.session);
  });

  it('is answered by nobody but whom it was put to, though the session is another’s by then', async () => {
    const { requests, client, sent, told } = auditing();
    await requests.relay(ROOTS, client);
    const [asked] = sent;
    const answer = {
      jsonrpc: '2.0' as const,
      id: (asked && 'id' in asked ? asked.id : undefined) ?? '',
      result: { roots: [] },
    };
    const { caller } = client;
    const other = { ...caller, subject: { ...caller.subject, id: 'odoo:demo:9' } };
    expect(requests.receive(other, answer)).toBe(false);
    expect(told).toEqual([]);
    expect(requests.receive(caller, answer)).toBe(true);
    expect(told).toMatchObject([{ id: 'r', result: { roots: [] } }]);
  });

  it('hears of progress under its own token, so often', async () => {
    const { requests, client, sent, notified } = auditing();
    await requests.relay({ ...ROOTS, params: { _meta: { progressToken: 5 } } }, client);
    const [asked] = sent;
    const progressToken = asked && 'id' in asked ? asked.id : '';
    const { session } = client.caller;
    for (let progress = 0; progress < 1_100; progress += 1)
      requests.progressed(session, { progressToken, progress, message: 'x' });
    requests.progressed(session, { progressToken: 'other', progress: 1 });
    expect(notified).toHaveLength(1_000);
    expect(notified[0]).toEqual<JsonObject>({ progressToken: 5, progress: 0 });
    requests.end(session);
  });
});
