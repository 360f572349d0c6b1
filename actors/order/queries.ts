import type { Fulfilment } from '../../machines/choreography.ts';
import type { CancellationReason } from '../../machines/order/events.ts';
import type { OrderStatus } from '../../machines/order/evolve.ts';
import type { OrderItem } from '../../machines/order/messages.ts';
import type { Sql } from '../../runtime/index.ts';
import { decode, encode } from './cursor.ts';
import { type Order, present } from './order.ts';

export interface OrderFilter {
  customerId?: string;
  status?: OrderStatus;
  fulfilment?: Fulfilment;
  /** The `nextCursor` of the page before. */
  cursor?: string;
  /** Default 50. */
  limit?: number;
}

export interface OrderPage {
  items: Order[];
  /** Absent on the last page. */
  nextCursor?: string;
}

interface Row {
  orderId: string;
  customerId: string;
  status: OrderStatus;
  step: string;
  reason: CancellationReason | null;
  totalMinor: number;
  currency: string;
  items: OrderItem[];
  fulfilment: Fulfilment | null;
  placedUs: string;
  version: number;
}

/** Written out, so that the plan finds the partial index. */
const having = {
  pending: "status = 'pending'",
  confirmed: "status = 'confirmed'",
  cancelled: "status = 'cancelled'",
} as const satisfies Record<OrderStatus, string>;

const fulfilledBy = {
  orchestration: 'fulfilment IS NULL',
  choreography: "fulfilment = 'choreography'",
} as const satisfies Record<Fulfilment, string>;

/**
 * Orders, newest first, from the view, so a moment behind the actors. Each kind of filter is a statement of its own, so
 * that each is answered from its index. Throws `InvalidCursor`.
 */
export async function listOrders(
  sql: Sql,
  { customerId, status, fulfilment, cursor, limit = 50 }: OrderFilter = {},
): Promise<OrderPage> {
  const values: unknown[] = [...decode(cursor), limit + 1];
  const where = [
    "(placed_at, order_id) < (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::text)",
  ];
  if (customerId !== undefined) where.push(`customer_id = $${values.push(customerId)}`);
  if (status !== undefined) where.push(having[status]);
  if (fulfilment !== undefined) where.push(fulfilledBy[fulfilment]);
  const rows = await sql.query<Row>(
    ['orders-list', status, fulfilment, customerId && 'by-customer'].filter(Boolean).join('-'),
    `SELECT order_id AS "orderId", customer_id AS "customerId", status, step, reason, total_minor::float8 AS "totalMinor",
            currency, items, fulfilment, (extract(epoch FROM placed_at) * 1000000)::bigint AS "placedUs", version
       FROM order_views WHERE ${where.join(' AND ')} ORDER BY placed_at DESC, order_id DESC LIMIT $3`,
    values,
  );
  const page = rows.slice(0, limit);
  const timelines = await readTimelines(sql, page);
  const items = page.map((row) => present(row, timelines.get(row.orderId) ?? []));
  const last = page.at(-1);
  return rows.length > limit && last ? { items, nextCursor: encode([last.placedUs, last.orderId]) } : { items };
}

/** The events of these orders, no further than the view has come. */
async function readTimelines(
  sql: Sql,
  orders: readonly Row[],
): Promise<Map<string, { type: string; at: Date }[]>> {
  if (orders.length === 0) return new Map();
  const events = await sql.query<{ actor: string; version: number; type: string; at: Date }>(
    'orders-timelines',
    'SELECT actor, version, type, at FROM events WHERE actor = ANY($1::text[]) ORDER BY actor, version',
    [orders.map(({ orderId }) => `order/${orderId}`)],
  );
  const timelines = new Map(orders.map(({ orderId }) => [orderId, [] as { type: string; at: Date }[]]));
  const versions = new Map(orders.map(({ orderId, version }) => [orderId, version]));
  for (const { actor, version, type, at } of events) {
    const orderId = actor.slice('order/'.length);
    if (version <= (versions.get(orderId) ?? 0)) timelines.get(orderId)?.push({ type, at });
  }
  return timelines;
}
