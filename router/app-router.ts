import { actors } from './actors/index.ts';
import { deadLetters } from './dead-letters/index.ts';
import { events } from './events/index.ts';
import { inventory } from './inventory/index.ts';
import { orders } from './orders/index.ts';
import { router } from './trpc.ts';

/** Everything that can be asked of Orderly. REST and OpenAPI are derived from it. */
export const appRouter = router({ orders, inventory, deadLetters, actors, events });

export type AppRouter = typeof appRouter;
