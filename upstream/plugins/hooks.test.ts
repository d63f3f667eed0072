import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectClient, type TestClient } from '../mcp-clients.fixture.ts';
import { demoOdoo, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

/** Notes what it sees of each call, in a tool of its own; does as the arguments of a search say. */
const NOTING = `
const seen = [];
export const plugin = {
  name: 'noting', version: '1.0.0', sdk: 1, requires: { modules: [], models: [] },
  register(server, { defineTool, z }) {
    server.addTool(defineTool({
      name: 'get_notes', title: 'Notes', description: 'What was called.', hints: { readOnly: true },
      input: z.strictObject({}), output: z.looseObject({ seen: z.array(z.string()) }),
      run: async () => ({ seen }),
    }));
    server.addTool(defineTool({
      name: 'needs_absent', title: 'Absent', description: 'Never works.', hints: { readOnly: true },
      requires: { modules: ['absent_app'], models: ['res.partner', 'absent.thing'] },
      input: z.strictObject({}), output: z.looseObject({}), run: async () => ({}),
    }));
  },
  hooks: {
    preCall({ tool, args, client }) {
      seen.push(tool + ' by ' + client.login);
      if (args.order === 'id desc, name') throw new Error('secret reasons');
      args.domain = [['id', '=', 0]];
    },
    postCall({ args }, result) {
      if (args.order === 'id') throw new Error('secret failure');
      if (args.order === 'id desc') return { ...result, hint: 'replaced' };
      if (args.order === 'name') return { wrong: 'form' };
      result.count = -1;
    },
    onSessionClose({ database, uid }) { seen.push('closed ' + database + ' ' + uid); },
  },
};`;

describe('the hooks of a plugin', () => {
  let odoo: OdooTarget;
  let upstream: RunningUpstream;
  let client: TestClient;
  let folder: string;
  let path: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plugins-'));
    path = join(folder, 'noting.mjs');
    writeFileSync(path, NOTING);
    odoo = await demoOdoo(18).start();
    upstream = await startUpstream(odoo.url, odoo.database, {
      UPSTREAM_PLUGINS: JSON.stringify([path]),
    });
    client = await connectClient('v2 SDK, modern era', {
      url: upstream.url,
      headers: upstream.headers(odoo.admin),
    });
  });
  afterAll(async () => {
    await client?.close();
    await upstream?.close();
    await odoo?.stop();
    rmSync(folder, { recursive: true });
  });
  const search = (order: string) =>
    client.call('search_read', { model: 'res.partner', fields: ['name'], limit: 2, order });
  const notes = async () => {
    const { structuredContent } = await client.call('get_notes', {});
    return structuredContent?.seen;
  };

  it('see every call but the login, which carries a secret', async () => {
    await client.call('search_count', { model: 'res.partner' });
    const { login: username, secret: credential } = odoo.admin;
    await client.call('login', { method: 'password', username, credential });
    const seen = await notes();
    expect(seen).toContain('search_count by admin');
    expect(JSON.stringify(seen)).not.toMatch(/login by/);
  });

  it('change neither the arguments nor the result they are shown', async () => {
    const { structuredContent } = await search('name, id');
    expect(structuredContent).toMatchObject({ count: 2 });
  });

  it('refuse a call by throwing, without the text of a stray error', async () => {
    const { isError, content } = await search('id desc, name');
    expect(isError).toBe(true);
    expect(content[0]?.text).toBe('The plugin noting refused this call.');
  });

  it('replace a result by returning another', async () => {
    expect((await search('id desc')).structuredContent).toMatchObject({
      count: 2,
      hint: 'replaced',
    });
  });

  it('fail a call whose result they break', async () => {
    for (const order of ['id', 'name']) {
      const result = await search(order);
      expect(result.isError).toBe(true);
      expect(result.structuredContent).toBeUndefined();
      expect(JSON.stringify(result)).not.toContain('secret failure');
    }
  });

  it('are told when the process ends that the sessions are over', async () => {
    const { plugin } = await import(path);
    const seen: string[] = [];
    const other = await startUpstream(odoo.url, odoo.database, {
      UPSTREAM_PLUGINS: JSON.stringify([path]),
    });
    const target = { url: other.url, headers: other.headers(odoo.admin) };
    const there = await connectClient('v2 SDK, modern era', target);
    const { structuredContent } = await there.call('whoami', {});
    plugin.hooks.onSessionClose = ({ uid }: { uid: number }) => seen.push(`closed ${uid}`);
    await there.close();
    await other.close();
    expect(seen).toEqual([`closed ${structuredContent?.uid}`]);
  });

  it('leave a tool that lacks its app a text saying so, and whoami too', async () => {
    const { isError, content, _meta } = await client.call('needs_absent', {});
    expect(isError).toBe(true);
    expect(content[0]?.text).toMatch(/no model absent\.thing.*install absent_app/);
    expect(_meta?.['odoo-mcp/error']).toMatchObject({ class: 'validation', retryable: false });
    const { structuredContent } = await client.call('whoami', {});
    expect(structuredContent?.tools_off).toContainEqual({
      tool: 'needs_absent',
      reason: content[0]?.text,
    });
  });
});
