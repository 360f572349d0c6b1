import { z } from 'zod';

/** The paging part of every list. */
export const PageInput = z.object({
  limit: z.coerce.number<number>().int().min(1).max(100).default(20).describe('Items on a page'),
  cursor: z.string().min(1).max(500).optional().describe('The `nextCursor` of the page before'),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().optional().describe('Absent on the last page') });
}
