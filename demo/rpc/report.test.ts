import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { type DemoOdoo, startDemoOdoo } from '../server.ts';
import { demoClient } from '../testing/client.fixture.ts';

describe.each<OdooVersion>([17, 18, 19])('printing as Odoo %i', (version) => {
  let demo: DemoOdoo;
  beforeAll(async () => {
    demo = await startDemoOdoo({ version });
  });
  afterAll(() => demo.close());

  const print = async (path: string, login?: string) => {
    const cookie = login ? (await demoClient(demo).login(login, login)).cookie : '';
    const { statusCode, headers, body } = await request(`${demo.url}/report/${path}`, {
      headers: cookie ? { cookie } : {},
    });
    const bytes = Buffer.from(await body.arrayBuffer());
    return { status: statusCode, type: headers['content-type'], to: headers.location, bytes };
  };

  test('an order as PDF and as HTML', async () => {
    const pdf = await print('pdf/sale.report_saleorder/1,2', 'admin');
    expect(pdf).toMatchObject({ status: 200, type: 'application/pdf' });
    const text = pdf.bytes.toString('latin1');
    expect(text).toMatch(/^%PDF-1\.4\n[\s\S]*\(S00001\) Tj[\s\S]*\(S00002\) Tj[\s\S]*%%EOF\n$/);
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(start, start + 4)).toBe('xref');
    const html = await print('html/sale.report_saleorder/1', 'admin');
    expect(html).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(html.bytes.toString()).toContain('S00001');
  });

  test('without a session one is sent to the login page', async () => {
    expect(await print('pdf/sale.report_saleorder/1')).toMatchObject({
      status: 303,
      to: '/web/login?redirect=%2Freport%2Fpdf%2Fsale.report_saleorder%2F1%3F',
    });
  });

  test('refusals are pages with a status', async () => {
    expect((await print('pdf/no.such/1', 'admin')).status).toBe(500);
    expect((await print('pdf/sale.report_saleorder/99999', 'admin')).status).toBe(
      version === 19 ? 500 : 400,
    );
    expect((await print('pdf/sale.report_saleorder/3', 'sales')).status).toBe(403);
    expect((await print('bogus/sale.report_saleorder/1', 'admin')).bytes.toString()).toContain(
      'Converter bogus not implemented.',
    );
  });
});
