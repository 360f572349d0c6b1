import type { z } from 'zod';
import type { inventoryEvents } from '../../machines/inventory/messages.ts';
import type { MessageOf } from '../../machines/message-of.ts';
import type { OrderEvent } from '../../machines/order/events.ts';
import type { paymentCommands } from '../../machines/payment/messages.ts';
import { idOf, type Policy, typeOf } from '../../runtime/index.ts';

type Payload<Type extends keyof typeof paymentCommands> = z.input<(typeof paymentCommands)[Type]>;
type InventoryEvent = MessageOf<typeof inventoryEvents>;

/** The payment's part in a choreography: it charges once the stock is reserved, and gives back what is not shipped. */
export const paymentPolicy: Policy = {
  name: 'payment-policy',
  events: ['StockReserved', 'ShipmentRefused', 'ShipmentCancelled', 'CompensationOverdue'],

  react({ actor, type, payload }) {
    const service = typeOf(actor);
    if (service === 'inventory' && type === 'StockReserved') return charge({ type, ...payload } as InventoryEvent);
    if (service === 'shipping') return [refund(idOf(actor))];
    if (service === 'order' && type === 'CompensationOverdue') {
      const { step } = payload as Extract<OrderEvent, { type: 'CompensationOverdue' }>;
      return step === 'refundingPayment' ? [refund(idOf(actor))] : [];
    }
    return [];
  },
};

function charge(event: InventoryEvent): ReturnType<Policy['react']> {
  if (event.type !== 'StockReserved' || !event.order) return [];
  const { orderId, order } = event;
  const { totalMinor: amountMinor, currency, paymentMethod } = order;
  const payload: Payload<'ChargePayment'> = {
    orderId,
    amountMinor,
    currency,
    paymentMethod,
    order,
    answer: 'event',
  };
  return [{ to: `payment/${orderId}`, type: 'ChargePayment', payload }];
}

function refund(orderId: string) {
  const payload: Payload<'RefundPayment'> = { orderId, answer: 'event' };
  return { to: `payment/${orderId}`, type: 'RefundPayment', payload } as const;
}
