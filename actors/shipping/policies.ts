import type { z } from 'zod';
import type { MessageOf } from '../../machines/message-of.ts';
import type { OrderEvent } from '../../machines/order/events.ts';
import type { paymentEvents } from '../../machines/payment/messages.ts';
import type { shippingCommands } from '../../machines/shipping/messages.ts';
import { idOf, type Policy, typeOf } from '../../runtime/index.ts';

type Payload<Type extends keyof typeof shippingCommands> = z.input<(typeof shippingCommands)[Type]>;
type PaymentCharged = Extract<MessageOf<typeof paymentEvents>, { type: 'PaymentCharged' }>;

/**
 * Shipping's part in a choreography: it prepares what is paid. It is the far end of the line, so where an order gives up,
 * undoing begins here: cancelled first, then refunded, then released.
 */
export const shippingPolicy: Policy = {
  name: 'shipping-policy',
  events: [
    'PaymentCharged',
    'OrderCancellationRequested',
    'StepTimedOut',
    'ReservationExpired',
    'CompensationOverdue',
  ],

  react({ actor, type, payload }) {
    if (typeOf(actor) === 'payment' && type === 'PaymentCharged')
      return prepare({ type, ...payload } as PaymentCharged);
    if (typeOf(actor) === 'order') return onOrder(idOf(actor), { type, ...payload } as OrderEvent);
    return [];
  },
};

function prepare({ orderId, order }: PaymentCharged): ReturnType<Policy['react']> {
  if (!order) return [];
  const payload: Payload<'PrepareShipment'> = { orderId, country: order.country, answer: 'event' };
  return [{ to: `shipping/${orderId}`, type: 'PrepareShipment', payload }];
}

function onOrder(orderId: string, event: OrderEvent): ReturnType<Policy['react']> {
  const cancel: Payload<'CancelShipment'> = { orderId, answer: 'event' };
  switch (event.type) {
    case 'CompensationOverdue':
      if (event.step !== 'cancellingShipment') return [];
      break;
    case 'OrderCancellationRequested':
    case 'StepTimedOut':
    case 'ReservationExpired':
      if (!event.fulfilment) return [];
      break;
    default:
      return [];
  }
  return [{ to: `shipping/${orderId}`, type: 'CancelShipment', payload: cancel }];
}
