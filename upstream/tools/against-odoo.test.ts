import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledUpstream, compileUpstream } from '../compiled-upstream.fixture.ts';
import {
  CLIENT_KINDS,
  type ClientKind,
  connectClient,
  type TestClient,
  type ToolResult,
} from '../mcp-clients.fixture.ts';
import { demoOdoo, type OdooTarget, realOdoo } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

const MAJORS = [17, 18, 19] as const;
const TARGETS = [...MAJORS.map(demoOdoo), ...MAJORS.map(realOdoo)];
const TRANSPORTS = ['HTTP', 'stdio'] as const;
const WAYS = TRANSPORTS.flatMap((transport) => CLIENT_KINDS.map((kind) => ({ transport, kind })));

let compiled: CompiledUpstream;
beforeAll(() => {
  compiled = compileUpstream();
});
afterAll(() => compiled.remove());

/** The structured result of a call that went well; its text copy says the same. */
function structured(result: ToolResult): Record<string, unknown> {
  expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
  expect(result.content).toHaveLength(1);
  expect(JSON.parse(result.content[0]?.text ?? '')).toEqual(result.structuredContent);
  return result.structuredContent ?? {};
}

function failure(result: ToolResult): { text: string; error: unknown } {
  expect(result.isError, JSON.stringify(result.structuredContent)).toBe(true);
  expect(result.structuredContent).toBeUndefined();
  return { text: result.content[0]?.text ?? '', error: result._meta?.['odoo-mcp/error'] };
}

for (const choice of TARGETS) {
  describe.skipIf(!choice.available)(`tools against ${choice.name}`, () => {
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

    const connect = (kind: ClientKind, transport: (typeof TRANSPORTS)[number]) =>
      connectClient(
        kind,
        transport === 'HTTP'
          ? { url: upstream.url, headers: upstream.headers(odoo.admin) }
          : {
              command: process.execPath,
              args: [compiled.main],
              env: { ODOO_URL: odoo.url.href, ODOO_DB: odoo.database },
            },
      );

    it.each(WAYS)(
      'every tool works with the $kind over $transport',
      async ({ kind, transport }) => {
        const client = await connect(kind, transport);
        try {
          await everyTool(client, odoo);
        } finally {
          await client.close();
        }
      },
    );

    describe('a refused call', () => {
      let client: TestClient;
      beforeAll(async () => {
        client = await connect('v2 SDK, legacy era', 'HTTP');
      });
      afterAll(() => client?.close());

      it.each<[string, string, Record<string, unknown>, string, RegExp]>([
        [
          'an unknown model',
          'search_read',
          { model: 'no.such.model' },
          'missing',
          /'no\.such\.model' does not exist/,
        ],
        [
          'an unknown model in a count',
          'search_count',
          { model: 'no.such.model' },
          'missing',
          /does not exist/,
        ],
        [
          'an unknown field',
          'search_read',
          { model: 'res.partner', fields: ['no_such'] },
          'validation',
          /no_such/,
        ],
        [
          'an unknown field in the domain',
          'search_count',
          { model: 'res.partner', domain: [['no_such', '=', 1]] },
          'validation',
          /no_such/,
        ],
        [
          'a record that is not there',
          'get_record',
          { model: 'res.partner', record_id: 99_999_999 },
          'missing',
          /does not exist/,
        ],
        [
          'a deletion of nothing',
          'delete_record',
          { model: 'res.partner', record_id: 99_999_999 },
          'missing',
          /does not exist/,
        ],
        [
          'a write to nothing',
          'update_record',
          { model: 'res.partner', record_id: 99_999_999, values: { name: 'x' } },
          'missing',
          /does not exist/,
        ],
        [
          'a wrong type',
          'create_record',
          { model: 'res.partner', values: { name: 'x', country_id: 'DE' } },
          'validation',
          /country_id: write the id/,
        ],
        [
          'an unknown method',
          'execute_method',
          { model: 'res.partner', method: 'no_such', record_ids: [1] },
          'missing',
          /no_such/,
        ],
        [
          'a private method',
          'execute_method',
          { model: 'res.partner', method: '_write', record_ids: [1] },
          'validation',
          /private/,
        ],
        [
          'no records',
          'execute_method',
          { model: 'res.partner', method: 'read', record_ids: [] },
          'validation',
          /record_ids/,
        ],
        [
          'a wrong password',
          'login',
          { method: 'password', username: 'admin', credential: 'nope' },
          'auth',
          /refused the login/,
        ],
        [
          'an unknown user',
          'login',
          { method: 'api_key', username: 'nobody', credential: 'nope' },
          'auth',
          /refused the login/,
        ],
        [
          'another database',
          'login',
          { method: 'password', username: 'a', credential: 'b', database: 'other' },
          'database',
          /does not have this database/,
        ],
      ])('%s says what it is and how to go on', async (_case, tool, args, errorClass, text) => {
        const { text: said, error } = failure(await client.call(tool, args));
        expect(said).toMatch(text);
        expect(error).toEqual({ class: errorClass, retryable: false });
        expect(said).not.toMatch(/Traceback|\.py\b|odoo\.exceptions|User: \d/);
      });

      it('says the same for a wrong password and an unknown user', async () => {
        const [wrong, unknown] = await Promise.all(
          [odoo.admin.login, 'nobody-at-all'].map((username) =>
            client.call('login', { method: 'password', username, credential: 'nope' }),
          ),
        );
        expect(wrong).toEqual(unknown);
      });
    });
  });
}

/** One working day of a client, leaving nothing behind. */
async function everyTool(client: TestClient, odoo: OdooTarget): Promise<void> {
  const call = async (name: string, args: Record<string, unknown>) =>
    structured(await client.call(name, args));
  const { login: username, secret: credential } = odoo.admin;

  const identity = await call('login', { method: 'password', username, credential });
  expect(identity).toMatchObject({
    login: username,
    uid: expect.any(Number),
    partner_id: expect.any(Number),
    company_id: expect.any(Number),
    method: 'password',
    is_admin: true,
    database: odoo.database,
    version: `${odoo.major}.0`,
  });
  expect(identity.groups).toEqual(expect.arrayContaining(['base.group_system', 'base.group_user']));
  expect(JSON.stringify(identity)).not.toContain('session');

  const models = await call('list_models', { filter: 'res.partner', limit: 50 });
  expect(models.models).toContainEqual(
    expect.objectContaining({ model: 'res.partner', is_custom: false }),
  );
  expect(await call('list_models', { compact: true, limit: 1, offset: 1 })).toMatchObject({
    count: 1,
    truncated: true,
    models: [{ model: expect.any(String) }],
  });

  const fields = await call('get_model_fields', {
    model: 'res.partner',
    field_filter: ['name', 'country_id'],
    attributes: ['store'],
  });
  expect(fields).toMatchObject({
    count: 2,
    fields: {
      name: { type: 'char', store: true },
      country_id: { type: 'many2one', relation: 'res.country' },
    },
  });

  const name = `Upstream trial ${Math.random().toString(36).slice(2)}`;
  const dry = { model: 'res.partner', values: { name }, dry_run: true };
  expect(await call('create_record', dry)).toMatchObject({
    dry_run: true,
    action: 'create',
    validated_values: { name },
    field_count: 1,
  });
  const counted = async () =>
    (await call('search_count', { model: 'res.partner', domain: [['name', '=', name]] })).count;
  expect(await counted()).toBe(0);

  const { id } = await call('create_record', { model: 'res.partner', values: { name } });
  expect(id).toEqual(expect.any(Number));
  try {
    expect(await counted()).toBe(1);
    const found = await call('search_read', {
      model: 'res.partner',
      domain: [['name', '=', name]],
      fields: ['name', 'country_id'],
      limit: 5,
      order: 'id desc',
    });
    expect(found).toMatchObject({ count: 1, records: [{ id, name, country_id: false }] });
    const smart = await call('search_read', { model: 'res.partner', limit: 1 });
    const [first] = smart.records as Record<string, unknown>[];
    expect(Object.keys(first ?? {}).length).toBeLessThanOrEqual(26);
    expect(first).toHaveProperty('name');

    const update = { model: 'res.partner', record_id: id, values: { city: 'Brussels' } };
    expect(await call('update_record', { ...update, dry_run: true })).toMatchObject({
      dry_run: true,
      action: 'update',
      id,
    });
    expect(await call('update_record', update)).toEqual({
      success: true,
      model: 'res.partner',
      id,
    });
    const read = await call('get_record', {
      model: 'res.partner',
      record_id: id,
      fields: ['city'],
    });
    expect(read.record).toEqual({ id, city: 'Brussels' });

    const archived = await call('execute_method', {
      model: 'res.partner',
      method: 'action_archive',
      record_ids: [id, id],
    });
    expect(archived).toHaveProperty('result');
    expect(await counted()).toBe(0);
    expect(
      await call('execute_method', {
        model: 'res.partner',
        method: 'action_unarchive',
        record_ids: [id, id],
        dry_run: true,
      }),
    ).toMatchObject({ dry_run: true, record_ids: [id], args_count: 0, sanitized_kwargs: {} });
    expect(await counted()).toBe(0);

    const gone = { model: 'res.partner', record_id: id };
    expect(await call('delete_record', { ...gone, dry_run: true })).toMatchObject({
      dry_run: true,
      action: 'delete',
    });
    expect((await call('get_record', { ...gone, fields: ['name'] })).record).toEqual({ id, name });
  } finally {
    const removed = await call('delete_record', { model: 'res.partner', record_id: id });
    expect(removed).toEqual({ success: true, model: 'res.partner', id });
  }
}
