import { describe, expect, it } from 'vitest';
import type { RequestId } from '../../proxy/wire/message.ts';
import { calling, DONE, guardedPeer } from './guarded-peer.fixture.ts';
import { isMethod } from './raw-client.fixture.ts';
import type { Script, ScriptedPeer } from './scripted-peer.fixture.ts';

/** Remembers the ids of tool calls, and leaves them open. */
function holding() {
  const held: RequestId[] = [];
  let arrived = () => {};
  let next = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const script: Script = (request, peer) => {
    if (request.method !== 'tools/call') return peer.answer(request.id, {});
    held.push(request.id);
    arrived();
  };
  return {
    script,
    /** The id under which the server knows the latest call. */
    async held(): Promise<RequestId> {
      await next;
      next = new Promise((resolve) => {
        arrived = resolve;
      });
      return held.at(-1) ?? '';
    },
  };
}

const changed = { method: 'notifications/tools/list_changed' };

/** Waits for what nothing announces, turn by turn. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

const cancellations = ({ heard }: ScriptedPeer) =>
  heard.filter(isMethod('notifications/cancelled')).map(({ params }) => params);

describe('a stream that the server ends before its answer', () => {
  it('ends at the client too, which comes back for the answer', async () => {
    const { script, held } = holding();
    const to = await guardedPeer(script, { resumable: true });
    const { client, peer } = to;
    client.send(calling(1));
    const id = await held();
    peer.hangUp(id);
    await client.ended(1);
    expect(client.cursors).toHaveLength(1);
    expect(client.arrived.filter(({ on }) => on === 'POST 1')).toEqual([]);
    expect(await client.listen(client.cursors[0])).toBe(200);
    expect(peer.visits).toEqual(['GET e1']);
    peer.answer(id, DONE);
    expect(await client.answerTo(1)).toEqual({ jsonrpc: '2.0', id: 1, result: DONE });
    await until(() => to.audit.some(({ method }) => method === 'tools/call'));
    expect(to.audit.filter(({ method }) => method === 'tools/call')).toMatchObject([
      { decision: 'allowed', tool: 'tool' },
    ]);
    expect(cancellations(peer)).toEqual([]);
  });

  it('is read on for a client on stdio, which cannot come back', async () => {
    const { script, held } = holding();
    const { client, peer } = await guardedPeer(script, { resumable: true, client: 'stdio' });
    client.send(calling(1));
    const id = await held();
    peer.hangUp(id);
    await until(() => peer.visits.includes('GET e1'));
    peer.answer(id, DONE);
    expect((await client.answerTo(1)).result).toEqual(DONE);
  });

  it('can be cancelled while nobody reads it', async () => {
    const { script, held } = holding();
    const to = await guardedPeer(script, { resumable: true });
    const { client, peer } = to;
    client.send(calling(1));
    const id = await held();
    peer.hangUp(id);
    await client.ended(1);
    client.send({ method: 'notifications/cancelled', params: { requestId: 1 } });
    await peer.hears(isMethod('notifications/cancelled'));
    expect(cancellations(peer)).toEqual([{ requestId: id }]);
    await until(() => to.audit.some(({ method }) => method === 'tools/call'));
    // What could be replayed now was asked for by nobody.
    expect(await client.listen(client.cursors[0])).toBe(400);
    expect(peer.visits).toEqual([]);
  });

  it('and never lets anybody resume is answered in its place, once', async () => {
    const { script, held } = holding();
    const to = await guardedPeer(script, { resumable: true, resumes: false });
    const { client, peer } = to;
    client.send(calling(1));
    peer.hangUp(await held());
    await client.ended(1);
    expect(await client.listen(client.cursors[0])).toBe(200);
    const { result } = await client.answerTo(1);
    expect(result).toMatchObject({ isError: true });
    expect(JSON.stringify(result)).toContain('gave no answer');
    await until(() => to.audit.some(({ method }) => method === 'tools/call'));
    expect(to.audit.filter(({ method }) => method === 'tools/call')).toMatchObject([
      { decision: 'error', tool: 'tool' },
    ]);
    expect(await client.listen(client.cursors[0])).toBe(405);
    expect(client.arrived.filter(({ message }) => message.id === 1)).toHaveLength(1);
  });
});

describe('a client that breaks its stream off', () => {
  it('cancels nothing, and has the rest replayed under what was decided', async () => {
    const { script, held } = holding();
    const { client, peer } = await guardedPeer(script, { resumable: true });
    client.send(calling(1));
    const id = await held();
    await until(() => client.cursors.length > 0);
    client.hangUp();
    await client.ended(1);
    expect(await client.listen(client.cursors[0])).toBe(200);
    peer.say({ method: 'notifications/message', params: { level: 'info', data: 'on' } }, id);
    peer.answer(id, DONE);
    expect((await client.answerTo(1)).result).toEqual(DONE);
    expect(client.arrived.some(({ message }) => message.params?.data === 'on')).toBe(true);
    expect(cancellations(peer)).toEqual([]);
  });

  it('finds an answer that came meanwhile, filtered like the first time', async () => {
    const answered = {
      content: [],
      structuredContent: {
        records: [{ id: 1, name: 'Ann', password: 'hidden' }],
        model: 'res.users.log',
        count: 1,
      },
    };
    const { script, held } = holding();
    const to = await guardedPeer(
      (request, server) => {
        const { name } = request.params ?? {};
        if (request.method === 'tools/call' && name === 'get_model_fields') {
          const fields = {
            id: { type: 'integer', store: true },
            name: { type: 'char', store: true },
          };
          const structuredContent = { fields, model: 'res.partner', count: 2 };
          return server.answer(request.id, { content: [], structuredContent });
        }
        return script(request, server);
      },
      { resumable: true, upstream: 'binding: odoo-mcp-upstream' },
    );
    const { client, peer } = to;
    const args = { model: 'res.partner', fields: ['name'] };
    client.send(calling(1, { name: 'search_read', arguments: args }));
    const id = await held();
    await until(() => client.cursors.length > 0);
    client.hangUp();
    await client.ended(1);
    peer.answer(id, answered);
    await until(() => to.audit.some(({ tool }) => tool === 'search_read'));
    const cursor = client.cursors.at(-1);
    expect(await client.listen(cursor)).toBe(200);
    const { result } = await client.answerTo(1);
    expect(JSON.stringify(result)).toContain('Ann');
    expect(JSON.stringify(client.arrived)).not.toContain('hidden');
    // One record for the call, one for the replay of its answer.
    await until(() => to.audit.filter(({ tool }) => tool === 'search_read').length === 2);
  });
});

describe('events', () => {
  it('have ids of the guard’s own, also where their message does not pass', async () => {
    const { script, held } = holding();
    const { client, peer } = await guardedPeer(script, { resumable: true, protocol: '' });
    client.send(calling(1));
    const id = await held();
    peer.say({ method: 'notifications/message', params: { level: 'info', data: 'x' } }, id);
    peer.say({ id: 9, method: 'sampling/createMessage', params: {} }, id);
    await peer.hears((said) => said.id === 9);
    peer.answer(id, DONE);
    await client.answerTo(1);
    expect(new Set(client.cursors).size).toBe(4);
    for (const theirs of ['e1', 'e2', 'e3', 'e4']) expect(client.cursors).not.toContain(theirs);
    expect(client.arrived.filter(({ on }) => on === 'POST 1')).toHaveLength(1);
  });

  it('that the client was never sent can be resumed from by nobody', async () => {
    const { script } = holding();
    const { client, peer } = await guardedPeer(script, { resumable: true });
    for (const id of ['e1', 'e7', 'made-up']) expect(await client.listen(id)).toBe(400);
    expect(peer.visits).toEqual([]);
  });

  it('of the stream for what is unasked are resumed from', async () => {
    const { script } = holding();
    const { client, peer } = await guardedPeer(script, { resumable: true });
    expect(await client.listen()).toBe(200);
    peer.say(changed);
    await client.gets(isMethod(changed.method));
    const cursor = client.cursors.at(-1);
    client.hangUp();
    await until(() => peer.visits.length === 1);
    peer.say({ method: 'notifications/prompts/list_changed' });
    let status = 409;
    while (status === 409) status = await client.listen(cursor);
    expect(status).toBe(200);
    await client.gets(isMethod('notifications/prompts/list_changed'));
    expect(client.arrived.filter(({ message }) => message.method === changed.method)).toHaveLength(
      1,
    );
  });
});

describe('the stream for what is unasked', () => {
  it('carries no response', async () => {
    const { script } = holding();
    const { client, peer } = await guardedPeer(script);
    await client.listen();
    peer.say({ id: 1, result: { stolen: true } });
    peer.say(changed);
    await client.gets(isMethod(changed.method));
    expect(client.arrived.some(({ message }) => message.result?.stolen)).toBe(false);
  });

  it('is one for each session', async () => {
    const { script } = holding();
    const { client, peer } = await guardedPeer(script);
    expect(await client.listen()).toBe(200);
    expect(await client.listen()).toBe(409);
    expect(peer.visits).toEqual(['GET']);
  });

  it('is opened again for a client on stdio, from where it ended', async () => {
    const { script } = holding();
    const { client, peer } = await guardedPeer(script, { client: 'stdio', resumable: true });
    await until(() => peer.visits.length === 1);
    peer.say(changed);
    await client.gets(isMethod(changed.method));
    peer.hangUp();
    peer.say({ method: 'notifications/prompts/list_changed' });
    await client.gets(isMethod('notifications/prompts/list_changed'));
    expect(peer.visits).toHaveLength(2);
    expect(peer.visits[1]).toMatch(/^GET e\d+$/);
  });
});

describe('a session that ends', () => {
  it('ends at the server, and with it whatever the client was asked', async () => {
    const { script, held } = holding();
    const to = await guardedPeer(script);
    const { client, peer } = to;
    client.send(calling(1));
    const id = await held();
    peer.say({ id: 5, method: 'roots/list' }, id);
    await client.gets(isMethod('roots/list'));
    expect(await client.end()).toBe(200);
    await until(() => peer.visits.includes('DELETE'));
    await until(() => to.audit.filter(({ method }) => method === 'tools/call').length === 1);
    expect(to.audit.find(({ method }) => method === 'roots/list')).toMatchObject({
      decision: 'error',
      upstreamError: 'the session ended',
    });
  });
});
