import { query } from './compare/counters.ts';

const LOOK_EVERY_MS = 50;
const LEFT = `
  SELECT (SELECT count(*) FROM outbox)
       + (SELECT count(*) FROM order_views WHERE status = 'pending')
       + (SELECT count(*) FROM checkpoints c WHERE name = 'order-views' AND (c.tx, c.pos) <
           (SELECT tx, pos FROM events WHERE actor LIKE 'order/%' ORDER BY tx DESC, pos DESC LIMIT 1)) AS left`;

/** Resolves when every message is settled and the view of the orders has caught up. */
export async function settled(databaseUrl: string): Promise<void> {
  while (Number((await query<{ left: string }>(databaseUrl, LEFT))[0]?.left) > 0)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
