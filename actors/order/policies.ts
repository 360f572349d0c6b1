import { inventoryEvents } from '../../machines/inventory/messages.ts';
import { paymentEvents } from '../../machines/payment/messages.ts';
import { shippingEvents } from '../../machines/shipping/messages.ts';
import { type Policy, typeOf } from '../../runtime/index.ts';

const heard = { ...inventoryEvents, ...paymentEvents, ...shippingEvents };
const services = new Set(['inventory', 'payment', 'shipping']);

/**
 * Brings an order what the services tell of it. Orchestrated orders get replies instead, so that their services tell
 * nothing, with one exception: that a reservation is over concerns both, and is an event for both.
 */
export const orderPolicy: Policy = {
  name: 'order-policy',
  events: Object.keys(heard),

  react({ actor, type, payload }) {
    if (!services.has(typeOf(actor))) return [];
    const { order: _, ...told } = payload as { orderId: string; order?: unknown };
    return [{ to: `order/${told.orderId}`, type, payload: told }];
  },
};
