import { expect, it } from 'vitest';
import * as z from 'zod';
import { describeAgainstOdoo } from '../against-odoo.fixture.ts';

const changed = z.looseObject({
  changes: z.record(z.string(), z.unknown()),
  warnings: z.record(z.string(), z.unknown()),
  _api_status: z.string(),
});
const found = z.looseObject({
  records: z.array(z.looseObject({ id: z.int(), country_id: z.tuple([z.int(), z.string()]) })),
});

/** Models whose every field is asked for, one by one of which fails in some release. */
const FORMS = ['res.partner', 'sale.order', 'crm.lead', 'project.task', 'hr.employee', 'hr.leave'];

describeAgainstOdoo(
  (odoo) => `forms of ${odoo}`,
  (given, choice) => {
    /** The demo's forms only know defaults. */
    const itFillsIn = it.skipIf(choice.name.startsWith('the demo'));
    const onchange = async (args: Record<string, unknown>) => {
      const result = await given.admin.call('get_onchange', args);
      expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
      return changed.parse(result.structuredContent);
    };
    /** A state, and the country a contact form fills in for it. */
    const state = async () => {
      const { structuredContent } = await given.admin.call('search_read', {
        model: 'res.country.state',
        fields: ['country_id'],
        limit: 1,
      });
      const [first] = found.parse(structuredContent).records;
      return { id: first?.id, country: first?.country_id[0] };
    };

    itFillsIn('fill in what follows from a choice', async () => {
      const { id, country } = await state();
      const form = { model: 'res.partner', values: { state_id: id }, changed_field: 'state_id' };
      const { changes, ...rest } = await onchange(form);
      expect(changes).toMatchObject({ country_id: country });
      expect(rest).toEqual({ warnings: {}, model: 'res.partner', _api_status: 'ok' });
    });

    itFillsIn(
      'tell only about the fields asked for, under either name of the arguments',
      async () => {
        const { id, country } = await state();
        const form = { model: 'res.partner', values: { state_id: id } };
        const expected = { changes: { country_id: country }, _api_status: 'ok' };
        const asked = { ...form, changed_field: ['state_id'], fields: ['country_id', 'city'] };
        expect(await onchange(asked)).toMatchObject(expected);
        const aliased = { field_name: 'state_id', spec: { country_id: {} }, record_ids: [] };
        const { changes } = await onchange({ ...form, ...aliased });
        expect(changes).toEqual(expected.changes);
      },
    );

    it('start with their defaults', async () => {
      const fields = ['active', 'is_company', 'city'];
      const { changes } = await onchange({ model: 'res.partner', changed_field: [], fields });
      expect(changes).toMatchObject({ active: true, is_company: false });
      expect(fields).toEqual(expect.arrayContaining(Object.keys(changes)));
    });

    it.each(FORMS)('of %s are answered whole', async (model) => {
      await onchange({ model, values: { name: 'x' }, changed_field: 'name' });
      await onchange({ model, values: {}, changed_field: [] });
    });

    it('say so when nothing follows', async () => {
      const form = { model: 'res.partner', values: { comment: 'x' }, changed_field: 'comment' };
      expect(await onchange({ ...form, fields: ['city'] })).toMatchObject({
        changes: {},
        _api_status: 'no_changes_or_unsupported',
        _api_hint: expect.stringContaining('comment'),
      });
    });

    it('save nothing', async () => {
      const name = `form ${Math.random().toString(36).slice(2)}`;
      await onchange({ model: 'res.partner', values: { name }, changed_field: 'name' });
      const domain = [['name', '=', name]];
      const { structuredContent } = await given.admin.call('search_count', {
        model: 'res.partner',
        domain,
      });
      expect(structuredContent).toMatchObject({ count: 0 });
    });

    it.each<[Record<string, unknown>, RegExp]>([
      [{ values: { city: 'x' } }, /changed_field/],
      [{ values: { city: 'x' }, changed_field: 'zip' }, /values: give the new value of zip/],
      [{ values: { citty: 'x' }, changed_field: 'citty' }, /citty.*did you mean city/],
      [{ values: { city: 'x' }, changed_field: 'city', fields: ['citty'] }, /fields: citty/],
      [{ values: { city: 'x' }, changed_field: 'city', field_name: 'city' }, /one of the two/],
      [
        { values: { city: 'x' }, changed_field: 'city', spec: { child_ids: { fields: {} } } },
        /spec\.child_ids/,
      ],
      [{ values: { city: 'x' }, changed_field: 'city', record_ids: [1] }, /record_ids/],
    ])('%j says which argument is wrong', async (args, text) => {
      const result = await given.admin.call('get_onchange', { model: 'res.partner', ...args });
      expect(result.isError).toBe(true);
      expect(result.content[0]?.text).toMatch(text);
    });
  },
);
