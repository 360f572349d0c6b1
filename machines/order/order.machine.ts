import { assign, emit } from 'xstate';
import { choreography } from './choreography.ts';
import { orderSetup } from './order.setup.ts';

export type { OrderContext, OrderInput, OrderMessage } from './order.setup.ts';

/**
 * One order from placing to its end, in one of two styles. Orchestrated, it tells each service what to do: three steps
 * forward; where one fails, runs out of time or is called off, the steps done so far are undone in reverse, the one under
 * way included, because its outcome is not known. Choreographed, it follows what the services do: see `choreography.ts`.
 *
 * 1. A step that was asked for is answered or undone before the order ends: nothing is left behind at a service.
 * 2. Undoing is repeated until it is answered. It never gives up, and the services take each repetition as the first.
 * 3. Replies may come late, twice or in any order: a state takes only the answer it waits for. A service that was told
 *    to undo refuses the step afterwards, so an answer that is ignored here has no effect there.
 * 4. The stock of a paid order is not given up for its age: `ReservationExpired` counts until the payment is through.
 */
export const orderMachine = orderSetup.createMachine({
  id: 'order',
  context: ({ input }) => ({
    orderId: input.id,
    customerId: input.customerId,
    items: input.items,
    totalMinor: input.items.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0),
    currency: input.currency,
    paymentMethod: input.paymentMethod,
    country: input.shipTo.country,
    fulfilment: input.fulfilment,
    reason: null,
    stepTimeoutMs: input.times.stepTimeoutMs,
    retryMs: input.times.retryMs,
    holdMs: input.times.holdMs,
    stockReleased: false,
  }),
  entry: 'placed',
  initial: 'starting',
  states: {
    starting: { always: [{ guard: 'isChoreographed', target: 'choreography' }, { target: 'reservingStock' }] },

    choreography,

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
            { type: 'reservationExpired', params: { step: 'reservingStock' } },
          ],
        },
      },
      after: {
        stepTimeout: {
          target: 'releasingStock',
          actions: [
            { type: 'because', params: { reason: 'timeout_reserving_stock' } },
            { type: 'stepTimedOut', params: { step: 'reservingStock' } },
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
            { type: 'reservationExpired', params: { step: 'chargingPayment' } },
          ],
        },
      },
      after: {
        stepTimeout: {
          target: 'refundingPayment',
          actions: [
            { type: 'because', params: { reason: 'timeout_charging_payment' } },
            { type: 'stepTimedOut', params: { step: 'chargingPayment' } },
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
            { type: 'shipmentPrepared', params: ({ event: { trackingNumber } }) => ({ trackingNumber }) },
            { type: 'confirmed', params: ({ event: { trackingNumber } }) => ({ trackingNumber }) },
            'commitStock',
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
            { type: 'stepTimedOut', params: { step: 'preparingShipment' } },
          ],
        },
      },
    },

    confirmed: { type: 'final' },

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
