/** The business areas models are counted under, with the words that their technical names hold. */
const CATEGORIES = {
  sales: ['sale', 'crm', 'pricelist', 'loyalty', 'pos'],
  inventory: ['stock', 'product', 'uom', 'delivery', 'barcode'],
  hr: ['hr', 'employee', 'resource'],
  project: ['project', 'timesheet', 'planning'],
  accounting: ['account', 'payment', 'analytic', 'currency'],
  purchase: ['purchase'],
  helpdesk: ['helpdesk', 'ticket'],
  manufacturing: ['mrp', 'workorder', 'quality', 'maintenance'],
} as const;

export type ModelCategory = keyof typeof CATEGORIES;

/** The categories, in the order they are told. */
export const MODEL_CATEGORIES: readonly ModelCategory[] = [
  'sales',
  'inventory',
  'hr',
  'project',
  'accounting',
  'purchase',
  'helpdesk',
  'manufacturing',
];

/** The categories a model belongs to by the words of its name; `sale.purchase` belongs to two. */
export function categoriesOf(model: string): ModelCategory[] {
  const words = new Set(model.split(/[._]/));
  return MODEL_CATEGORIES.filter((category) =>
    CATEGORIES[category].some((word) => words.has(word)),
  );
}

/** How many of the models belong to each category. */
export function countByCategory(models: readonly string[]): Record<ModelCategory, number> {
  const counts = {
    ...{ sales: 0, inventory: 0, hr: 0, project: 0 },
    ...{ accounting: 0, purchase: 0, helpdesk: 0, manufacturing: 0 },
  };
  for (const category of models.flatMap(categoriesOf)) counts[category] += 1;
  return counts;
}
