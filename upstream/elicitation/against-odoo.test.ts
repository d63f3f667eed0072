import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledUpstream, compileUpstream } from '../compiled-upstream.fixture.ts';
import {
  CLIENT_KINDS,
  connectClient,
  type FormAnswer,
  type FormFiller,
  type FormRequest,
  type TestClient,
  type ToolResult,
} from '../mcp-clients.fixture.ts';
import { demoOdoo, everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

const MODEL = 'crm.lead';
const title = () => `Form trial ${Math.random().toString(36).slice(2)}`;

function person(answer: FormAnswer): { fill: FormFiller; asked: FormRequest[] } {
  const asked: FormRequest[] = [];
  const fill: FormFiller = (request) => {
    asked.push(request);
    return answer;
  };
  return { fill, asked };
}

const missingOf = (result: ToolResult) => result._meta?.['odoo-mcp/missing'];

async function creates(client: TestClient, values: Record<string, unknown>) {
  const result = await client.call('create_record', { model: MODEL, values });
  expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
  const id = Number(result.structuredContent?.id);
  const fields = ['name', 'type', 'description'];
  const read = await client.call('get_record', { model: MODEL, record_id: id, fields });
  await client.call('delete_record', { model: MODEL, record_id: id });
  return read.structuredContent?.record;
}

/** Asks for what is missing, and creates the record with it. */
async function asks(connect: (fill: FormFiller) => Promise<TestClient>): Promise<void> {
  const name = title();
  const { fill, asked } = person({ action: 'accept', content: { name } });
  const client = await connect(fill);
  try {
    expect(await creates(client, { description: 'By form' })).toMatchObject({ name });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      message: expect.stringContaining(MODEL),
      requestedSchema: { type: 'object', required: ['name'] },
    });
    expect(asked[0]?.requestedSchema.properties).toEqual({
      name: { type: 'string', title: expect.stringMatching(/\w/) },
    });
  } finally {
    await client.close();
  }
}

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`missing values of ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let upstream: RunningUpstream;
    beforeAll(async () => {
      odoo = await choice.start();
      upstream = await startUpstream(odoo.url, odoo.database);
    });
    afterAll(async () => {
      await upstream?.close();
      await odoo?.stop();
    });

    const connect = (kind: (typeof CLIENT_KINDS)[number], fill?: FormFiller) =>
      connectClient(kind, { url: upstream.url, headers: upstream.headers(odoo.admin) }, fill);

    it('are asked for in the modern era', () =>
      asks((fill) => connect('v2 SDK, modern era', fill)));

    it.each(CLIENT_KINDS)('are listed for the %s without forms', async (kind) => {
      const client = await connect(kind);
      try {
        const values = { description: 'No form' };
        const result = await client.call('create_record', { model: MODEL, values });
        expect(result.isError).toBe(true);
        expect(result.content[0]?.text).toMatch(/Nothing was created: crm\.lead also needs.*name/);
        expect(result._meta).toMatchObject({
          'odoo-mcp/error': { class: 'validation', retryable: false },
          'odoo-mcp/missing': [{ name: 'name', type: 'char', string: expect.any(String) }],
        });
        const empty = await client.call('create_record', { model: 'sale.order', values: {} });
        expect(empty.content[0]?.text).toMatch(/partner_id \(Customer: the id of a res\.partner\)/);
        expect(missingOf(empty)).toContainEqual({
          name: 'partner_id',
          type: 'many2one',
          string: 'Customer',
          relation: 'res.partner',
        });
      } finally {
        await client.close();
      }
    });

    it('are listed for a legacy client whose connection cannot be asked', async () => {
      const { fill, asked } = person({ action: 'accept', content: { name: title() } });
      const client = await connect('v2 SDK, legacy era', fill);
      try {
        const values = { description: 'No way back' };
        const result = await client.call('create_record', { model: MODEL, values });
        expect(result.isError).toBe(true);
        expect(missingOf(result)).toEqual([expect.objectContaining({ name: 'name' })]);
        expect(asked).toEqual([]);
      } finally {
        await client.close();
      }
    });

    it('are never asked for twice, nor when there is no need', async () => {
      const blank = person({ action: 'accept', content: { name: '' } });
      const client = await connect('v2 SDK, modern era', blank.fill);
      try {
        const values = { description: 'Blank form' };
        const result = await client.call('create_record', { model: MODEL, values });
        expect(missingOf(result)).toEqual([expect.objectContaining({ name: 'name' })]);
        expect(blank.asked).toHaveLength(1);
        await creates(client, { name: title() });
        await client.call('create_record', { model: MODEL, values, dry_run: true });
        expect(blank.asked).toHaveLength(1);
      } finally {
        await client.close();
      }
    });

    it.each(['decline', 'cancel'] as const)('stay missing after a %s', async (action) => {
      const { fill } = person({ action });
      const client = await connect('v2 SDK, modern era', fill);
      try {
        const values = { description: 'Declined' };
        const result = await client.call('create_record', { model: MODEL, values });
        expect(result.isError).toBe(true);
        expect(result.content[0]?.text).toMatch(/gave none/);
      } finally {
        await client.close();
      }
    });

    it('filled in go under what the caller wrote, and only where they were missing', async () => {
      const name = title();
      const { fill } = person({
        action: 'accept',
        content: { name, description: 'Forged', user_id: 1 },
      });
      const client = await connect('v2 SDK, modern era', fill);
      try {
        const record = await creates(client, { description: 'Own' });
        expect(record).toMatchObject({ name });
        expect(JSON.stringify(record)).not.toContain('Forged');
      } finally {
        await client.close();
      }
    });

    it('filled in wrongly are refused before Odoo is asked', async () => {
      const { fill } = person({ action: 'accept', content: { name: 7 } });
      const client = await connect('v2 SDK, modern era', fill);
      try {
        const values = { description: 'Wrong form' };
        const result = await client.call('create_record', { model: MODEL, values });
        expect(result.content[0]?.text).toMatch(/name: write a text/);
      } finally {
        await client.close();
      }
    });

    it('are not blamed for another refusal, nor asked for where Odoo fills them in', async () => {
      const { fill, asked } = person({ action: 'decline' });
      const client = await connect('v2 SDK, modern era', fill);
      try {
        const name = title();
        const made = await client.call('create_record', { model: 'hr.employee', values: { name } });
        expect(made.isError, JSON.stringify(made.content)).not.toBe(true);
        const record_id = made.structuredContent?.id;
        await client.call('delete_record', { model: 'hr.employee', record_id });
        expect(asked).toEqual([]);
      } finally {
        await client.close();
      }
    });
  });
}

describe('missing values over stdio', () => {
  let compiled: CompiledUpstream;
  let odoo: OdooTarget;
  beforeAll(async () => {
    compiled = compileUpstream();
    odoo = await demoOdoo(18).start();
  });
  afterAll(async () => {
    compiled?.remove();
    await odoo?.stop();
  });

  it.each(CLIENT_KINDS)('are asked for with the %s', async (kind) => {
    const { login, secret, database } = odoo.admin;
    await asks(async (fill) => {
      const env = { ODOO_URL: odoo.url.href, ODOO_DB: database };
      const target = { command: process.execPath, args: [compiled.main], env };
      const client = await connectClient(kind, target, fill);
      await client.call('login', { method: 'password', username: login, credential: secret });
      return client;
    });
  });
});
