import { describe, expect, it } from 'vitest';
import { COMBINATIONS, calling, DONE, guardedPeer } from './guarded-peer.fixture.ts';
import { isMethod } from './raw-client.fixture.ts';

describe.each(COMBINATIONS)('a client on %s, a server on %s', (client, server) => {
  it('cancels its request at the server, under the id that the server knows', async () => {
    const to = await guardedPeer(
      (request, peer) => {
        if (request.params?.name !== 'slow') peer.answer(request.id, DONE);
      },
      { client, server },
    );
    to.client.send(calling(1, { name: 'slow' }));
    const call = await to.peer.hears(isMethod('tools/call'));
    to.client.send({
      method: 'notifications/cancelled',
      params: { requestId: 1, reason: 'changed my mind' },
    });
    const heard = await to.peer.hears(isMethod('notifications/cancelled'));
    expect(heard.params).toEqual({ requestId: call.id, reason: 'changed my mind' });
    // Too late: nothing of it leaves, and what follows is not disturbed.
    to.peer.answer(call.id ?? '', DONE);
    to.client.send(calling(2));
    await to.client.answerTo(2);
    expect(to.client.arrived.some(({ message }) => message.id === 1)).toBe(false);
    const records = to.audit.filter(({ tool }) => tool === 'slow');
    expect(records).toMatchObject([{ decision: 'error', upstreamError: 'aborted' }]);
    expect(to.peer.heard.filter(isMethod('notifications/cancelled'))).toHaveLength(1);
  });

  it('says why only where the call itself could have said anything', async () => {
    const name = { type: 'char', store: true };
    const to = await guardedPeer(
      (request, peer) => {
        const answer = { content: [], structuredContent: { fields: { name } } };
        if (request.params?.name === 'get_model_fields') peer.answer(request.id, answer);
      },
      { client, server, upstream: 'binding: odoo-mcp-upstream' },
    );
    to.client.send(calling(1, { name: 'search_count', arguments: { model: 'res.partner' } }));
    const call = await to.peer.hears(({ params }) => params?.name === 'search_count');
    const params = { requestId: 1, reason: 'changed my mind' };
    to.client.send({ method: 'notifications/cancelled', params });
    const heard = await to.peer.hears(isMethod('notifications/cancelled'));
    expect(heard.params).toEqual({ requestId: call.id });
  });

  it('cannot cancel its handshake, nor what it never asked', async () => {
    const to = await guardedPeer((request, peer) => peer.answer(request.id, DONE), {
      client,
      server,
    });
    for (const requestId of ['open', 7, 'server-1'])
      to.client.send({ method: 'notifications/cancelled', params: { requestId } });
    to.client.send(calling(2));
    await to.client.answerTo(2);
    expect(to.peer.heard.some(isMethod('notifications/cancelled'))).toBe(false);
  });
});
