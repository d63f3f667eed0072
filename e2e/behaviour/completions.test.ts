import { expect, it } from 'vitest';
import * as z from 'zod';
import type { LegacySession } from '../raw-mcp.fixture.ts';
import { answer, describeGuarded, withRecord } from './guarded-odoo.fixture.ts';
import { legacyRequest, personOf } from './mcp-client.fixture.ts';

const completion = z.looseObject({
  values: z.array(z.string()).max(100),
  total: z.int().optional(),
  hasMore: z.boolean().optional(),
});
const prompt = (name: string) => ({ type: 'ref/prompt', name });
const RECORD = { type: 'ref/resource', uri: 'odoo://record/{model}/{id}{?fields}' };

describeGuarded('completions', (given) => {
  const complete = async (
    session: LegacySession,
    ref: Record<string, string>,
    name: string,
    value: string,
    known?: Record<string, string>,
  ) => {
    const { response, text } = await legacyRequest(given, session, 'completion/complete', {
      ...{ ref, argument: { name, value } },
      ...(known === undefined ? {} : { context: { arguments: known } }),
    });
    expect(response?.error, text).toBeUndefined();
    return completion.parse(response?.result?.completion).values;
  };

  it('of a model are models one may see', async () => {
    const offered = (session: LegacySession, value: string) =>
      complete(session, prompt('analyze_model'), 'model', value);
    expect(await offered(given.sales, 'crm')).toContain('crm.lead');
    expect((await offered(given.sales, 'res.par'))[0]).toBe('res.partner');
    for (const hidden of ['res.users', 'ir.config', 'ir.rule', 'hr.payslip'])
      expect(await offered(given.sales, hidden)).toEqual([]);
    expect(await complete(given.sales, RECORD, 'model', 'crm.le')).toContain('crm.lead');
    const detail = { type: 'ref/resource', uri: 'odoo://models/{name}' };
    expect(await complete(given.sales, detail, 'name', 'crm.le')).toContain('crm.lead');
  });

  it('every model offered is one that is listed', async () => {
    const { models } = await answer(given.sales, 'list_models', { compact: true });
    const listed = z
      .array(z.object({ model: z.string() }))
      .parse(models)
      .map(({ model }) => model);
    for (const value of ['', 'a', 'res', 'hr', 'ir', 'mail', 'account', 'o'])
      for (const offered of await complete(given.sales, RECORD, 'model', value))
        expect(listed).toContain(offered);
  });

  it('of fields are fields one may read', async () => {
    const offered = (session: LegacySession, value: string) =>
      complete(session, RECORD, 'fields', value, { model: 'res.partner' });
    expect(await offered(given.sales, 'country')).toContain('country_id');
    expect(await offered(given.sales, 'vat')).not.toContain('vat');
    expect(await offered(given.admin, 'vat')).toContain('vat');
    expect(await offered(given.sales, 'name,country_i')).toContain('name,country_id');
    for (const value of ['credit', 'bank', 'signup', 'password', ''])
      for (const field of await offered(given.sales, value))
        expect(field).not.toMatch(/^(vat|credit_limit|bank_ids|signup_token|signup_url|password)/);
  });

  it('of methods are methods that may be called', async () => {
    const offered = (session: LegacySession, value: string) =>
      complete(session, prompt('create_workflow'), 'action', value, { model: 'sale.order' });
    expect(await offered(given.admin, 'action_con')).toContain('action_confirm');
    for (const value of ['', 'unlink', 'write', '_', 'action', 'message'])
      for (const method of await offered(given.admin, value))
        expect(method).not.toMatch(/^(_|unlink|write|create|sudo|message_)/);
  });

  it('of ids are ids of records one may read', async () => {
    const user_id = (await answer(given.admin, 'whoami')).uid;
    const name = `Completed ${Math.random().toString(36).slice(2)}`;
    await withRecord(given, 'crm.lead', { name, type: 'opportunity', user_id }, async (id) => {
      const offered = (session: LegacySession, value: string) =>
        complete(session, RECORD, 'id', value, { model: 'crm.lead' });
      expect(await offered(given.admin, name)).toEqual([String(id)]);
      expect(await offered(given.sales, name)).toEqual([]);
      expect(await offered(given.sales, String(id))).not.toContain(String(id));
    });
  });

  it.each(['res.users', 'ir.config_parameter', 'hr.payslip'])(
    'of the ids of %s, which is closed, are refused with the rule',
    async (model) => {
      for (const value of ['', '1', 'admin']) {
        const { response } = await legacyRequest(given, given.sales, 'completion/complete', {
          ...{ ref: RECORD, argument: { name: 'id', value } },
          context: { arguments: { model } },
        });
        expect(response?.result).toBeUndefined();
        expect(response?.error).toMatchObject({
          data: { effect: 'deny', rule: expect.any(String) },
        });
      }
    },
  );

  it.each<[string, Record<string, string>, string, string]>([
    ['an argument there is none of', RECORD, 'no_such', 'x'],
    ['a field without a model', RECORD, 'fields', 'na'],
    ['an id without a model', RECORD, 'id', '1'],
    ['a text no model is like', RECORD, 'model', "x'; DROP TABLE"],
    ['a wildcard', RECORD, 'model', '%'],
    ['what is no completion', prompt('explore_data'), 'question', 'how'],
  ])('%s is answered with nothing, not with an error', async (_what, ref, name, value) => {
    expect(await complete(given.sales, ref, name, value)).toEqual([]);
  });

  it('are few, whatever is asked', async () => {
    for (const session of [given.admin, given.sales]) {
      expect((await complete(session, RECORD, 'model', '')).length).toBeLessThanOrEqual(100);
      const known = { model: 'res.country' };
      expect((await complete(session, RECORD, 'id', '', known)).length).toBeLessThanOrEqual(100);
    }
  });

  it('a portal user is offered what is its own', async () => {
    const portal = await given.signIn(personOf(given.odoo, 'portal'));
    expect(await complete(portal, RECORD, 'model', 'sale')).toEqual([]);
    expect(await complete(portal, RECORD, 'model', 'res.par')).toEqual(['res.partner']);
  });
});
