import { expect, it } from 'vitest';
import { answer, describeGuarded, refusal, withRecord } from './guarded-odoo.fixture.ts';

describeGuarded(
  'limits',
  (given) => {
    it('a refused write leaves the calls that read', async () => {
      await withRecord(given, 'crm.lead', { name: 'Limits' }, async (record_id) => {
        const change = {
          model: 'crm.lead',
          record_id,
          values: { name: 'Limits again' },
          dry_run: true,
        };
        // The sales session has made no write yet: its bucket holds three.
        for (let turn = 0; turn < 3; turn += 1) await given.sales.call('update_record', change);
        for (let turn = 0; turn < 5; turn += 1) {
          expect(await refusal(given.sales, 'update_record', change)).toMatchObject({
            code: 'rate_limited',
            retry_after_ms: expect.any(Number),
          });
        }
        await answer(given.sales, 'search_count', { model: 'res.partner' });
      });
    });

    it('the calls of one session are counted, and others go on', async () => {
      let refused = false;
      for (let turn = 0; turn < 40 && !refused; turn += 1) {
        const response = await given.sales.call('search_count', { model: 'res.partner' });
        refused = response.result?.isError === true;
      }
      expect(refused).toBe(true);
      await answer(given.admin, 'search_count', { model: 'res.partner' });
    });
  },
  { env: { RATE_LIMIT_GLOBAL: '30', RATE_LIMIT_WRITE: '3' } },
);

describeGuarded(
  'tools by group',
  (given) => {
    it('any one of the groups is enough, and administrators need none', async () => {
      await answer(given.sales, 'search_count', { model: 'res.partner' });
      await answer(given.admin, 'list_models', {});
    });

    it('without one of them the tool is refused by its rule', async () => {
      expect(await refusal(given.sales, 'list_models')).toMatchObject({
        code: 'tool_not_allowed',
        rule: 'rbac.yaml:tool_group_requirements.list_models',
      });
    });

    it('an empty list is nobody, administrators included', async () => {
      for (const session of [given.sales, given.admin])
        expect(await refusal(session, 'get_defaults', { model: 'res.partner' })).toMatchObject({
          code: 'tool_not_allowed',
        });
    });

    it('every call leaves one record of what was decided', async () => {
      const session = await given.signIn(given.odoo.admin);
      await answer(session, 'search_count', { model: 'res.partner' });
      await refusal(session, 'search_count', { model: 'res.users' });
      await expect
        .poll(() =>
          given.guard.auditOf(session).map(({ tool, decision, code }) => [tool, decision, code]),
        )
        .toEqual([
          [undefined, 'allowed', undefined],
          ['login', 'allowed', undefined],
          ['search_count', 'allowed', undefined],
          ['search_count', 'denied', 'model_blocked'],
        ]);
      const line = given.guard.log();
      expect(line).not.toContain(
        given.odoo.admin.secret === 'admin' ? '"credential"' : given.odoo.admin.secret,
      );
    });
  },
  {
    files: {
      'rbac.yaml': [
        'tool_group_requirements:',
        '  search_count: [no.such_group, base.group_user]',
        '  list_models: [base.group_system]',
        '  get_defaults: []',
      ].join('\n'),
    },
  },
);
