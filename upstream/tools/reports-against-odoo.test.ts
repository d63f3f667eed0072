import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CLIENT_KINDS } from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type Connected, connectTo, userOf, waysTo } from './documents.fixture.ts';

const REPORT = 'sale.report_saleorder';
const found = z.looseObject({ records: z.array(z.looseObject({ id: z.int() })).min(2) });
const embedded = z.looseObject({
  type: z.literal('resource'),
  resource: z.strictObject({
    uri: z.string(),
    mimeType: z.literal('application/pdf'),
    blob: z.string(),
  }),
});

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`reports of ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let admin: Connected;
    let orders: readonly number[];
    beforeAll(async () => {
      odoo = await choice.start();
      admin = await connectTo(odoo);
      const wanted = { model: 'sale.order', fields: ['name'], limit: 2, order: 'id' };
      orders = found.parse(await admin.call('search_read', wanted)).records.map(({ id }) => id);
    });
    afterAll(async () => {
      await admin?.close();
      await odoo?.stop();
    });

    const args = () => ({ model: 'sale.order', record_ids: orders, report: REPORT });

    it.each(CLIENT_KINDS)(
      'come as a PDF to the %s, or say what keeps Odoo from it',
      async (kind) => {
        // Quotation templates can have brochures around the order.
        const variables = { UPSTREAM_MAX_BLOB_BYTES: String(8 * 1024 * 1024) };
        const connected = await connectTo(odoo, { kind, variables });
        let printed = orders;
        let answer = await connected.raw('get_report', args());
        if (answer.isError === true && /try each alone/.test(answer.content[0]?.text ?? '')) {
          // A real Odoo whose wkhtmltopdf takes one page only.
          expect(choice.name).not.toContain('demo');
          printed = orders.slice(0, 1);
          answer = await connected.raw('get_report', { ...args(), record_ids: printed });
        }
        const { content, structuredContent, isError } = answer;
        if (isError === true) {
          // An Odoo without the program that makes PDFs: the demo needs none.
          expect(choice.name).not.toContain('demo');
          expect(content[0]?.text).toMatch(/^Odoo cannot print PDF reports at the moment/);
        } else {
          const { uri, blob } = embedded.parse(content[1]).resource;
          const bytes = Buffer.from(blob, 'base64');
          expect(uri).toBe(`odoo://report/${REPORT}/${printed.join(',')}`);
          expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
          expect(structuredContent).toEqual({
            ...{ report: REPORT, model: 'sale.order', mimetype: 'application/pdf' },
            size: bytes.length,
          });
        }
        await connected.close();
      },
    );

    it('need a web session: the other ways say so', async () => {
      for (const [way, options] of waysTo(odoo)) {
        if (way === 'a web session') continue;
        const connected = await connectTo(odoo, options);
        expect(await connected.refusal('get_report', args()), way).toMatchObject({
          class: 'user',
          text: expect.stringContaining('sign in with method "password" or "session"'),
        });
        await connected.close();
      }
    });

    it.each<[string, Record<string, unknown>, string, RegExp]>([
      ['of another model', { model: 'res.partner' }, 'validation', /is no report of res\.partner/],
      [
        'that is not there',
        { report: 'no.such_report' },
        'missing',
        /no report no\.such_report.* sale\.report_saleorder/,
      ],
      ['of a record that is not there', { record_ids: [99_999_999] }, 'missing', /99999999/],
      ['with no name of one', { report: '../../web' }, 'validation', /report/],
      [
        'of too many records',
        { record_ids: Array.from({ length: 21 }, (_, at) => at + 1) },
        'validation',
        /record_ids/,
      ],
    ])('%s are refused before Odoo prints', async (_case, changed, errorClass, text) => {
      expect(await admin.refusal('get_report', { ...args(), ...changed })).toMatchObject({
        class: errorClass,
        text: expect.stringMatching(text),
      });
    });

    it('are refused for records a user may not see, and to who may not know reports', async () => {
      for (const login of ['sales', 'portal']) {
        const connected = await connectTo(odoo, { account: userOf(odoo, login) });
        const mine = { model: 'sale.order', fields: ['name'], domain: [['id', 'in', orders]] };
        const { records } = await connected.call('search_read', mine);
        if (z.array(z.unknown()).parse(records).length < orders.length)
          expect(await connected.refusal('get_report', args()), login).toMatchObject({
            class: 'access',
          });
        await connected.close();
      }
    });
  });
}
