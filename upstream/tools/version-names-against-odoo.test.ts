import { beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { CHANGED_FIELDS } from '../../releases/changed-names.ts';
import { describeAgainstOdoo } from '../against-odoo.fixture.ts';
import { realOdoo } from '../odoo-targets.fixture.ts';

/** Fields that moved to Recruitment: gone only where that is not installed. */
const OF_RECRUITMENT: ReadonlySet<string> = new Set(['hr.job.no_of_hired_employee']);

const described = z.looseObject({ fields: z.record(z.string(), z.unknown()) });

describeAgainstOdoo(
  (odoo) => `names of another release in ${odoo}`,
  (given) => {
    const line = { model: 'sale.order.line' };
    it.each<[string, (unit: string) => Record<string, unknown>]>([
      ['search_read', (unit) => ({ ...line, fields: [unit] })],
      ['search_read', (unit) => ({ ...line, domain: [[unit, '=', 1]] })],
      ['search_read', (unit) => ({ ...line, fields: ['id'], order: unit })],
      [
        'search_count',
        (unit) => ({ model: 'sale.order', domain: [[`order_line.${unit}`, '=', 1]] }),
      ],
      ['read_group', (unit) => ({ ...line, groupby: [unit] })],
      ['read_group', (unit) => ({ ...line, fields: [`${unit}:count`] })],
      ['create_record', (unit) => ({ ...line, values: { [unit]: 1 }, dry_run: true })],
      ['get_onchange', (unit) => ({ ...line, values: { [unit]: 1 }, changed_field: unit })],
      ['bulk_create', (unit) => ({ ...line, records: [{ [unit]: 1 }], dry_run: true })],
    ])('%s says what the field is called here', async (tool, args) => {
      const unit = given.odoo.major >= 19 ? 'product_uom' : 'product_uom_id';
      const result = await given.admin.call(tool, args(unit));
      expect(result.isError).toBe(true);
      expect(result.content[0]?.text).toContain(
        given.odoo.major >= 19
          ? 'product_uom is called product_uom_id in Odoo 19'
          : 'product_uom_id is called product_uom before Odoo 19',
      );
    });

    it('execute_method says what a method is called here', async () => {
      const gone = { model: 'sale.order', method: 'action_done', record_ids: [1] };
      const result = await given.admin.call('execute_method', gone);
      expect(result.isError).toBe(true);
      expect(result.content[0]?.text).toContain('action_done is called action_lock');
    });
  },
);

describeAgainstOdoo(
  (odoo) => `the table of names against ${odoo}`,
  (given) => {
    let recruitment: boolean;
    beforeAll(async () => {
      const applicants = await given.admin.call('get_model_fields', { model: 'hr.applicant' });
      recruitment = applicants.isError !== true;
    });

    it.each(Object.entries(CHANGED_FIELDS))('%s', async (model, changes) => {
      const answer = await given.admin.call('get_model_fields', { model });
      const { fields } = described.parse(answer.structuredContent);
      for (const { since, old, now } of changes) {
        const kept = recruitment && OF_RECRUITMENT.has(`${model}.${old}`);
        if (given.odoo.major >= since && !kept) expect(Object.keys(fields)).not.toContain(old);
        if (given.odoo.major >= since && now !== undefined)
          expect(Object.keys(fields)).toContain(now);
        if (given.odoo.major === since - 1) expect(Object.keys(fields)).toContain(old);
      }
    });
  },
  [17, 18, 19].map(realOdoo),
);
