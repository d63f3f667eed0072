import { expect, it } from 'vitest';
import * as z from 'zod';
import { describeAgainstOdoo } from '../against-odoo.fixture.ts';

const MODELS = ['res.partner', 'res.users', 'hr.leave.type', 'sale.order', 'sale.order.line'];
const RELATIONAL = ['many2one', 'one2many', 'many2many'];

const fieldName = z.string().regex(/^[a-z_][a-z0-9_]*$/);
/** What whoever decides on fields relies on. */
const description = z
  .looseObject({
    type: z.string().regex(/^[a-z][a-z0-9_]*$/),
    // The group fields of res.users have none of these up to 18.
    store: z.boolean().optional(),
    searchable: z.boolean().optional(),
    sortable: z.boolean().optional(),
    readonly: z.boolean().optional(),
    required: z.boolean().optional(),
    default_read: z.boolean(),
    relation: z.string().optional(),
    relation_field: fieldName.optional(),
    related: z
      .string()
      .regex(/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*$/)
      .optional(),
  })
  .refine((field) => !RELATIONAL.includes(field.type) || field.relation !== undefined);
const answer = z.object({ fields: z.record(fieldName, description) });
const records = z.object({ records: z.array(z.record(z.string(), z.unknown())) });

describeAgainstOdoo(
  (odoo) => `fields described by ${odoo}`,
  (given) => {
    const describeFields = async (model: string) => {
      const attributes = [
        ...['related', 'relation_field', 'store', 'searchable', 'sortable', 'groups'],
        ...['selection', 'company_dependent', 'default_read'],
      ];
      const args = { model, include_readonly: true, attributes };
      return answer.parse((await given.admin.call('get_model_fields', args)).structuredContent)
        .fields;
    };

    it.each(MODELS)('of %s carry what decisions rely on', async (model) => {
      expect(Object.keys(await describeFields(model)).length).toBeGreaterThan(5);
    });

    it.each(MODELS)('of %s say which ones a read without fields returns', async (model) => {
      const fields = await describeFields(model);
      const { structuredContent } = await given.admin.call('search_read', { model, limit: 1 });
      const [first] = records.parse(structuredContent).records;
      const byDefault = Object.keys(fields).filter((name) => fields[name]?.default_read);
      expect(byDefault.toSorted()).toEqual(Object.keys(first ?? {}).toSorted());
    });

    it('name where related, inherited and inverse fields lead', async () => {
      const users = await describeFields('res.users');
      expect(users.email).toMatchObject({ related: 'partner_id.email', store: false });
      expect(users.login).toMatchObject({ type: 'char', store: true, required: true });
      const orders = await describeFields('sale.order');
      expect(orders.order_line).toMatchObject({
        type: 'one2many',
        relation: 'sale.order.line',
        relation_field: 'order_id',
      });
    });
  },
);
