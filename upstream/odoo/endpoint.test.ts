import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createPooledEndpoint } from './endpoint.ts';
import type { ConnectionTrouble } from './errors.ts';
import {
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

async function post(answer: ScriptedAnswer, maxAnswerBytes?: number, signal?: AbortSignal) {
  odoo = await startScriptedOdoo(() => answer, maxAnswerBytes);
  return odoo.endpoint.post('/jsonrpc', {}, { signal });
}

const html = (status: number, headers: Record<string, string> = {}): ScriptedAnswer => ({
  raw: (response) => response.writeHead(status, headers).end('<html>secret page</html>'),
});

function breakOff(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 100 });
  response.write('{"jsonrpc"', () => response.socket?.end());
}

describe('an exchange with Odoo', () => {
  it('gives the result and the session that came with it', async () => {
    expect(await post({ result: [1], session: 'abc' })).toEqual({ result: [1], session: 'abc' });
  });

  it('gives null for an answer without a result, as a method without a value has', async () => {
    const answer = await post({ raw: (response) => response.end('{"jsonrpc":"2.0","id":7}') });
    expect(answer.result).toBeNull();
  });

  it('throws the classified fault', async () => {
    await expect(
      post({ fault: 'odoo.exceptions.UserError', message: 'No.' }),
    ).rejects.toMatchObject({
      class: 'user',
      message: 'No.',
    });
  });

  it.each<[string, ScriptedAnswer, ConnectionTrouble, RegExp]>([
    ['a page that is not there', html(404), 'misdirected', /HTTP 404/],
    ['a login page', html(200), 'misdirected', /HTTP 200/],
    ['a redirect', html(302, { location: 'https://moved.example' }), 'misdirected', /ODOO_URL/],
    ['a proxy that gave up', html(502), 'unavailable', /not available/],
    ['a proxy that is asked too often', html(429), 'unavailable', /not available/],
    [
      'JSON of another kind',
      { raw: (response) => response.end('[1]') },
      'misdirected',
      /does not answer like/,
    ],
    ['no answer', { raw: (response) => response.destroy() }, 'lost', /lost before it answered/],
    ['half an answer', { raw: breakOff }, 'interrupted', /broke off/],
  ])('throws a connection error for %s', async (_case, answer, trouble, text) => {
    const failure = post(answer);
    await expect(failure).rejects.toMatchObject({ class: 'connection', trouble });
    await expect(failure).rejects.toThrow(text);
    await expect(failure).rejects.not.toThrow(/secret page|moved/);
  });

  it('refuses an answer over the limit', async () => {
    await expect(post({ result: 'x'.repeat(3000) }, 2048)).rejects.toMatchObject({
      class: 'validation',
      message: expect.stringContaining('larger than 2 KiB'),
    });
  });

  it('knows that a refused connection carried nothing', async () => {
    const gone = await startScriptedOdoo(() => ({ result: 1 }));
    await gone.close();
    const endpoint = createPooledEndpoint(gone.url, { poolSize: 1 });
    await expect(endpoint.post('/jsonrpc', {})).rejects.toMatchObject({
      class: 'connection',
      trouble: 'unreachable',
      outcome: 'refused',
      message: 'Odoo cannot be reached (ECONNREFUSED).',
    });
    await endpoint.close();
  });

  it('ends when the caller cancels', async () => {
    const cancel = new AbortController();
    const failure = post({ raw: () => cancel.abort() }, undefined, cancel.signal);
    await expect(failure).rejects.toMatchObject({ trouble: 'cancelled', outcome: 'unknown' });
  });

  it('keeps the path of an Odoo that is not at the root', async () => {
    odoo = await startScriptedOdoo(() => ({ result: true }));
    const endpoint = createPooledEndpoint(new URL('/erp/', odoo.url), { poolSize: 1 });
    await endpoint.post('/jsonrpc', {});
    await endpoint.close();
    expect(odoo.calls[0]?.path).toBe('/erp/jsonrpc');
  });
});
