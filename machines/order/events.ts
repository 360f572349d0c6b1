import { z } from 'zod';
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

/** The step that was interrupted; it is undone first. */
const step = z.enum(['reservingStock', 'chargingPayment', 'preparingShipment']);

const ending = { customerId: z.string(), totalMinor: z.int(), currency: z.string() };

/** What happened to an order, in the past tense. The order's timeline is exactly these, and folding them gives its state. */
export const orderEvents = {
  OrderPlaced: z.object({
    customerId: z.string(),
    items: z.array(orderItem),
    totalMinor: z.int(),
    currency: z.string(),
    paymentMethod: z.string(),
    country: z.string(),
  }),
  StockReserved: z.object({}),
  PaymentCharged: paymentReplies.PaymentCharged.omit({ orderId: true }),
  ShipmentPrepared: shippingReplies.ShipmentPrepared.omit({ orderId: true }),
  OrderConfirmed: z.object({ ...ending, trackingNumber: z.string() }),
  StockRejected: inventoryReplies.StockRejected.omit({ orderId: true }),
  PaymentDeclined: paymentReplies.PaymentDeclined.omit({ orderId: true }),
  ShipmentRefused: shippingReplies.ShipmentRefused.omit({ orderId: true }),
  OrderCancellationRequested: z.object({ step }),
  ReservationExpired: z.object({ step }),
  StepTimedOut: z.object({ step }),
  ShipmentCancelled: z.object({}),
  PaymentRefunded: paymentReplies.PaymentRefunded.omit({ orderId: true }),
  StockReleased: z.object({}),
  OrderCancelled: z.object({ ...ending, reason: cancellationReason }),
} as const;

export type OrderEvent = MessageOf<typeof orderEvents>;
