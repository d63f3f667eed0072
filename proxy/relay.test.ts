import { describe, expect, it } from 'vitest';
import { deny } from '../policies/decision.ts';
import { UpstreamFailure } from './exchange.ts';
import { error, json, response, stream } from './memory-upstream.fixture.ts';
import type { Prepared } from './messages/call.ts';
import { recordingReply } from './recording-reply.fixture.ts';
import { relayAnswer } from './relay.ts';
import type { RpcMessage, RpcRequest } from './wire/message.ts';

const request: RpcRequest = { jsonrpc: '2.0', id: 'mine', method: 'tools/call' };
const theirs: RpcRequest = { ...request, id: 41 };
const progress: RpcMessage = {
  jsonrpc: '2.0',
  method: 'notifications/progress',
  params: { progressToken: 1, progress: 1 },
};

/** Everything passes; the failures it was told of are kept. */
function passing(changes: Partial<Prepared> = {}): Prepared & { failures: string[] } {
  const failures: string[] = [];
  return {
    kind: 'prepared',
    params: undefined,
    withCredential: false,
    mayChange: false,
    filter: (result) => ({ result, notes: [] }),
    onFailure: (failure) => void failures.push(failure),
    relay: (notification) => notification,
    facts: {},
    failures,
    ...changes,
  };
}

const SIGNAL = new AbortController().signal;

async function relayed(
  answer: Parameters<typeof relayAnswer>[1],
  prepared: Prepared = passing(),
  { wanted = true, headers = {}, era = 'legacy' as 'legacy' | 'modern' } = {},
) {
  const reply = recordingReply();
  const outcome = await relayAnswer(
    { request, era, reply, wanted: () => wanted, signal: SIGNAL },
    answer,
    prepared,
    headers,
  );
  return { reply, outcome };
}

describe('the form of an answer is kept', () => {
  it('one JSON body stays one, under the id of the caller', async () => {
    const { reply, outcome } = await relayed(json(theirs, { tools: [] }), passing(), {
      headers: { 'mcp-session-id': 's' },
    });
    expect(reply.ways).toEqual(['respond']);
    expect(reply.messages).toEqual([{ jsonrpc: '2.0', id: 'mine', result: { tools: [] } }]);
    expect(reply.headers).toEqual({ 'mcp-session-id': 's' });
    expect(outcome).toMatchObject({ outcome: 'answered', bytes: expect.any(Number) });
  });

  it('a stream stays one: what may pass, then the response under the id of the caller', async () => {
    const { reply } = await relayed(stream([progress, response(theirs, { ok: true })]));
    expect(reply.ways).toEqual(['stream']);
    expect(reply.messages).toEqual([
      progress,
      { jsonrpc: '2.0', id: 'mine', result: { ok: true } },
    ]);
    expect(reply.ended).toBe(true);
  });

  it('a stream carries nothing after the response', async () => {
    const { reply } = await relayed(
      stream([response(theirs, { first: 1 }), response(theirs, { second: 2 }), progress]),
    );
    expect(reply.messages).toHaveLength(1);
  });

  it('event ids, retry hints and comments stay behind where nothing can be resumed', async () => {
    async function* events() {
      yield { id: '1', retry: 1_000, comment: 'x' };
      yield { id: '2', message: response(theirs, {}) };
    }
    const reply = recordingReply();
    const written: object[] = [];
    const watching = {
      ...reply,
      stream: () => ({ write: async (event: object) => void written.push(event), end: () => {} }),
    };
    await relayAnswer(
      { request, era: 'legacy', reply: watching, wanted: () => true, signal: SIGNAL },
      { kind: 'events', status: 200, events: events() },
      passing(),
      {},
    );
    expect(written.map((event) => Object.keys(event))).toEqual([['message']]);
  });
});

describe('what a server asks or says beside its answer', () => {
  it.each(['sampling/createMessage', 'elicitation/create', 'roots/list', 'ping'])(
    'a %s request never reaches a client that has no session',
    async (method) => {
      const asked: RpcMessage = { jsonrpc: '2.0', id: 'mine', method, params: {} };
      const { reply } = await relayed(stream([asked, response(theirs, {})]));
      expect(reply.messages).toEqual([{ jsonrpc: '2.0', id: 'mine', result: {} }]);
    },
  );

  it('a notification that may not pass opens no stream by itself', async () => {
    const withheld = passing({ relay: () => undefined });
    await expect(relayed(stream([progress]), withheld)).rejects.toThrow(UpstreamFailure);
  });
});

describe('an error of the upstream', () => {
  it('keeps a code that clients know, and nothing of its text and data', async () => {
    const prepared = passing();
    const { reply, outcome } = await relayed(
      error(theirs, -32602, 'password hunter2', 200, { secret: 1 }),
      prepared,
    );
    expect(reply.responses).toEqual([
      {
        jsonrpc: '2.0',
        id: 'mine',
        error: { code: -32602, message: 'The server refused the parameters' },
      },
    ]);
    expect(prepared.failures).toEqual(['refused']);
    expect(outcome).toEqual({ outcome: 'upstream_error', error: 'json-rpc -32602' });
  });

  it.each([4030, 4290, 0, 4771_2290_33, -31_999, -32_769])(
    'with a code of its own (%i) becomes an internal error',
    async (code) => {
      const { reply } = await relayed(error(theirs, code));
      expect(reply.responses[0]).toMatchObject({ error: { code: -32603 } });
    },
  );

  it.each([
    [404, 404],
    [400, 400],
    [500, 200],
    [302, 200],
  ])('under HTTP status %i is answered under %i', async (status, expected) => {
    expect((await relayed(error(theirs, -32601, 'x', status))).reply.status).toBe(expected);
  });

  it('about versions lists only those the guard enforces', async () => {
    const { reply } = await relayed(
      error(theirs, -32022, 'x', 400, {
        supported: ['2027-01-01', '2026-07-28', '2025-11-25', 7],
        requested: '2026-07-28',
      }),
    );
    expect(reply.responses[0]).toMatchObject({
      error: {
        code: -32022,
        data: { supported: ['2026-07-28', '2025-11-25'], requested: '2026-07-28' },
      },
    });
    const strange = error(theirs, -32022, 'x', 400, { supported: 'secret', requested: 'secret' });
    expect((await relayed(strange)).reply.responses[0]).toMatchObject({
      error: { data: { supported: [] } },
    });
  });

  it.each([
    [{ sampling: {} }, { sampling: {} }],
    [
      { elicitation: { form: { secret: 1 }, url: {}, other: {} }, roots: { listChanged: true } },
      { elicitation: { form: {}, url: {} }, roots: {} },
    ],
    [
      { extensions: { 'io.modelcontextprotocol/tasks': { secret: 1 }, 'x/secret': {} } },
      { extensions: { 'io.modelcontextprotocol/tasks': {} } },
    ],
    [{ secret: {}, sampling: 'secret' }, {}],
    [['sampling'], {}],
    [undefined, {}],
  ])('about missing capabilities names them and no more: %j', async (required, named) => {
    const data = { requiredCapabilities: required ?? null, secret: 1 };
    const { reply } = await relayed(error(theirs, -32021, 'x', 400, data));
    expect(reply.responses[0]).toEqual({
      jsonrpc: '2.0',
      id: 'mine',
      error: { code: -32021, message: expect.any(String), data: { requiredCapabilities: named } },
    });
    expect(reply.status).toBe(400);
  });
});

describe('an answer that may not leave', () => {
  const refusal = deny('rate_limited', 'a-rule', 'no.', { retryAfterMs: 1_500 });

  it('is replaced by the denial, with its headers', async () => {
    const { reply, outcome } = await relayed(
      json(theirs, { secret: 1 }),
      passing({ filter: () => refusal }),
    );
    expect(JSON.stringify(reply.messages)).not.toContain('secret');
    expect(reply.headers).toEqual({ 'retry-after': '2' });
    expect(outcome).toEqual({ outcome: 'refused', deny: refusal });
  });

  it.each([true, false])(
    'is withheld where the filter throws (may change: %s)',
    async (mayChange) => {
      const fault = new Error('a bug');
      const { reply, outcome } = await relayed(
        json(theirs, { secret: 1 }),
        passing({
          mayChange,
          filter: () => {
            throw fault;
          },
        }),
      );
      const text = JSON.stringify(reply.messages);
      expect(text).not.toContain('secret');
      expect(text).not.toContain('a bug');
      expect(text.includes('may have been carried out')).toBe(mayChange);
      expect(outcome).toMatchObject({ outcome: 'refused', fault });
    },
  );
});

describe('an answer that never comes', () => {
  it('before anything was said is the failure of the exchange', async () => {
    const reply = recordingReply();
    await expect(
      relayAnswer(
        { request, era: 'legacy', reply, wanted: () => true, signal: SIGNAL },
        { kind: 'status', status: 503 },
        passing(),
        {},
      ),
    ).rejects.toThrow('HTTP 503');
    expect(reply.ways).toEqual([]);
  });

  it.each([
    ['the stream ends', undefined, 'upstream_error'],
    ['the upstream fails', new UpstreamFailure('closed', 'x'), 'upstream_error'],
    ['the guard fails', new TypeError('a bug'), 'refused'],
  ])('after a stream has begun, because %s, is said on the stream', async (_, failure, outcome) => {
    const prepared = passing();
    const broken = await relayed(stream([progress], failure), prepared);
    expect(broken.reply.messages).toHaveLength(2);
    expect(broken.reply.responses).toHaveLength(1);
    expect(broken.reply.ended).toBe(true);
    expect(broken.outcome.outcome).toBe(outcome);
    expect(prepared.failures).toEqual(['unanswered']);
    expect(JSON.stringify(broken.reply.messages)).not.toContain('a bug');
  });

  it('is not said to somebody who cancelled', async () => {
    const failure = new UpstreamFailure('aborted', 'x');
    const { reply } = await relayed(stream([progress], failure), passing(), { wanted: false });
    expect(reply.responses).toEqual([]);
    expect(reply.ended).toBe(true);
  });

  it.each([
    [false, 'Retry in 2 s.'],
    [true, 'Do not retry unchanged.'],
  ])(
    'invites to a retry only where nothing can have changed (may change: %s)',
    async (mayChange, words) => {
      const { reply } = await relayed(stream([progress]), passing({ mayChange }));
      expect(JSON.stringify(reply.responses)).toContain(words);
    },
  );
});
