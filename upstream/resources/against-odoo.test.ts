import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledUpstream, compileUpstream } from '../compiled-upstream.fixture.ts';
import {
  CLIENT_KINDS,
  type ClientKind,
  connectClient,
  type ResourceContents,
  type TestClient,
} from '../mcp-clients.fixture.ts';
import { demoOdoo, everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

/** The object in a resource's one JSON content. */
function objectIn(contents: ResourceContents): Record<string, unknown> {
  expect(contents.mimeType).toBe('application/json');
  return JSON.parse(contents.text ?? '');
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

async function everyResource(client: TestClient): Promise<void> {
  expect((await client.resources()).map(({ uri }) => uri)).toEqual([
    'odoo://models',
    'odoo://categories',
  ]);
  const templates = (await client.templates()).map(({ uriTemplate }) => uriTemplate);
  expect(templates).toEqual(
    expect.arrayContaining([
      'odoo://models/{name}',
      'odoo://schema/{model}',
      'odoo://record/{model}/{id}{?fields}',
      'odoo://workflow/{model}',
      'odoo://binary/{model}/{id}/{field}',
    ]),
  );

  const models = await client.read('odoo://models');
  expect(models.uri).toBe('odoo://models');
  const listed = await client.call('list_models');
  expect(objectIn(models)).toEqual(listed.structuredContent);

  const detail = objectIn(await client.read('odoo://models/res.partner'));
  expect(detail).toMatchObject({
    model: 'res.partner',
    description: 'Contact',
    is_custom: false,
    fields: {
      name: { type: 'char', required: expect.any(Boolean), readonly: false },
      country_id: { type: 'many2one', relation: 'res.country' },
    },
  });
  expect(Object.keys(detail.fields ?? {})).toHaveLength(Number(detail.field_count));
  expect(JSON.stringify(detail.fields)).not.toContain('"type":"binary"');

  const schema = objectIn(await client.read('odoo://schema/res.partner'));
  expect(schema).toMatchObject({
    model: 'res.partner',
    important_fields: expect.arrayContaining(['name', 'email']),
    fields: {
      name: { type: 'char', label: 'Name', important: true },
      type: { type: 'selection', options: expect.arrayContaining([['contact', 'Contact']]) },
    },
  });
  expect(Object.keys(schema.fields ?? {})).toHaveLength(Number(schema.total_fields));

  const { categories, total } = objectIn(await client.read('odoo://categories'));
  expect(categories).toMatchObject({ sales: expect.any(Number), helpdesk: expect.any(Number) });
  expect(Object.keys(categories ?? {})).toHaveLength(8);
  expect(total).toBe(listed.structuredContent?.total);

  const workflow = objectIn(await client.read('odoo://workflow/sale.order'));
  expect(workflow).toMatchObject({
    model: 'sale.order',
    state_field: 'state',
    states: expect.arrayContaining([{ state: 'draft', label: 'Quotation' }]),
    transitions: expect.arrayContaining([
      expect.objectContaining({
        method: 'action_confirm',
        transition_via: 'execute_method',
        target_state: 'sale',
      }),
    ]),
    create_guide: { line_field: 'order_line', line_model: 'sale.order.line' },
    version_notes: expect.any(Array),
  });

  const name = `Resource trial ${Math.random().toString(36).slice(2)}`;
  const values = { name, email: 'a@b.example' };
  const made = await client.call('create_record', { model: 'res.partner', values });
  const id = Number(made.structuredContent?.id);
  try {
    const uri = `odoo://record/res.partner/${id}?fields=name,email`;
    expect(objectIn(await client.read(uri))).toEqual({
      model: 'res.partner',
      record: { id, name, email: 'a@b.example' },
    });
    const whole = objectIn(await client.read(`odoo://record/res.partner/${id}`));
    const read = await client.call('get_record', { model: 'res.partner', record_id: id });
    expect(whole).toEqual(read.structuredContent);
  } finally {
    await client.call('delete_record', { model: 'res.partner', record_id: id });
  }
}

describe('resources', () => {
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

  it.each(CLIENT_KINDS)('are read with the %s over stdio', async (kind) => {
    const { login, secret, database } = odoo.admin;
    const client = await connectClient(kind, {
      command: process.execPath,
      args: [compiled.main],
      env: { ODOO_URL: odoo.url.href, ODOO_DB: database },
    });
    try {
      await expect(client.read('odoo://models')).rejects.toThrow(/Not signed in/);
      await client.call('login', { method: 'password', username: login, credential: secret });
      await everyResource(client);
    } finally {
      await client.close();
    }
  });
});

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`resources of ${choice.name}`, choice.pace, () => {
    let odoo: OdooTarget;
    let upstream: RunningUpstream;
    beforeAll(async () => {
      odoo = await choice.start();
      upstream = await startUpstream(odoo.url, odoo.database, { UPSTREAM_MAX_BLOB_BYTES: '30000' });
    });
    afterAll(async () => {
      await upstream?.close();
      await odoo?.stop();
    });

    const connect = (kind: ClientKind, account = odoo.admin) =>
      connectClient(kind, { url: upstream.url, headers: upstream.headers(account) });

    it.each(CLIENT_KINDS)('are read with the %s over HTTP', async (kind) => {
      const client = await connect(kind);
      try {
        await everyResource(client);
      } finally {
        await client.close();
      }
    });

    it('that are files come as bytes, up to the size set', async () => {
      const client = await connect('v2 SDK, modern era');
      const ids: unknown[] = [];
      const attach = async (datas: string) => {
        const values = { name: 'pixel.png', datas };
        const made = await client.call('create_record', { model: 'ir.attachment', values });
        const id = made.structuredContent?.id;
        ids.push(id);
        return `odoo://binary/ir.attachment/${String(id)}/datas`;
      };
      try {
        const small = await client.read(await attach(PIXEL));
        expect(small).toMatchObject({ mimeType: 'image/png', blob: PIXEL });
        const large = await attach(Buffer.alloc(30_001, 'a').toString('base64'));
        await expect(client.read(large)).rejects.toThrow(/30001 bytes; at most 30000/);
      } finally {
        for (const record_id of ids)
          await client.call('delete_record', { model: 'ir.attachment', record_id });
        await client.close();
      }
    });

    it.for(['jsonrpc', 'xmlrpc', 'json2'])(
      'that are files come over %s',
      async (protocol, { skip }) => {
        if (odoo.adminKey === undefined || (protocol === 'json2' && odoo.major < 19)) return skip();
        const other = await startUpstream(odoo.url, odoo.database, { ODOO_PROTOCOL: protocol });
        const target = { url: other.url, headers: other.headers(odoo.adminKey) };
        const client = await connectClient('v2 SDK, modern era', target);
        const values = { name: 'pixel.png', datas: PIXEL };
        const made = await client.call('create_record', { model: 'ir.attachment', values });
        const id = Number(made.structuredContent?.id);
        try {
          const read = await client.read(`odoo://binary/ir.attachment/${id}/datas`);
          expect(read).toMatchObject({ mimeType: 'image/png', blob: PIXEL });
        } finally {
          await client.call('delete_record', { model: 'ir.attachment', record_id: id });
          await client.close();
          await other.close();
        }
      },
    );

    describe.each(CLIENT_KINDS)('that cannot be read, with the %s', (kind) => {
      let client: TestClient;
      beforeAll(async () => {
        client = await connect(kind);
      });
      afterAll(() => client?.close());

      it.each([
        ['odoo://record/res.partner/99999999', /does not exist/],
        ['odoo://record/res.parner/1', /Did you mean res\.partner/],
        ['odoo://models/no.such.model', /does not exist/],
        ['odoo://schema/no.such.model', /does not exist/],
        ['odoo://workflow/no.such.model', /does not exist/],
        ['odoo://workflow/res.partner', /No workflow is known.*sale\.order/],
        ['odoo://nothing', /not found/i],
        ['odoo://record/res.partner/1?domain=all', /not found/i],
      ])('%s is not found', async (uri, text) => {
        const failure = client.read(uri);
        await expect(failure).rejects.toMatchObject({ code: -32602, data: { uri } });
        await expect(failure).rejects.toThrow(text);
      });

      it.each([
        ['odoo://record/res.partner/0', /id of a record/],
        ['odoo://record/res.partner/1%20or%201', /id of a record/],
        ['odoo://record/Res.Partner/1', /technical model name/],
        ['odoo://record/res.partner/1?fields=no_such', /no_such/],
        ['odoo://record/res.partner/1?fields=name;drop', /field names/],
        ['odoo://binary/res.partner/1/name', /holds no file/],
        ['odoo://binary/res.partner/1/parent_id.name', /one field/],
      ])('%s says what to write instead', async (uri, text) => {
        const failure = client.read(uri);
        await expect(failure).rejects.toMatchObject({
          code: -32602,
          data: { class: 'validation', retryable: false },
        });
        await expect(failure).rejects.toThrow(text);
        await expect(failure).rejects.not.toThrow(/Traceback|\.py\b|odoo\.exceptions/);
      });
    });

    it('that the user may not read are refused with the reason', async ({ skip }) => {
      if (odoo.sales === undefined) return skip();
      const client = await connect('v2 SDK, modern era', odoo.sales);
      try {
        await expect(client.read('odoo://record/ir.config_parameter/1')).rejects.toMatchObject({
          code: -32602,
          data: { class: 'access' },
        });
      } finally {
        await client.close();
      }
    });
  });
}
