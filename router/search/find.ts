import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Found, SearchInput } from './schemas.ts';

const LETTER = /^\d{1,18}$/;

/** What the palette offers: everything whose id, or a customer's name or address, begins with `q`. */
export async function search(
  { inspection, customers, runtime }: Pick<Context, 'inspection' | 'customers' | 'runtime'>,
  { q, limit }: z.infer<typeof SearchInput>,
): Promise<z.infer<typeof Found>> {
  const [actors, people, letter] = await Promise.all([
    inspection.find(q, limit),
    customers.find(q, limit),
    LETTER.test(q) ? runtime.deadLetters.get(q) : undefined,
  ]);
  return {
    actors,
    customers: people,
    deadLetters: letter
      ? [
          {
            id: letter.id,
            actor: letter.actor,
            type: letter.message.type,
            code: letter.error.code,
            state: letter.state,
          },
        ]
      : [],
  };
}
