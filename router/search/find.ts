import type { z } from 'zod';
import { address, type FoundActor } from '../../runtime/index.ts';
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
    actors: await withStanding(inspection, actors),
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

/** Stuck wins over what the state says, as everywhere. */
async function withStanding(
  inspection: Context['inspection'],
  actors: readonly FoundActor[],
): Promise<z.infer<typeof Found>['actors']> {
  const types = [...new Set(actors.map(({ type }) => type))];
  const stuck = (await Promise.all(types.map((type) => inspection.stuck(type)))).flat();
  const since = new Map(stuck.map((each) => [each.actor, each.since]));
  return actors.map((found) => {
    const stuckSince = since.get(address(found.type, found.id)) ?? null;
    return { ...found, standing: stuckSince ? 'stuck' : found.standing, stuckSince };
  });
}
