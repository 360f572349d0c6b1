import type { ActorStatus, Reading, Sql } from '../../runtime/index.ts';
import { type Order, toOrder } from './order.ts';

interface Row {
  state: string;
  status: ActorStatus;
  context: Record<string, unknown>;
  events: { type: string; at: string }[] | null;
}

/** One statement, so that state and events are of one moment. */
const ORDER = `
  SELECT a.state, a.status, a.snapshot -> 'context' AS context,
         (SELECT json_agg(json_build_object('type', e.type, 'at', e.at) ORDER BY e.version) FROM events e WHERE e.actor = a.address) AS events
    FROM actors a WHERE a.address = $1`;

/** An order from its actor and events, as committed; undefined where there is none. */
export async function loadOrder(sql: Sql, orderId: string): Promise<Reading<Order> | undefined> {
  const [row] = await sql.query<Row>('order-by-id', ORDER, [`order/${orderId}`]);
  if (!row) return undefined;
  const events = (row.events ?? []).map(({ type, at }) => ({ type, at: new Date(at) }));
  const value = toOrder({ id: orderId, state: row.state, context: row.context }, events);
  return { value, version: events.length, final: row.status !== 'active' };
}
