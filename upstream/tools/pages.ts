import * as z from 'zod';

/** Most messages or attachments one call returns. */
const MAX_PAGE = 100;

/** The arguments of a list that belongs to one record. */
export const pageArguments = {
  limit: z
    .int()
    .positive()
    .default(20)
    .describe(`How many at most, 1 to ${MAX_PAGE}; more is lowered to ${MAX_PAGE}.`),
  offset: z.int().default(0).describe('How many to skip; below 0 counts as 0.'),
};

/** What is said beside one page of such a list. */
export const pageResult = {
  count: z.int().describe('How many are in this answer.'),
  model: z.string(),
  has_more: z.boolean().describe('Whether there are more after these.'),
  next_offset: z.int().optional().describe('Offset of the next page, when there is one.'),
};

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** The page that is meant by the arguments. */
export function pageOf({ limit, offset }: Page): Page {
  return { limit: Math.min(limit, MAX_PAGE), offset: Math.max(offset, 0) };
}

/** What to ask Odoo for: one more than is returned tells whether there are more. */
export function pageKeywords({ limit, offset }: Page): { limit: number; offset: number } {
  return { limit: limit + 1, offset };
}

/** The items of the page, and what is said beside them. */
export function cutToPage<Item>(found: readonly Item[], model: string, { limit, offset }: Page) {
  const items = found.slice(0, limit);
  const hasMore = found.length > limit;
  return {
    items,
    beside: {
      count: items.length,
      model,
      has_more: hasMore,
      ...(hasMore ? { next_offset: offset + limit } : {}),
    },
  };
}
