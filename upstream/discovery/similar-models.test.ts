import { describe, expect, it } from 'vitest';
import { similarModels } from './similar-models.ts';

const MODELS = [
  'account.move',
  'account.move.line',
  'crm.lead',
  'hr.employee',
  'project.task',
  'res.partner',
  'res.partner.bank',
  'res.users',
  'sale.order',
  'sale.order.line',
];

describe('models like a misspelt one', () => {
  it.each([
    ['res.parner', 'res.partner'],
    ['sale_order', 'sale.order'],
    ['crm.leads', 'crm.lead'],
    ['hr.employe', 'hr.employee'],
    ['Project Task', 'project.task'],
    ['task', 'project.task'],
  ])('%s may have meant %s', (written, meant) => {
    expect(similarModels(written, MODELS)[0]).toBe(meant);
  });

  it('are none for a name that is far from all of them', () => {
    expect(similarModels('fleet.vehicle', MODELS)).toEqual([]);
    expect(similarModels('x', MODELS)).toEqual([]);
  });

  it('are few, nearest first', () => {
    const found = similarModels('sale.orders', MODELS);
    expect(found[0]).toBe('sale.order');
    expect(found.length).toBeLessThanOrEqual(3);
  });
});
