import { z } from 'zod';
import { choreographed } from '../choreography.ts';
import { milliseconds } from '../identifier.ts';
import { inventoryReplies } from '../inventory/messages.ts';
import type { MessageOf } from '../message-of.ts';
import { paymentReplies } from '../payment/messages.ts';
import { shippingReplies } from '../shipping/messages.ts';
import { orderItem } from './messages.ts';

/** Why an order was cancelled. */
export const cancellationReason = z.enum([
  'out_of_stock',
  'payment_declined',
  'payment_unavailable',
  'shipment_refused',
  'cancelled_by_customer',
  'reservation_expired',
  'timeout_reserving_stock',
  'timeout_charging_payment',
  'timeout_preparing_shipment',
]);

export type CancellationReason = z.infer<typeof cancellationReason>;

/** The step that was interrupted. It is undone first; in a choreography, where others may be further, all steps are. */
const step = z.enum(['reservingStock', 'chargingPayment', 'preparingShipment']);
const interruption = z.object({ step, ...choreographed });

const ending = { customerId: z.string(), totalMinor: z.int(), currency: z.string(), ...choreographed };

/** What happened to an order, in the past tense. The order's timeline is exactly these, and folding them gives its state. */
export const orderEvents = {
  OrderPlaced: z.object({
    customerId: z.string(),
    items: z.array(orderItem),
    totalMinor: z.int(),
    currency: z.string(),
    paymentMethod: z.string(),
    country: z.string(),
    holdMs: milliseconds.optional().describe('Choreography: how long the stock is to be held.'),
    ...choreographed,
  }),
  StockReserved: z.object({}),
  PaymentCharged: paymentReplies.PaymentCharged.omit({ orderId: true }),
  ShipmentPrepared: shippingReplies.ShipmentPrepared.omit({ orderId: true }).extend({ customerId: z.string() }),
  OrderConfirmed: z.object({ ...ending, trackingNumber: z.string() }),
  StockRejected: inventoryReplies.StockRejected.omit({ orderId: true }),
  PaymentDeclined: paymentReplies.PaymentDeclined.omit({ orderId: true }),
  ShipmentRefused: shippingReplies.ShipmentRefused.omit({ orderId: true }),
  OrderCancellationRequested: interruption,
  ReservationExpired: interruption,
  StepTimedOut: interruption,
  CompensationOverdue: z
    .object({ step: z.enum(['cancellingShipment', 'refundingPayment', 'releasingStock']), ...choreographed })
    .describe('Choreography: nothing was heard of this for too long; whoever does it is to do it again.'),
  ShipmentCancelled: z.object({}),
  PaymentRefunded: paymentReplies.PaymentRefunded.omit({ orderId: true }),
  StockReleased: z.object({}),
  OrderCancelled: z.object({ ...ending, reason: cancellationReason }),
} as const;

export type OrderEvent = MessageOf<typeof orderEvents>;
