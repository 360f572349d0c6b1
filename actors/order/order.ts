import type { Fulfilment } from '../../machines/choreography.ts';
import { toDecimal } from '../../machines/money.ts';
import type { CancellationReason } from '../../machines/order/events.ts';
import { type OrderStatus, stepOf } from '../../machines/order/evolve.ts';
import type { OrderItem } from '../../machines/order/messages.ts';
import type { OrderContext } from '../../machines/order/order.machine.ts';
import type { ActorView, StoredEvent } from '../../runtime/index.ts';

/** An order as clients see it: money in decimals. */
export interface Order {
  orderId: string;
  status: OrderStatus;
  /** The machine's state; of nested ones the innermost. */
  step: string;
  /** Why it is being cancelled, or was. */
  reason?: CancellationReason;
  customerId: string;
  items: { productId: string; productName: string; quantity: number; unitPrice: number }[];
  total: number;
  currency: string;
  fulfilment: Fulfilment;
  /** Its events; `at` in ISO 8601. */
  timeline: { type: string; at: string }[];
  /** How many events it has; grows with each change. */
  version: number;
}

type Told = Pick<StoredEvent, 'type' | 'at'>;

/** The answer to a client, from the order's actor and all its events. */
export function toOrder(view: Pick<ActorView, 'id' | 'state' | 'context'>, events: readonly Told[]): Order {
  const context = view.context as unknown as OrderContext;
  const status = view.state === 'confirmed' || view.state === 'cancelled' ? view.state : 'pending';
  const progress = { status, step: stepOf(view.state), reason: context.reason, version: events.length } as const;
  return present({ ...context, ...progress, orderId: view.id }, events);
}

/** The same from its parts, wherever they were read. */
export function present(
  order: {
    orderId: string;
    status: OrderStatus;
    step: string;
    reason: CancellationReason | null;
    customerId: string;
    items: readonly OrderItem[];
    totalMinor: number;
    currency: string;
    fulfilment?: Fulfilment | null;
    version: number;
  },
  events: readonly Told[],
): Order {
  return {
    orderId: order.orderId,
    status: order.status,
    step: order.step,
    ...(order.reason === null ? {} : { reason: order.reason }),
    customerId: order.customerId,
    items: order.items.map(({ productId, productName, quantity, unitPriceMinor }) => ({
      productId,
      productName,
      quantity,
      unitPrice: toDecimal(unitPriceMinor),
    })),
    total: toDecimal(order.totalMinor),
    currency: order.currency,
    fulfilment: order.fulfilment ?? 'orchestration',
    timeline: events.map(({ type, at }) => ({ type, at: at.toISOString() })),
    version: order.version,
  };
}

/** Why `CancelOrder` comes too late, in a sentence; undefined where the order can be, is being or is cancelled. */
export function whyNotCancellable(view: Pick<ActorView, 'state'>): string | undefined {
  if (view.state !== 'confirmed') return undefined;
  return 'Its shipment is prepared and the order is confirmed, so it can no longer be cancelled.';
}
