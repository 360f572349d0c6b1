import { z } from 'zod';
import { Standing } from '../machines/schemas.ts';

export const SearchInput = z.object({
  q: z.string().trim().min(1).max(200),
  limit: z.int().min(1).max(20).default(5).describe('Of each kind'),
});

export const Found = z.object({
  /** Actors whose id begins so: orders, signals, payments and all others. */
  actors: z.array(
    z.object({
      type: z.string(),
      id: z.string(),
      state: z.string(),
      standing: Standing,
      stuckSince: z.iso.datetime().nullable(),
    }),
  ),
  /** Customers whose id, name or e-mail address begins so. */
  customers: z.array(
    z.object({ customerId: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
  ),
  deadLetters: z.array(
    z.object({ id: z.string(), actor: z.string(), type: z.string(), code: z.string(), state: z.string() }),
  ),
});
