import { z } from 'zod';
import { fulfilment } from '../choreography.ts';
import { country, currency, identifier, milliseconds, minorUnits } from '../identifier.ts';
import { inventoryReplies } from '../inventory/messages.ts';
import { paymentReplies } from '../payment/messages.ts';
import { shippingReplies } from '../shipping/messages.ts';

export const orderItem = z.object({
  productId: identifier,
  productName: z.string().min(1).max(200),
  quantity: z.int().min(1).max(10_000),
  unitPriceMinor: minorUnits.max(1_000_000_000),
});

export type OrderItem = z.infer<typeof orderItem>;

/** How long an order waits, in milliseconds. */
export const orderTimes = z.object({
  stepTimeoutMs: milliseconds.default(30_000).describe('Per step; then what was done is compensated.'),
  retryMs: milliseconds.default(30_000).describe('After which a compensating command is sent again.'),
  holdMs: milliseconds.default(900_000).describe('How long the stock is held for the order.'),
});

/** What an order understands: commands from its doors, and what the services did: as their replies, or brought by its policy. */
export const orderMessages = {
  PlaceOrder: z
    .object({
      customerId: identifier,
      items: z.array(orderItem).min(1).max(100),
      currency: currency.default('EUR'),
      paymentMethod: z.string().min(1).max(64).default('pm_ok'),
      shipTo: z.object({ country }).default({ country: 'DE' }),
      fulfilment: fulfilment.default('orchestration'),
      times: orderTimes.default(() => orderTimes.parse({})),
    })
    .describe('Starts an order.'),
  CancelOrder: z
    .object({})
    .describe('Allowed until the shipment is prepared; everything done so far is compensated.'),
  StockReserved: inventoryReplies.StockReserved,
  StockRejected: inventoryReplies.StockRejected,
  StockReleased: inventoryReplies.StockReleased,
  ReservationExpired: inventoryReplies.ReservationExpired,
  ...paymentReplies,
  ...shippingReplies,
} as const;

export type PlaceOrder = z.input<typeof orderMessages.PlaceOrder>;
