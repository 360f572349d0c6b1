import type { z } from 'zod';
import type { inventoryCommands } from '../../machines/inventory/messages.ts';
import type { MessageOf } from '../../machines/message-of.ts';
import type { OrderEvent } from '../../machines/order/events.ts';
import type { paymentEvents } from '../../machines/payment/messages.ts';
import { idOf, type Policy, typeOf } from '../../runtime/index.ts';

type Payload<Type extends keyof typeof inventoryCommands> = z.input<(typeof inventoryCommands)[Type]>;
type PaymentEvent = MessageOf<typeof paymentEvents>;

/**
 * The inventory's part in a choreography: it reserves for who orders, gives back where nothing is paid (any more), and lets
 * the goods go with the confirmation.
 */
export const inventoryPolicy: Policy = {
  name: 'inventory-policy',
  events: ['OrderPlaced', 'OrderConfirmed', 'CompensationOverdue', 'PaymentDeclined', 'PaymentRefunded'],

  react({ actor, type, payload }) {
    if (typeOf(actor) === 'order') return onOrder(idOf(actor), { type, ...payload } as OrderEvent);
    if (typeOf(actor) === 'payment') return [release(({ type, ...payload } as PaymentEvent).orderId)];
    return [];
  },
};

function onOrder(orderId: string, event: OrderEvent): ReturnType<Policy['react']> {
  if (event.type === 'OrderPlaced' && event.fulfilment) {
    const { items, holdMs = 900_000, totalMinor, currency, paymentMethod, country } = event;
    const payload: Payload<'ReserveStock'> = {
      orderId,
      items: items.map(({ productId, quantity }) => ({ productId, quantity })),
      holdMs,
      order: { totalMinor, currency, paymentMethod, country },
      answer: 'event',
    };
    return [{ to: `inventory/${orderId}`, type: 'ReserveStock', payload }];
  }
  if (event.type === 'OrderConfirmed' && event.fulfilment)
    return [{ to: `inventory/${orderId}`, type: 'CommitStock', payload: { orderId } }];
  if (event.type === 'CompensationOverdue' && event.step === 'releasingStock') return [release(orderId)];
  return [];
}

function release(orderId: string) {
  const payload: Payload<'ReleaseStock'> = { orderId, answer: 'event' };
  return { to: `inventory/${orderId}`, type: 'ReleaseStock', payload } as const;
}
