import { describe, expect, test } from 'vitest';
import { policyOf, refusal } from './config-directory.fixture.ts';
import type { ModelName } from './names.ts';

const order = 'sale.order' as ModelName;

describe('contradictions', () => {
  test('a model in two categories', () => {
    const text = 'stock_models:\n  full_crud: [a.b]\ncustom_models:\n  read_only: [c.d, a.b]\n';
    expect(refusal({ model_access: text })).toEqual([
      'config/model_access.yaml:4:20 "a.b" is in read_only and, on line 2, in full_crud: keep it in one of them',
    ]);
  });

  test('a model always blocked and fully granted, by name or by glob', () => {
    const model_access = 'stock_models: {full_crud: [hr.job]}';
    for (const restrictions of ['always_blocked: [hr.job]', 'always_blocked: ["hr.*"]'])
      expect(refusal({ model_access, restrictions })).toEqual([
        'config/model_access.yaml:1:28 "hr.job" is in full_crud, and always_blocked in restrictions.yaml: remove it from one of them',
      ]);
  });

  test('blocking a model the built-in files grant is tightening, not contradiction', () => {
    const policy = policyOf({ restrictions: 'always_blocked: [sale.order]' });
    expect(policy.restrictions.alwaysBlocked.matches(order)).toBe(true);
    expect(policy.warnings).toEqual([]);
  });

  test('two tokens of one name or one digest', () => {
    const token = (name: string, digit: string) => `{name: ${name}, sha256: "${digit.repeat(64)}"}`;
    const tokens = [token('a', '1'), token('a', '2'), token('b', '1')].join('\n    - ');
    expect(refusal({ gateway: `identity:\n  tokens:\n    - ${tokens}\n` })).toEqual([
      'config/gateway.yaml:4:14 an earlier token has the same name: every token is one subject: give it its own',
      'config/gateway.yaml:5:25 an earlier token has the same sha256: every token is one subject: give it its own',
    ]);
  });
});
