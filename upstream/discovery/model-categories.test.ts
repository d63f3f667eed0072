import { describe, expect, it } from 'vitest';
import { categoriesOf, countByCategory, MODEL_CATEGORIES } from './model-categories.ts';

describe('the category of a model', () => {
  it.each([
    ['sale.order', ['sales']],
    ['stock.picking', ['inventory']],
    ['hr.leave', ['hr']],
    ['project.task', ['project']],
    ['account.move', ['accounting']],
    ['purchase.order', ['purchase']],
    ['helpdesk.ticket', ['helpdesk']],
    ['mrp.production', ['manufacturing']],
    ['sale.purchase.report', ['sales', 'purchase']],
    ['res.partner', []],
    ['threesome.sales', []],
  ])('%s: %j', (model, categories) => {
    expect(categoriesOf(model)).toEqual(categories);
  });

  it('is counted for all eight, also those without models', () => {
    const counts = countByCategory(['sale.order', 'sale.order.line', 'res.partner']);
    expect(Object.keys(counts)).toEqual(MODEL_CATEGORIES);
    expect(counts).toMatchObject({ sales: 2, helpdesk: 0 });
  });
});
