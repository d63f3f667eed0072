import { expect, it } from 'vitest';
import * as z from 'zod';
import type { LegacySession, RawResponse } from '../raw-mcp.fixture.ts';
import { answer, describeGuarded, firstId, withRecord } from './guarded-odoo.fixture.ts';
import {
  GATEWAY_WITH_TOKEN,
  legacyRequest,
  modernRequest,
  personOf,
} from './mcp-client.fixture.ts';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const contents = z
  .array(
    z.looseObject({ uri: z.string(), text: z.string().optional(), blob: z.string().optional() }),
  )
  .length(1);
const models = z.looseObject({ models: z.array(z.looseObject({ model: z.string() })) });
const fields = z.looseObject({ fields: z.record(z.string(), z.looseObject({})) });

describeGuarded(
  'resources',
  (given) => {
    const read = async (session: LegacySession, uri: string): Promise<RawResponse> => {
      const { response, text } = await legacyRequest(given, session, 'resources/read', { uri });
      if (response === undefined) throw new Error(text);
      return response;
    };
    /** The object in a resource that must be readable. */
    const object = async (session: LegacySession, uri: string): Promise<unknown> => {
      const { result, error } = await read(session, uri);
      const [only] = contents.parse(result?.contents, { error: () => `${uri}: ${error?.message}` });
      expect(only?.uri).toBe(uri);
      return JSON.parse(only?.text ?? '');
    };
    /** What is said of a resource that must not be readable. */
    const refused = async (session: LegacySession, uri: string) => {
      const { result, error } = await read(session, uri);
      expect(result, uri).toBeUndefined();
      expect(error?.message).toMatch(/\S/);
      expect(JSON.stringify(error)).not.toMatch(/Traceback|\.py\b|127\.0\.0\.1|SELECT |psycopg/);
      return z.looseObject({ code: z.int(), message: z.string() }).parse(error);
    };

    it('are listed with their templates, in both eras', async () => {
      const listed = async (
        ask: (method: string) => Promise<{ response: RawResponse | undefined }>,
      ) => {
        const { response: list } = await ask('resources/list');
        const { response: templates } = await ask('resources/templates/list');
        return [
          z
            .array(z.looseObject({ uri: z.string() }))
            .parse(list?.result?.resources)
            .map(({ uri }) => uri),
          z
            .array(z.looseObject({ uriTemplate: z.string() }))
            .parse(templates?.result?.resourceTemplates)
            .map(({ uriTemplate }) => uriTemplate)
            .sort(),
        ];
      };
      const expected = [
        ['odoo://models', 'odoo://categories'],
        [
          'odoo://binary/{model}/{id}/{field}',
          'odoo://models/{name}',
          'odoo://record/{model}/{id}{?fields}',
          'odoo://schema/{model}',
          'odoo://workflow/{model}',
        ],
      ];
      expect(await listed((method) => legacyRequest(given, given.sales, method))).toEqual(expected);
      expect(await listed((method) => modernRequest(given, method))).toEqual(expected);
    });

    it('the models are those one may see', async () => {
      const names = async (session: LegacySession) =>
        models.parse(await object(session, 'odoo://models')).models.map(({ model }) => model);
      const sales = await names(given.sales);
      expect(sales).toContain('crm.lead');
      expect(sales).not.toContain('res.users');
      expect(sales).not.toContain('ir.config_parameter');
      const listed = models.parse(await answer(given.sales, 'list_models'));
      expect(sales).toEqual(listed.models.map(({ model }) => model));
      expect((await names(given.admin)).length).toBeGreaterThan(sales.length);
    });

    it('the categories are eight counts', async () => {
      const { categories } = z
        .looseObject({ categories: z.record(z.string(), z.int()) })
        .parse(await object(given.sales, 'odoo://categories'));
      expect(Object.keys(categories).sort()).toEqual(
        [
          'sales',
          'inventory',
          'hr',
          'project',
          'accounting',
          'purchase',
          'helpdesk',
          'manufacturing',
        ].sort(),
      );
    });

    it.each(['odoo://models/res.partner', 'odoo://schema/res.partner'])(
      '%s is without the hidden fields',
      async (uri) => {
        const text = JSON.stringify(await object(given.sales, uri));
        expect(text).toContain('"name"');
        for (const hidden of ['vat', 'credit_limit', 'bank_ids', 'signup_token', 'user_ids.login'])
          expect(text).not.toContain(`"${hidden}"`);
        const shown = fields.parse(await object(given.admin, uri)).fields;
        expect(Object.keys(shown)).toContain('vat');
        for (const { type } of Object.values(
          fields.parse(await object(given.sales, 'odoo://models/res.partner')).fields,
        ))
          expect(type).not.toBe('binary');
      },
    );

    it('a record is read with its hidden fields masked', async () => {
      const values = { name: 'Resource', email: 'resource@example.com', vat: 'BE0477472701' };
      await withRecord(given, 'res.partner', values, async (id) => {
        const uri = `odoo://record/res.partner/${id}?fields=name,vat`;
        expect(await object(given.sales, uri)).toEqual({
          model: 'res.partner',
          record: { id, name: 'Resource', vat: '***' },
        });
        expect(await object(given.admin, uri)).toMatchObject({ record: { vat: 'BE0477472701' } });
        const whole = JSON.stringify(await object(given.sales, `odoo://record/res.partner/${id}`));
        expect(whole).toContain('resource@example.com');
        expect(whole).not.toContain('BE0477472701');
      });
    });

    it('a record Odoo keeps from one is not found', async () => {
      const user_id = (await answer(given.admin, 'whoami')).uid;
      const values = { name: 'Not yours', type: 'opportunity', user_id };
      await withRecord(given, 'crm.lead', values, async (id) => {
        const error = await refused(given.sales, `odoo://record/crm.lead/${id}`);
        expect(error.message).not.toContain('Not yours');
        const missing = await refused(given.sales, 'odoo://record/crm.lead/99999999');
        expect(error.code).toBe(missing.code);
        expect(error.message).toBe(missing.message);
      });
    });

    it('the workflow of an order is told', async () => {
      expect(await object(given.sales, 'odoo://workflow/sale.order')).toMatchObject({
        model: 'sale.order',
        state_field: 'state',
        transitions: expect.arrayContaining([
          expect.objectContaining({ method: 'action_confirm', target_state: 'sale' }),
        ]),
      });
    });

    it('a picture comes as its bytes', async () => {
      const values = { name: 'Pictured', image_1920: PIXEL };
      const made = await given.admin.call('create_record', { model: 'res.partner', values });
      // Not every Odoo here has pictures of contacts.
      if (made.result?.isError === true) return;
      const { id } = z.looseObject({ id: z.int() }).parse(made.result?.structuredContent);
      try {
        const uri = `odoo://binary/res.partner/${id}/image_1920`;
        const { result, error } = await read(given.sales, uri);
        const [only] = contents.parse(result?.contents, { error: () => String(error?.message) });
        expect(
          Buffer.from(only?.blob ?? '', 'base64')
            .subarray(1, 4)
            .toString(),
        ).toBe('PNG');
      } finally {
        await answer(given.admin, 'delete_record', { model: 'res.partner', record_id: id });
      }
    });

    it.each([
      'odoo://binary/ir.attachment/1/datas',
      'odoo://binary/res.users/2/image_1920',
      'odoo://record/res.users/2',
      'odoo://record/ir.config_parameter/1',
      'odoo://schema/res.users',
      'odoo://models/ir.rule',
      'odoo://workflow/res.users',
      'odoo://record/hr.payslip/1',
    ])('%s is closed', async (uri) => {
      await refused(given.sales, uri);
      const portal = await given.signIn(personOf(given.odoo, 'portal'));
      await refused(portal, uri);
    });

    it.each([
      'odoo://record/res.partner/0',
      'odoo://record/res.partner/-1',
      'odoo://record/res.partner/01',
      'odoo://record/res.partner/1e3',
      'odoo://record/res.partner/1%20or%201',
      'odoo://record/res.partner/99999999999999999999',
      'odoo://record/Res.Partner/1',
      'odoo://record/res.partner%2F1/1',
      'odoo://record/res.partner/1?fields=name;drop',
      'odoo://record/res.partner/1?fields=no_such_field',
      'odoo://record/res.partner/1?fields=user_ids.login',
      'odoo://record/res.partner/1?domain=all',
      'odoo://record/res.partner/1#fragment',
      'odoo://binary/res.partner/1/name',
      'odoo://binary/res.partner/1/parent_id.name',
      'odoo://record/res.partner/1/../../res.users/2',
      'ODOO://record/res.users/2',
      'odoo://nothing',
      'file:///etc/passwd',
      'http://odoo.example.com/',
      '',
    ])('%s is refused', async (uri) => {
      await refused(given.sales, uri);
    });

    it('a resource there is none of has the code of its era', async () => {
      const uri = 'odoo://nothing';
      expect(await refused(given.sales, uri)).toMatchObject({ code: -32002, data: { uri } });
      const modern = await modernRequest(given, 'resources/read', { uri }, uri);
      expect(modern.response?.error).toMatchObject({ code: -32602, data: { uri } });
      const gone = 'odoo://record/res.partner/99999999';
      expect(await refused(given.sales, gone)).toMatchObject({ code: -32002 });
      const modernGone = await modernRequest(given, 'resources/read', { uri: gone }, gone);
      expect(modernGone.response?.error).toMatchObject({ code: -32602 });
    });

    it('is read in the modern era, for the caller alone', async () => {
      const id = await firstId(given.admin, 'res.partner');
      const uri = `odoo://record/res.partner/${id}?fields=name`;
      const { response } = await modernRequest(given, 'resources/read', { uri }, uri);
      expect(response?.result).toMatchObject({ cacheScope: 'private', ttlMs: 0 });
    });
  },
  { files: { 'gateway.yaml': GATEWAY_WITH_TOKEN } },
);
