import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLIENT_KINDS,
  type ClientKind,
  connectClient,
  type FormAnswer,
  type FormFiller,
  type FormRequest,
  type TestClient,
} from '../upstream/mcp-clients.fixture.ts';
import { demoOdoo, type OdooTarget } from '../upstream/odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../upstream/running-upstream.fixture.ts';
import { digestOf } from './configured/configured-guard.fixture.ts';
import { withServed } from './configured/served-guard.fixture.ts';

let odoo: OdooTarget;
let upstream: RunningUpstream;
beforeAll(async () => {
  odoo = await demoOdoo(18).start();
  upstream = await startUpstream(odoo.url, odoo.database);
});
afterAll(async () => {
  await upstream?.close();
  await odoo?.stop();
});

/** Somebody in sales: leads and contacts, without what leads are expected to bring. */
const MODEL_ACCESS = `
stock_models: {full_crud: [crm.lead, res.partner]}
sensitive_fields: {crm.lead: [expected_revenue]}
`;

/** The bundled server behind a guard, with the administrator's account: what is refused, the guard refuses. */
function throughGuard<Result>(
  kind: ClientKind,
  use: (client: TestClient) => Promise<Result>,
  fill?: FormFiller,
): Promise<Result> {
  const headers = Object.entries(upstream.headers(odoo.admin))
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ');
  const gateway = `
server: {transport: http, port: 0, log_level: silent}
upstream: {url: ${JSON.stringify(upstream.url.href)}, headers: {${headers}}, binding: odoo-mcp-upstream}
identity: {tokens: [{name: seller, sha256: ${digestOf('seller')}, groups: [base.group_user]}]}`;
  return withServed({ gateway, model_access: MODEL_ACCESS }, async (url) => {
    const target = { url: new URL(url), headers: { authorization: 'Bearer seller' } };
    const client = await connectClient(kind, target, fill);
    try {
      return await use(client);
    } finally {
      await client.close();
    }
  });
}

describe.each(CLIENT_KINDS)('through the guard the %s', (kind) => {
  function person(answer: FormAnswer): { fill: FormFiller; asked: FormRequest[] } {
    const asked: FormRequest[] = [];
    const fill: FormFiller = (request) => {
      asked.push(request);
      return answer;
    };
    return { fill, asked };
  }

  it('is asked by the guard for what a create lacks', async () => {
    const name = `Form of the ${kind}`;
    const { fill, asked } = person({ action: 'accept', content: { name, description: 'Forged' } });
    await throughGuard(
      kind,
      async (client) => {
        const values = { description: 'By form' };
        const made = await client.call('create_record', { model: 'crm.lead', values });
        expect(made.isError, JSON.stringify(made.content)).not.toBe(true);
        const record_id = Number(made.structuredContent?.id);
        const fields = ['name', 'description'];
        const found = await client.call('get_record', { model: 'crm.lead', record_id, fields });
        expect(JSON.stringify(found.structuredContent?.record)).toContain('By form');
        expect(found.structuredContent?.record).toMatchObject({ name });
        await client.call('delete_record', { model: 'crm.lead', record_id });
      },
      fill,
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]?.message).toMatch(/^A new record of crm\.lead needs: /);
    expect(Object.keys(asked[0]?.requestedSchema.properties ?? {})).toEqual(['name']);
  });

  it('creates nothing after a no', async () => {
    const { fill } = person({ action: 'decline' });
    await throughGuard(
      kind,
      async (client) => {
        const values = { description: 'Declined' };
        const refused = await client.call('create_record', { model: 'crm.lead', values });
        expect(refused.isError).toBe(true);
        expect(refused.content[0]?.text).toMatch(/declined: nothing was created/);
      },
      fill,
    );
  });

  it('is told what lacks where it shows no forms', () =>
    throughGuard(kind, async (client) => {
      const values = { description: 'No form' };
      const refused = await client.call('create_record', { model: 'crm.lead', values });
      expect(refused.isError).toBe(true);
    }));

  it('reads resources, without what is hidden', () =>
    throughGuard(kind, async (client) => {
      expect((await client.resources()).map(({ uri }) => uri)).toContain('odoo://models');
      const templates = await client.templates();
      expect(templates.map(({ uriTemplate }) => uriTemplate)).toContain(
        'odoo://record/{model}/{id}{?fields}',
      );
      const models = await client.read('odoo://models');
      expect(models.text).toContain('crm.lead');
      expect(models.text).not.toContain('hr.employee');
      const { structuredContent } = await client.call('search_read', {
        model: 'crm.lead',
        limit: 1,
      });
      const [first] = Array.isArray(structuredContent?.records) ? structuredContent.records : [];
      const record = await client.read(
        `odoo://record/crm.lead/${first?.id}?fields=name,expected_revenue`,
      );
      expect(JSON.parse(record.text ?? '')).toMatchObject({
        record: { name: first?.name, expected_revenue: '***' },
      });
      await expect(client.read('odoo://record/hr.employee/1')).rejects.toThrow(/hr\.employee/);
      await expect(client.read('odoo://nothing')).rejects.toThrow(/not found/);
    }));

  it('uses prompts about open models, and completes their arguments', () =>
    throughGuard(kind, async (client) => {
      expect((await client.prompts()).map(({ name }) => name)).toContain('analyze_model');
      const [message] = await client.prompt('analyze_model', { model: 'crm.lead' });
      expect(message?.content.text).toContain('crm.lead');
      await expect(client.prompt('analyze_model', { model: 'hr.employee' })).rejects.toThrow(
        /hr\.employee/,
      );
      const ref = { type: 'ref/prompt', name: 'analyze_model' } as const;
      const models = await client.complete(ref, { name: 'model', value: 'crm' });
      expect(models.values).toEqual(['crm.lead']);
      const employees = await client.complete(ref, { name: 'model', value: 'hr.' });
      expect(employees.values).toEqual([]);
      const record = { type: 'ref/resource', uri: 'odoo://record/{model}/{id}{?fields}' } as const;
      const known = { model: 'crm.lead' };
      const fields = await client.complete(record, { name: 'fields', value: 'na' }, known);
      expect(fields.values).toContain('name');
      const hidden = await client.complete(record, { name: 'fields', value: 'expected' }, known);
      expect(hidden.values).not.toContain('expected_revenue');
    }));
});
