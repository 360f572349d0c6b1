import { toMinorUnits } from '../../machines/money.ts';
import { orderMessages, type PlaceOrder } from '../../machines/order/messages.ts';
import type { OrderBody } from './schemas.ts';

/** The command's payload: as the body, with money in minor units. */
export function toPlaceOrder({ items, ...body }: OrderBody): PlaceOrder {
  return {
    ...body,
    items: items.map(({ unitPrice, ...item }) => ({ ...item, unitPriceMinor: toMinorUnits(unitPrice) })),
  };
}

/** What makes two of them the same order: all but the times, which are a setting of ours and may change in between. */
export function whatWasOrdered(payload: unknown): unknown {
  const { times: _, ...order } = orderMessages.PlaceOrder.parse(payload);
  return order;
}
