import { assign, emit, sendTo, setup } from 'xstate';
import type { z } from 'zod';
import type { MessageOf } from '../message-of.ts';
import { to } from '../to.ts';
import type { CancellationReason, OrderEvent } from './events.ts';
import type { OrderItem, orderMessages } from './messages.ts';

export type OrderMessage = MessageOf<typeof orderMessages>;

/** The payload of `PlaceOrder`, and the order's own id. */
export type OrderInput = z.output<typeof orderMessages.PlaceOrder> & { id: string };

type Step = Extract<OrderEvent, { type: 'StepTimedOut' }>['step'];

export interface OrderContext {
  orderId: string;
  customerId: string;
  items: OrderItem[];
  totalMinor: number;
  currency: string;
  paymentMethod: string;
  country: string;
  /** Why it is being cancelled; null while nothing went wrong. */
  reason: CancellationReason | null;
  stepTimeoutMs: number;
  retryMs: number;
  holdMs: number;
}

/**
 * One order from placing to its end. Three steps forward; where one fails, runs out of time or is called off, the steps
 * done so far are undone in reverse, the one under way included, because its outcome is not known.
 *
 * 1. A step that was asked for is answered or undone before the order ends: nothing is left behind at a service.
 * 2. Undoing is repeated until it is answered. It never gives up, and the services take each repetition as the first.
 * 3. Replies may come late, twice or in any order: a state takes only the answer it waits for. A service that was told
 *    to undo refuses the step afterwards, so an answer that is ignored here has no effect there.
 * 4. The stock of a paid order is not given up for its age: `ReservationExpired` counts until the payment is through.
 */
export const orderMachine = setup({
  types: {
    input: {} as OrderInput,
    context: {} as OrderContext,
    events: {} as OrderMessage,
    emitted: {} as OrderEvent,
    tags: {} as 'compensation',
  },
  delays: {
    stepTimeout: ({ context }) => context.stepTimeoutMs,
    retry: ({ context }) => context.retryMs,
  },
  actions: {
    because: assign((_, params: { reason: CancellationReason }) => ({ reason: params.reason })),
    placed: emit(({ context }) => ({
      type: 'OrderPlaced',
      customerId: context.customerId,
      items: context.items,
      totalMinor: context.totalMinor,
      currency: context.currency,
      paymentMethod: context.paymentMethod,
      country: context.country,
    })),
    cancelled: emit(({ context }) => ({
      type: 'OrderCancelled',
      customerId: context.customerId,
      totalMinor: context.totalMinor,
      currency: context.currency,
      reason: context.reason ?? 'cancelled_by_customer',
    })),
    cancellationRequested: emit((_, params: { step: Step }) => ({
      type: 'OrderCancellationRequested',
      step: params.step,
    })),
    reserveStock: sendTo(
      ({ context }) => to('inventory', context.orderId),
      ({ context }) => ({
        type: 'ReserveStock',
        orderId: context.orderId,
        items: context.items.map(({ productId, quantity }) => ({ productId, quantity })),
        holdMs: context.holdMs,
      }),
    ),
    releaseStock: sendTo(
      ({ context }) => to('inventory', context.orderId),
      ({ context }) => ({ type: 'ReleaseStock', orderId: context.orderId }),
    ),
    commitStock: sendTo(
      ({ context }) => to('inventory', context.orderId),
      ({ context }) => ({ type: 'CommitStock', orderId: context.orderId }),
    ),
    chargePayment: sendTo(
      ({ context }) => to('payment', context.orderId),
      ({ context }) => ({
        type: 'ChargePayment',
        orderId: context.orderId,
        amountMinor: context.totalMinor,
        currency: context.currency,
        paymentMethod: context.paymentMethod,
      }),
    ),
    refundPayment: sendTo(
      ({ context }) => to('payment', context.orderId),
      ({ context }) => ({ type: 'RefundPayment', orderId: context.orderId }),
    ),
    prepareShipment: sendTo(
      ({ context }) => to('shipping', context.orderId),
      ({ context }) => ({ type: 'PrepareShipment', orderId: context.orderId, country: context.country }),
    ),
    cancelShipment: sendTo(
      ({ context }) => to('shipping', context.orderId),
      ({ context }) => ({ type: 'CancelShipment', orderId: context.orderId }),
    ),
  },
}).createMachine({
  id: 'order',
  context: ({ input }) => ({
    orderId: input.id,
    customerId: input.customerId,
    items: input.items,
    totalMinor: input.items.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0),
    currency: input.currency,
    paymentMethod: input.paymentMethod,
    country: input.shipTo.country,
    reason: null,
    stepTimeoutMs: input.times.stepTimeoutMs,
    retryMs: input.times.retryMs,
    holdMs: input.times.holdMs,
  }),
  entry: 'placed',
  initial: 'reservingStock',
  states: {
    reservingStock: {
      entry: 'reserveStock',
      on: {
        StockReserved: { target: 'chargingPayment', actions: emit({ type: 'StockReserved' }) },
        StockRejected: {
          target: 'cancelled',
          actions: [
            { type: 'because', params: { reason: 'out_of_stock' } },
            emit(({ event: { reason, missing } }) => ({ type: 'StockRejected', reason, missing })),
          ],
        },
        CancelOrder: {
          target: 'releasingStock',
          actions: [
            { type: 'because', params: { reason: 'cancelled_by_customer' } },
            { type: 'cancellationRequested', params: { step: 'reservingStock' } },
          ],
        },
        ReservationExpired: {
          target: 'releasingStock',
          actions: [
            { type: 'because', params: { reason: 'reservation_expired' } },
            emit({ type: 'ReservationExpired', step: 'reservingStock' }),
          ],
        },
      },
      after: {
        stepTimeout: {
          target: 'releasingStock',
          actions: [
            { type: 'because', params: { reason: 'timeout_reserving_stock' } },
            emit({ type: 'StepTimedOut', step: 'reservingStock' }),
          ],
        },
      },
    },

    chargingPayment: {
      entry: 'chargePayment',
      on: {
        PaymentCharged: {
          target: 'preparingShipment',
          actions: emit(({ event: { amountMinor, chargeId } }) => ({
            type: 'PaymentCharged',
            amountMinor,
            chargeId,
          })),
        },
        PaymentDeclined: {
          target: 'releasingStock',
          actions: [
            assign({ reason: ({ event }) => event.reason }),
            emit(({ event: { reason, detail } }) => ({ type: 'PaymentDeclined', reason, detail })),
          ],
        },
        CancelOrder: {
          target: 'refundingPayment',
          actions: [
            { type: 'because', params: { reason: 'cancelled_by_customer' } },
            { type: 'cancellationRequested', params: { step: 'chargingPayment' } },
          ],
        },
        ReservationExpired: {
          target: 'refundingPayment',
          actions: [
            { type: 'because', params: { reason: 'reservation_expired' } },
            emit({ type: 'ReservationExpired', step: 'chargingPayment' }),
          ],
        },
      },
      after: {
        stepTimeout: {
          target: 'refundingPayment',
          actions: [
            { type: 'because', params: { reason: 'timeout_charging_payment' } },
            emit({ type: 'StepTimedOut', step: 'chargingPayment' }),
          ],
        },
      },
    },

    preparingShipment: {
      entry: 'prepareShipment',
      on: {
        ShipmentPrepared: {
          target: 'confirmed',
          actions: [
            emit(({ event: { trackingNumber } }) => ({ type: 'ShipmentPrepared', trackingNumber })),
            emit(({ context: { customerId, totalMinor, currency }, event: { trackingNumber } }) => ({
              type: 'OrderConfirmed',
              customerId,
              totalMinor,
              currency,
              trackingNumber,
            })),
          ],
        },
        ShipmentRefused: {
          target: 'refundingPayment',
          actions: [
            { type: 'because', params: { reason: 'shipment_refused' } },
            emit(({ event: { reason } }) => ({ type: 'ShipmentRefused', reason })),
          ],
        },
        CancelOrder: {
          target: 'cancellingShipment',
          actions: [
            { type: 'because', params: { reason: 'cancelled_by_customer' } },
            { type: 'cancellationRequested', params: { step: 'preparingShipment' } },
          ],
        },
      },
      after: {
        stepTimeout: {
          target: 'cancellingShipment',
          actions: [
            { type: 'because', params: { reason: 'timeout_preparing_shipment' } },
            emit({ type: 'StepTimedOut', step: 'preparingShipment' }),
          ],
        },
      },
    },

    confirmed: { type: 'final', entry: 'commitStock' },

    cancellingShipment: {
      tags: 'compensation',
      entry: 'cancelShipment',
      on: { ShipmentCancelled: { target: 'refundingPayment', actions: emit({ type: 'ShipmentCancelled' }) } },
      after: { retry: { target: 'cancellingShipment', reenter: true } },
    },

    refundingPayment: {
      tags: 'compensation',
      entry: 'refundPayment',
      on: {
        PaymentRefunded: {
          target: 'releasingStock',
          actions: emit(({ event: { amountMinor } }) => ({ type: 'PaymentRefunded', amountMinor })),
        },
      },
      after: { retry: { target: 'refundingPayment', reenter: true } },
    },

    releasingStock: {
      tags: 'compensation',
      entry: 'releaseStock',
      on: { StockReleased: { target: 'cancelled', actions: emit({ type: 'StockReleased' }) } },
      after: { retry: { target: 'releasingStock', reenter: true } },
    },

    cancelled: { type: 'final', tags: 'compensation', entry: 'cancelled' },
  },
});
