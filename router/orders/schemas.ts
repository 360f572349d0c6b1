import { z } from 'zod';
import { fulfilment } from '../../machines/choreography.ts';
import { cancellationReason } from '../../machines/order/events.ts';
import { orderItem, orderMessages } from '../../machines/order/messages.ts';
import { Price } from '../price.ts';

const { customerId, currency, paymentMethod, shipTo } = orderMessages.PlaceOrder.shape;

const Item = orderItem.omit({ unitPriceMinor: true }).extend({ unitPrice: Price });

export const Fulfilment = fulfilment.describe(
  'orchestration: the order tells the services what to do. choreography: the services react to events',
);

const EXAMPLE = {
  customerId: 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
  items: [
    { productId: '11111111-1111-1111-1111-111111111111', productName: 'Laptop', quantity: 1, unitPrice: 999.99 },
  ],
};

/** What `PlaceOrder` says, with prices as people write them. */
export const OrderBody = z
  .object({
    customerId,
    items: z.array(Item).min(1).max(100),
    fulfilment: Fulfilment.optional(),
    currency,
    paymentMethod,
    shipTo,
  })
  .meta({ id: 'OrderBody', examples: [EXAMPLE] });
export type OrderBody = z.output<typeof OrderBody>;

export const OrderStatus = z.enum(['pending', 'confirmed', 'cancelled']);

export const Order = z
  .object({
    orderId: z.string(),
    status: OrderStatus,
    step: z.string().describe('The state of its statechart'),
    reason: cancellationReason.optional().describe('Why it is being cancelled, or was'),
    customerId: z.string(),
    items: z.array(
      z.object({ productId: z.string(), productName: z.string(), quantity: z.int(), unitPrice: z.number() }),
    ),
    total: z.number(),
    currency: z.string(),
    fulfilment: Fulfilment,
    timeline: z.array(z.object({ type: z.string(), at: z.string() })).describe('Its events so far'),
    version: z.int().describe('How many events it has'),
  })
  .meta({ id: 'Order' });
