import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_KINDS, connectClient, type TestClient } from '../mcp-clients.fixture.ts';
import { everyTarget, type OdooTarget } from '../odoo-targets.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

const prompt = (name: string) => ({ type: 'ref/prompt' as const, name });
const template = (uri: string) => ({ type: 'ref/resource' as const, uri });
const RECORD = template('odoo://record/{model}/{id}{?fields}');

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`completions of ${choice.name}`, choice.pace, () => {
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

    describe.each(CLIENT_KINDS)('with the %s', (kind) => {
      let client: TestClient;
      beforeAll(async () => {
        const headers = upstream.headers(odoo.admin);
        client = await connectClient(kind, { url: upstream.url, headers });
      });
      afterAll(() => client?.close());

      it('offer models, prefixes first', async () => {
        for (const [ref, name] of [
          [prompt('analyze_model'), 'model'],
          [RECORD, 'model'],
          [template('odoo://models/{name}'), 'name'],
        ] as const) {
          const { values } = await client.complete(ref, { name, value: 'res.par' });
          expect(values[0]).toBe('res.partner');
        }
        const order = { name: 'model', value: 'order' };
        const { values } = await client.complete(prompt('explore_data'), order);
        expect(values).toContain('sale.order');
      });

      it('offer fields of the model given, also the next of several', async () => {
        const fields = (value: string, given?: Record<string, string>) =>
          client.complete(RECORD, { name: 'fields', value }, given);
        expect((await fields('country', { model: 'res.partner' })).values).toContain('country_id');
        const next = await fields('name,country_i', { model: 'res.partner' });
        expect(next.values).toContain('name,country_id');
        expect((await fields('country')).values).toEqual([]);
      });

      it('offer the methods that move records on', async () => {
        const action = { name: 'action', value: 'action_con' };
        const given = { model: 'sale.order' };
        const found = await client.complete(prompt('create_workflow'), action, given);
        expect(found.values).toContain('action_confirm');
      });

      it('offer ids: the newest, those of a name, and one that is typed', async () => {
        const name = `Completion trial ${Math.random().toString(36).slice(2)}`;
        const made = await client.call('create_record', { model: 'res.partner', values: { name } });
        const id = String(made.structuredContent?.id);
        const ids = async (value: string) => {
          const argument = { name: 'record_ids', value };
          const given = { model: 'res.partner' };
          return (await client.complete(prompt('compare_records'), argument, given)).values;
        };
        try {
          expect((await ids(''))[0]).toBe(id);
          expect(await ids(name)).toEqual([id]);
          expect((await ids(id))[0]).toBe(id);
          expect(await ids(`1, ${name}`)).toEqual([`1, ${id}`]);
          expect((await ids('')).length).toBeLessThanOrEqual(50);
        } finally {
          await client.call('delete_record', { model: 'res.partner', record_id: Number(id) });
        }
      });

      it.each([
        ['an unknown prompt', prompt('no_such'), 'model', {}],
        ['an unknown template', template('odoo://no/{such}'), 'such', {}],
        ['an unknown argument', prompt('analyze_model'), 'other', {}],
        ['an argument that is free text', prompt('explore_data'), 'question', {}],
        ['a model that is not there', RECORD, 'id', { model: 'no.such' }],
        ['a model that is none', RECORD, 'fields', { model: 'DROP TABLE' }],
      ])('offer nothing for %s, and do not fail', async (_what, ref, name, given) => {
        expect((await client.complete(ref, { name, value: 'a' }, given)).values).toEqual([]);
      });

      it('offer nothing to somebody who is not signed in', async () => {
        const target = { url: upstream.url, headers: upstream.headers() };
        const stranger = await connectClient(kind, target);
        const model = { name: 'model', value: 'res' };
        const offered = await stranger.complete(prompt('analyze_model'), model);
        expect(offered).toMatchObject({ values: [], hasMore: false });
        await stranger.close();
      });
    });
  });
}
