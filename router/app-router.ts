import { actors } from './actors/index.ts';
import { analytics } from './analytics/index.ts';
import { customers } from './customers/index.ts';
import { deadLetters } from './dead-letters/index.ts';
import { events } from './events/index.ts';
import { fleet } from './fleet/index.ts';
import { inventory } from './inventory/index.ts';
import { machines } from './machines/index.ts';
import { notifications } from './notifications/index.ts';
import { orders } from './orders/index.ts';
import { queues } from './queues/index.ts';
import { search } from './search/index.ts';
import { settings } from './settings/index.ts';
import { signals } from './signals/index.ts';
import { router } from './trpc.ts';
import { users } from './users/index.ts';
import { webhooks } from './webhooks/index.ts';

/** Everything that can be asked of Orderly. REST and OpenAPI are derived from it. */
export const appRouter = router({
  orders,
  signals,
  inventory,
  analytics,
  users,
  customers,
  notifications,
  webhooks,
  deadLetters,
  actors,
  events,
  machines,
  fleet,
  queues,
  search,
  settings,
});

export type AppRouter = typeof appRouter;
