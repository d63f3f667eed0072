import { describe, expect, it } from 'vitest';
import { loadBundledBindings } from './bundled.ts';

const binding = loadBundledBindings().find(({ id }) => id === 'odoo-mcp-upstream');

describe('the resources of the bundled server', () => {
  it.each([
    ['odoo://models', { kind: 'list_models' }],
    ['odoo://categories', { kind: 'list_models' }],
    ['odoo://models/res.partner', { kind: 'fields_get', model: 'res.partner' }],
    ['odoo://schema/res.partner', { kind: 'fields_get', model: 'res.partner' }],
    ['odoo://workflow/sale.order', { kind: 'fields_get', model: 'sale.order' }],
    ['odoo://record/res.partner/7', { kind: 'read', model: 'res.partner', ids: [7] }],
    [
      'odoo://record/res.partner/7?fields=name,email',
      { kind: 'read', model: 'res.partner', ids: [7], fields: ['name', 'email'] },
    ],
    [
      'odoo://binary/res.partner/7/image_128',
      { kind: 'read', model: 'res.partner', ids: [7], fields: ['image_128'] },
    ],
  ])('%s means one operation, and is forwarded under the same URI', (uri, operation) => {
    const calls = (binding?.resources ?? []).flatMap((resource) => resource.match(uri) ?? []);
    expect(calls).toHaveLength(1);
    const [call] = calls;
    if (call === undefined || 'effect' in call) throw new Error('refused');
    expect(call.operations).toEqual([operation]);
    expect(decodeURIComponent(call.emit(call.operations))).toBe(uri);
  });

  it.each([
    'odoo://record/res.partner/seven',
    'odoo://record/res.partner/7?domain=all',
    'odoo://record/Res Partner/7',
    'odoo://models/no name',
  ])('%s means nothing', (uri) => {
    for (const resource of binding?.resources ?? []) {
      const call = resource.match(uri);
      expect(call === undefined || 'effect' in call).toBe(true);
    }
  });
});

describe('the prompts of the bundled server', () => {
  const bind = (name: string, args: Record<string, string>) =>
    binding?.prompts.get(name)?.bind(args);

  it('name the models they are about', () => {
    expect(binding?.prompts.size).toBe(17);
    expect(bind('explore_data', { model: 'sale.order', question: 'How many?' })).toMatchObject({
      models: ['sale.order'],
    });
  });

  it.each([
    ['explore_data', { model: 'sale order' }],
    ['quote_to_invoice', { model: 'sale.order' }],
  ])('%s with %j is refused', (name, args) => {
    expect(bind(name, args)).toHaveProperty('effect', 'deny');
  });
});
