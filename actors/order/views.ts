import { type OrderEvent, orderEvents } from '../../machines/order/events.ts';
import { progress } from '../../machines/order/evolve.ts';
import {
  bigints,
  doubles,
  idOf,
  integers,
  type Projection,
  type Sql,
  type StoredEvent,
  texts,
  typeOf,
} from '../../runtime/index.ts';

/** What a batch of events tells of one row of `order_views`; left out where no event of the batch says so. */
interface ViewChange {
  order_id: string;
  /** Of the last event. */
  version: number;
  updated_at: Date;
  status: string;
  step: string;
  reason?: string;
  customer_id?: string;
  total_minor?: number;
  currency?: string;
  items?: readonly object[];
  fulfilment?: string;
  placed_at?: Date;
  /** Of the request that placed the order. */
  correlation_id?: string;
}

/**
 * The list of orders, from the orders' own events: services tell of them under the same names. A batch is folded per order first, so that an order that was placed and confirmed within it is
 * written once. Progress counts from the highest version only, the rest from whichever event brings it: batches may come
 * again or in any order.
 */
export const orderViews: Projection = {
  name: 'order-views',
  table: 'order_views',
  events: Object.keys(orderEvents),

  async apply(events, sql) {
    const changes = new Map<string, ViewChange>();
    for (const event of events) {
      if (typeOf(event.actor) !== 'order') continue;
      const orderId = idOf(event.actor);
      changes.set(orderId, fold(changes.get(orderId), orderId, event));
    }
    if (changes.size > 0) await upsert([...changes.values()], sql);
  },
};

function fold(
  before: ViewChange | undefined,
  orderId: string,
  { type, payload, version, at, correlationId }: StoredEvent,
): ViewChange {
  const event = { type, ...payload } as OrderEvent;
  const here: ViewChange = { order_id: orderId, version, updated_at: at, ...progress(event) };
  if (event.type === 'OrderPlaced') {
    const { customerId, totalMinor, currency, items, fulfilment } = event;
    Object.assign(here, {
      customer_id: customerId,
      total_minor: totalMinor,
      currency,
      items,
      fulfilment,
      placed_at: at,
      correlation_id: correlationId,
    });
  }
  if (!before) return here;
  return before.version < version ? { ...before, ...here } : { ...here, ...before };
}

async function upsert(changes: readonly ViewChange[], sql: Sql): Promise<void> {
  await sql.query(
    'order-views-upsert',
    `INSERT INTO order_views AS v
            (order_id, version, updated_at, status, step, reason, customer_id, total_minor, currency, items, placed_at,
             fulfilment, correlation_id)
     SELECT c.order_id, c.version, to_timestamp(c.updated_at / 1000), c.status, c.step, c.reason, c.customer_id,
            c.total_minor, c.currency, c.items::json, to_timestamp(c.placed_at / 1000), c.fulfilment, c.correlation_id
       FROM unnest($1::text[], $2::integer[], $3::double precision[], $4::text[], $5::text[], $6::text[], $7::text[],
                   $8::bigint[], $9::text[], $10::text[], $11::double precision[], $12::text[], $13::text[])
            AS c (order_id, version, updated_at, status, step, reason, customer_id, total_minor, currency, items, placed_at,
                  fulfilment, correlation_id)
      ORDER BY c.order_id
     ON CONFLICT (order_id) DO UPDATE
        SET version = greatest(v.version, excluded.version),
            updated_at = CASE WHEN excluded.version > v.version THEN excluded.updated_at ELSE v.updated_at END,
            status = CASE WHEN excluded.version > v.version THEN excluded.status ELSE v.status END,
            step = CASE WHEN excluded.version > v.version THEN excluded.step ELSE v.step END,
            reason = coalesce(v.reason, excluded.reason),
            customer_id = coalesce(v.customer_id, excluded.customer_id),
            total_minor = coalesce(v.total_minor, excluded.total_minor),
            currency = coalesce(v.currency, excluded.currency),
            items = coalesce(v.items, excluded.items),
            placed_at = coalesce(v.placed_at, excluded.placed_at),
            fulfilment = coalesce(v.fulfilment, excluded.fulfilment),
            correlation_id = coalesce(v.correlation_id, excluded.correlation_id)`,
    [
      texts(changes.map(({ order_id }) => order_id)),
      integers(changes.map(({ version }) => version)),
      doubles(changes.map(({ updated_at }) => updated_at.getTime())),
      texts(changes.map(({ status }) => status)),
      texts(changes.map(({ step }) => step)),
      texts(changes.map(({ reason }) => reason)),
      texts(changes.map(({ customer_id }) => customer_id)),
      bigints(changes.map(({ total_minor }) => total_minor)),
      texts(changes.map(({ currency }) => currency)),
      texts(changes.map(({ items }) => items && JSON.stringify(items))),
      doubles(changes.map(({ placed_at }) => placed_at?.getTime())),
      texts(changes.map(({ fulfilment }) => fulfilment)),
      texts(changes.map(({ correlation_id }) => correlation_id)),
    ],
  );
}
