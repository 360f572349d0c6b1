import type { Fulfilment } from '../../machines/choreography.ts';
import { toDecimal } from '../../machines/money.ts';
import type { CancellationReason } from '../../machines/order/events.ts';
import { stepOf } from '../../machines/order/evolve.ts';
import type { OrderContext } from '../../machines/order/order.machine.ts';
import type { Sql } from '../../runtime/index.ts';
import { type OrderPath, pathOf } from './path.ts';

/** An order as one row of a list: how it stands, from its actor and its events. */
export interface OrderFacts {
  orderId: string;
  standing: 'pending' | 'compensating' | 'confirmed' | 'cancelled';
  step: string;
  state: string;
  version: number;
  customerId: string;
  items: { productId: string; productName: string; quantity: number }[];
  total: number;
  currency: string;
  fulfilment: Fulfilment;
  /** Of the request that placed it. */
  correlationId: string;
  reason: CancellationReason | null;
  path: OrderPath;
  /** ISO 8601. */
  placedAt: string;
  stepSince: string;
  endedAt: string | null;
  tookMs: number | null;
}

/** The steps in which something is being undone. */
export const COMPENSATING = ['cancellingShipment', 'refundingPayment', 'releasingStock'] as const;

interface Row {
  id: string;
  state: string;
  context: OrderContext;
  correlationId: string;
  events: { type: string; at: string }[] | null;
  created_at: Date;
}

const FACTS = `
  SELECT substr(a.address, 7) AS id, a.state, a.created_at, a.snapshot -> 'context' AS context,
         a.snapshot ->> 'correlationId' AS "correlationId",
         (SELECT json_agg(json_build_object('type', e.type, 'at', e.at) ORDER BY e.version) FROM events e WHERE e.actor = a.address) AS events
    FROM actors a WHERE a.address = ANY($1::text[])`;

/** Of these orders, as committed, in the order of the ids; those that do not exist are left out. */
export async function readOrderFacts(sql: Sql, orderIds: readonly string[]): Promise<OrderFacts[]> {
  if (orderIds.length === 0) return [];
  const rows = await sql.query<Row>('order-facts', FACTS, [orderIds.map((id) => `order/${id}`)]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return orderIds.flatMap((id) => {
    const row = byId.get(id);
    return row ? [factsOf(row)] : [];
  });
}

function factsOf({ id, state, context, correlationId, events, created_at }: Row): OrderFacts {
  const told = events ?? [];
  const step = stepOf(state);
  const standing = standingOf(step);
  const placedAt = new Date(told[0]?.at ?? created_at);
  const last = new Date(told.at(-1)?.at ?? created_at);
  const ended = standing === 'confirmed' || standing === 'cancelled';
  return {
    orderId: id,
    standing,
    step,
    state,
    version: told.length,
    customerId: context.customerId,
    items: context.items.map(({ productId, productName, quantity }) => ({ productId, productName, quantity })),
    total: toDecimal(context.totalMinor),
    currency: context.currency,
    fulfilment: context.fulfilment ?? 'orchestration',
    correlationId,
    reason: context.reason,
    path: pathOf(told, step, standing === 'pending'),
    placedAt: placedAt.toISOString(),
    stepSince: last.toISOString(),
    endedAt: ended ? last.toISOString() : null,
    tookMs: ended ? last.getTime() - placedAt.getTime() : null,
  };
}

function standingOf(step: string): OrderFacts['standing'] {
  if (step === 'confirmed' || step === 'cancelled') return step;
  return (COMPENSATING as readonly string[]).includes(step) ? 'compensating' : 'pending';
}
