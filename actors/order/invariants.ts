import type { OrderEvent } from '../../machines/order/events.ts';
import { evolve, type OrderState, stepOf } from '../../machines/order/evolve.ts';
import type { Invariant, Sql } from '../../runtime/index.ts';

/** Orders with what the services hold for them. */
const ordersWithHoldings = `
  FROM (SELECT address, substr(address, 7) AS order_id, state, (snapshot -> 'context' ->> 'totalMinor')::bigint AS total
          FROM actors WHERE type = 'order') o
  LEFT JOIN payments p ON p.order_id = o.order_id
  LEFT JOIN reservations r ON r.order_id = o.order_id
  LEFT JOIN shipments s ON s.order_id = o.order_id`;

/** What is still under way to the inventory, or stuck on its way there where everybody can see it. */
const commitUnderWay = `
  SELECT m ->> 'to' FROM outbox, json_array_elements(messages) AS m WHERE m ->> 'type' = 'CommitStock'
  UNION ALL SELECT actor FROM parked WHERE message ->> 'type' = 'CommitStock'
  UNION ALL SELECT actor FROM dead_letters WHERE message_type = 'CommitStock' AND state IN ('open', 'redriving')`;

/** Choreographed orders whose confirmation the inventory's policy has not come to. */
const confirmationUnheard = `
  SELECT e.actor FROM events e LEFT JOIN checkpoints c ON c.name = 'inventory-policy'
   WHERE e.type = 'OrderConfirmed' AND e.payload ->> 'fulfilment' = 'choreography'
     AND (c.name IS NULL OR (e.tx, e.pos) > (c.tx, c.pos))`;

const most = 100;

async function lines(sql: Sql, name: string, text: string): Promise<string[]> {
  const rows = await sql.query<{ line: string }>(name, `${text} LIMIT ${most}`);
  return rows.map(({ line }) => line);
}

/** What must hold between orders, stock, money and parcels. Each check answers at most 100 violations. */
export const orderInvariants: readonly Invariant[] = [
  {
    name: 'every order has ended, or a timer, a dead letter or a message on its way will go on with it',
    check: (sql) =>
      lines(
        sql,
        'invariant-order-alive',
        `SELECT format('%s is in %s, and nothing is pending for it', o.address, o.state) AS line
           FROM actors o
          WHERE o.type = 'order' AND o.status <> 'done' AND coalesce(json_array_length(o.snapshot -> 'timers'), 0) = 0
            AND NOT EXISTS (SELECT FROM dead_letters d WHERE d.actor = o.address AND d.state IN ('open', 'redriving'))
            AND NOT EXISTS (SELECT FROM outbox m CROSS JOIN LATERAL json_array_elements(m.messages) AS message
                             WHERE message ->> 'to' = o.address)`,
      ),
  },
  {
    name: 'every confirmed order is charged its total once and not refunded, and its parcel is prepared',
    check: (sql) =>
      lines(
        sql,
        'invariant-order-confirmed',
        `SELECT format('%s is confirmed over %s; payment %s: %s charged, %s refunded; shipment %s', o.address, o.total,
                       coalesce(p.status, 'none'), coalesce(p.amount_minor, 0), coalesce(p.refunded_minor, 0),
                       coalesce(s.status, 'none')) AS line
         ${ordersWithHoldings}
         WHERE o.state = 'confirmed'
           AND (p.status IS DISTINCT FROM 'charged' OR p.refunded_minor <> 0 OR p.amount_minor <> o.total
                OR s.status IS DISTINCT FROM 'prepared')`,
      ),
  },
  {
    name: 'the goods of every confirmed order have left the house, or are about to',
    check: (sql) =>
      lines(
        sql,
        'invariant-order-stock',
        `SELECT format('%s is confirmed, its reservation is %s', o.address, coalesce(r.status, 'none')) AS line
         ${ordersWithHoldings}
         WHERE o.state = 'confirmed' AND r.status IS DISTINCT FROM 'committed'
           AND (coalesce(r.status, '') NOT IN ('reserved', 'expiring')
                OR ('inventory/' || o.order_id NOT IN (${commitUnderWay}) AND o.address NOT IN (${confirmationUnheard})))`,
      ),
  },
  {
    name: 'every cancelled order holds no stock, no money and no parcel',
    check: (sql) =>
      lines(
        sql,
        'invariant-order-cancelled',
        `SELECT format('%s is cancelled; reservation %s, payment %s: %s charged, %s refunded; shipment %s', o.address,
                       coalesce(r.status, 'none'), coalesce(p.status, 'none'), coalesce(p.amount_minor, 0),
                       coalesce(p.refunded_minor, 0), coalesce(s.status, 'none')) AS line
         ${ordersWithHoldings}
         WHERE o.state = 'cancelled'
           AND (r.status IN ('reserved', 'expiring', 'committed') OR s.status = 'prepared'
                OR (p.charge_id IS NOT NULL AND p.amount_minor <> p.refunded_minor))`,
      ),
  },
  {
    name: 'the events of every order have no gap and replay to its stored state',
    check: replay,
  },
];

interface StoredOrder {
  address: string;
  state: string;
  reason: string | null;
  event_count: number;
  events: { version: number; type: string; payload: object }[] | null;
}

async function replay(sql: Sql): Promise<string[]> {
  const violations: string[] = [];
  let after = 'order/';
  for (;;) {
    const orders = await sql.query<StoredOrder>(
      'invariant-order-replay',
      `SELECT a.address, a.state, a.snapshot -> 'context' ->> 'reason' AS reason, a.event_count,
              (SELECT json_agg(json_build_object('version', e.version, 'type', e.type, 'payload', e.payload) ORDER BY e.version)
                 FROM events e WHERE e.actor = a.address) AS events
         FROM actors a WHERE a.address > $1 AND a.address < 'order0' ORDER BY a.address LIMIT 2000`,
      [after],
    );
    for (const order of orders) {
      const violation = compare(order);
      if (violation) violations.push(violation);
    }
    const last = orders.at(-1);
    if (!last || violations.length >= most) return violations.slice(0, most);
    after = last.address;
  }
}

function compare({ address, state, reason, event_count, events }: StoredOrder): string | undefined {
  const stored = events ?? [];
  if (stored.length !== event_count || stored.some(({ version }, index) => version !== index + 1)) {
    return `${address} counts ${event_count} events; stored are the versions ${stored.map(({ version }) => version).join(', ')}`;
  }
  let order: OrderState | undefined;
  for (const { type, payload } of stored) order = evolve(order, { type, ...payload } as OrderEvent);
  if (order?.step === stepOf(state) && order.reason === reason) return undefined;
  return `${address} is in ${state} (${reason ?? 'no reason'}); its events lead to ${order?.step} (${order?.reason ?? 'no reason'})`;
}
