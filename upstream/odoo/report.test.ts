import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { createResilientEndpoint } from './resilient-endpoint.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';
import { Secret } from './secret.ts';
import { openSessionTransport } from './session-transport.ts';
import type { OdooTransport } from './transport.ts';

const PDF = Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.from([0, 255, 128, 10, 13])]);
const JOB = { report: 'sale.report_saleorder', ids: [3, 5], maxBytes: 1_000 };
const PAGE = '/report/pdf/sale.report_saleorder/3,5';

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

const page = (status: number, body: string | Buffer, headers: Record<string, string> = {}) => ({
  raw: (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
    response.end(body);
  },
});
const pdf = (body: Buffer = PDF, headers = {}) =>
  page(200, body, { 'content-type': 'application/pdf', ...headers });
const login = page(303, '', { location: '/web/login?redirect=%2Freport%2Fpdf' });

/** A transport whose sessions are `s1`, `s2`, …, through a retrying endpoint. */
async function open(
  onReport: (call: ReceivedCall) => ScriptedAnswer,
  method: 'password' | 'session' = 'password',
): Promise<OdooTransport & { print: NonNullable<OdooTransport['print']> }> {
  let logins = 0;
  const info = { uid: 7, db: 'demo', username: 'bob' };
  odoo = await startScriptedOdoo((call) => {
    if (call.path === '/web/session/authenticate') {
      logins += 1;
      return { result: info, session: `s${logins}` };
    }
    if (call.path === '/web/session/get_session_info') return { result: info };
    return onReport(call);
  });
  const endpoint = createResilientEndpoint(odoo.endpoint, {
    breaker: createCircuitBreaker({ failures: 2, recoveryMs: 60_000 }),
    retry: { maxRetries: 3, backoffMs: 1 },
    pause: async () => undefined,
  });
  const secret = new Secret(method === 'session' ? 'c'.repeat(42) : 'pw');
  const credential = { method, database: 'demo', login: 'bob', secret };
  const { print, ...transport } = await openSessionTransport(endpoint, credential);
  if (print === undefined) throw new Error('a web session prints');
  return { ...transport, print };
}

const reports = () => (odoo?.calls ?? []).filter((call) => call.path.includes('/report/'));

describe('a report', () => {
  it('is got with the session of the user, to the byte', async () => {
    const { print } = await open(() => pdf());
    expect(Buffer.from(await print(JOB)).equals(PDF)).toBe(true);
    expect(reports()).toMatchObject([{ path: PAGE, cookie: 'session_id=s1', body: '' }]);
  });

  it('is signed in for again once when the session is over', async () => {
    const { print } = await open(({ cookie }) => (cookie === 'session_id=s1' ? login : pdf()));
    expect(await print(JOB)).toHaveLength(PDF.length);
    expect(reports().map(({ cookie }) => cookie)).toEqual(['session_id=s1', 'session_id=s2']);
  });

  it('of a borrowed session that is over says so', async () => {
    const { print } = await open(() => login, 'session');
    await expect(print(JOB)).rejects.toMatchObject({ class: 'session_expired' });
  });

  it('goes on with the session that Odoo put in the place of the old one', async () => {
    const { print, call } = await open(({ path }) =>
      path.includes('/report/')
        ? pdf(PDF, { 'set-cookie': 'session_id=rotated; Path=/' })
        : { result: 1 },
    );
    await print(JOB);
    await call({ model: 'a', method: 'b', args: [], kwargs: {}, repeatable: false });
    expect(odoo?.calls.at(-1)?.cookie).toBe('session_id=rotated');
  });

  it('is looked for under the language a site sends its users to, and nowhere else', async () => {
    const { print } = await open(({ path }) =>
      path.startsWith('/fr') ? pdf() : page(303, '', { location: `/fr_BE${PAGE}?` }),
    );
    expect(await print(JOB)).toHaveLength(PDF.length);
    expect(reports().map(({ path }) => path)).toEqual([PAGE, `/fr_BE${PAGE}`]);
  });

  it.each([
    'https://elsewhere.example/report/x',
    '//elsewhere.example/fr/report/pdf/other/1',
    '/somewhere',
    'http://[',
  ])('is not followed to %s', async (location) => {
    const { print } = await open(() => page(302, '', { location }));
    await expect(print(JOB)).rejects.toMatchObject({ class: 'internal' });
    expect(reports().every(({ path }) => path.endsWith(PAGE))).toBe(true);
  });

  it.each<[string, ScriptedAnswer, string, RegExp]>([
    [
      'wkhtmltopdf is missing',
      page(400, '<p>Unable to find Wkhtmltopdf on this system.</p>'),
      'user',
      /wkhtmltopdf is missing/,
    ],
    [
      'wkhtmltopdf is missing, in Odoo 19 and French',
      page(422, '<p>Impossible de trouver Wkhtmltopdf</p>'),
      'user',
      /wkhtmltopdf is missing/,
    ],
    ['a page comes instead', page(200, '<html>'), 'user', /a web page instead/],
    ['something else is called a PDF', pdf(Buffer.from('<html>')), 'user', /a web page instead/],
    ['Odoo refuses', page(400, 'secret /opt/odoo'), 'user', /^Odoo refused to print/],
    ['the user may not', page(403, 'secret'), 'access', /access rights/],
    ['there is none', page(404, 'secret'), 'missing', /does not have this report/],
    ['Odoo fails', page(500, 'Traceback secret'), 'internal', /^Odoo failed while printing/],
    ['Odoo is down', page(502, 'secret'), 'connection', /not available/],
    ['it is too large', pdf(Buffer.alloc(1_001, '%PDF-')), 'validation', /larger than/],
  ])('when %s', async (_case, answer, errorClass, text) => {
    const { print } = await open(() => answer);
    await expect(print(JOB)).rejects.toMatchObject({
      class: errorClass,
      message: expect.stringMatching(text),
    });
    await expect(print(JOB)).rejects.toThrow(/^(?!.*(?:secret|Traceback|\/opt))/);
  });

  it('is asked for once, though nothing came back, and counts for the breaker', async () => {
    const { print } = await open(() => ({ raw: (response) => response.destroy() }));
    await expect(print(JOB)).rejects.toMatchObject({ trouble: 'lost' });
    expect(reports()).toHaveLength(1);
    await expect(print(JOB)).rejects.toMatchObject({ trouble: 'lost' });
    await expect(print(JOB)).rejects.toMatchObject({ trouble: 'suspended' });
    expect(reports()).toHaveLength(2);
  });

  it('is no longer waited for when the call is cancelled', async () => {
    const cancel = new AbortController();
    const { print } = await open(() => ({ raw: () => cancel.abort() }));
    await expect(print(JOB, cancel.signal)).rejects.toMatchObject({ trouble: 'cancelled' });
  });
});
