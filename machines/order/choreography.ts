import { assign, emit } from 'xstate';
import { orderSetup } from './order.setup.ts';

/**
 * An order that commands nobody. It tells what became of it (`OrderPlaced`, `OrderCancellationRequested`, `StepTimedOut`,
 * `OrderConfirmed`), the services react to that and to each other, and the order follows what they tell.
 *
 * Forward, each service waits for the one before: stock, payment, shipment. Backward it is the same line turned round:
 * shipping, then payment, then inventory, entered where things went wrong, at its far end where the order gives up.
 *
 * 1. What was heard may come in any order. A later fact tells the earlier ones too: who hears of the shipment knows that it
 *    is paid, who hears that the stock is back knows that everything else is undone.
 * 2. An order that gives up does not know how far the others are, so all of them are asked to undo, whatever they did. A
 *    service that undid refuses the step afterwards, as in the orchestrated style.
 * 3. Confirming is the order's alone, once; the goods leave only then. After giving up it takes no good news.
 * 4. What is not undone in time is asked for again, without end.
 */
export const choreography = orderSetup.createStateConfig({
  initial: 'forward',
  states: {
    forward: {
      initial: 'reservingStock',
      on: {
        PaymentCharged: {
          target: '.preparingShipment',
          actions: emit(({ event: { amountMinor, chargeId } }) => ({
            type: 'PaymentCharged',
            amountMinor,
            chargeId,
          })),
        },
        PaymentDeclined: {
          target: 'backward.releasingStock',
          actions: [
            assign({ reason: ({ event }) => event.reason }),
            emit(({ event: { reason, detail } }) => ({ type: 'PaymentDeclined', reason, detail })),
          ],
        },
        ShipmentPrepared: {
          target: '#order.confirmed',
          actions: [
            { type: 'shipmentPrepared', params: ({ event: { trackingNumber } }) => ({ trackingNumber }) },
            { type: 'confirmed', params: ({ event: { trackingNumber } }) => ({ trackingNumber }) },
          ],
        },
        ShipmentRefused: {
          target: 'backward.refundingPayment',
          actions: [
            { type: 'because', params: { reason: 'shipment_refused' } },
            emit(({ event: { reason } }) => ({ type: 'ShipmentRefused', reason })),
          ],
        },
        StockReleased: { actions: assign({ stockReleased: true }) },
      },
      states: {
        reservingStock: {
          on: {
            StockReserved: { target: 'chargingPayment', actions: emit({ type: 'StockReserved' }) },
            StockRejected: {
              target: '#order.cancelled',
              actions: [
                { type: 'because', params: { reason: 'out_of_stock' } },
                emit(({ event: { reason, missing } }) => ({ type: 'StockRejected', reason, missing })),
              ],
            },
            CancelOrder: {
              target: '#order.choreography.backward',
              actions: [
                { type: 'because', params: { reason: 'cancelled_by_customer' } },
                { type: 'cancellationRequested', params: { step: 'reservingStock' } },
              ],
            },
            ReservationExpired: {
              target: '#order.choreography.backward',
              actions: [
                { type: 'because', params: { reason: 'reservation_expired' } },
                { type: 'reservationExpired', params: { step: 'reservingStock' } },
              ],
            },
          },
          after: {
            stepTimeout: {
              target: '#order.choreography.backward',
              actions: [
                { type: 'because', params: { reason: 'timeout_reserving_stock' } },
                { type: 'stepTimedOut', params: { step: 'reservingStock' } },
              ],
            },
          },
        },

        chargingPayment: {
          on: {
            CancelOrder: {
              target: '#order.choreography.backward',
              actions: [
                { type: 'because', params: { reason: 'cancelled_by_customer' } },
                { type: 'cancellationRequested', params: { step: 'chargingPayment' } },
              ],
            },
            ReservationExpired: {
              target: '#order.choreography.backward',
              actions: [
                { type: 'because', params: { reason: 'reservation_expired' } },
                { type: 'reservationExpired', params: { step: 'chargingPayment' } },
              ],
            },
          },
          after: {
            stepTimeout: {
              target: '#order.choreography.backward',
              actions: [
                { type: 'because', params: { reason: 'timeout_charging_payment' } },
                { type: 'stepTimedOut', params: { step: 'chargingPayment' } },
              ],
            },
          },
        },

        preparingShipment: {
          on: {
            PaymentCharged: {},
            CancelOrder: {
              target: '#order.choreography.backward',
              actions: [
                { type: 'because', params: { reason: 'cancelled_by_customer' } },
                { type: 'cancellationRequested', params: { step: 'preparingShipment' } },
              ],
            },
          },
          after: {
            stepTimeout: {
              target: '#order.choreography.backward',
              actions: [
                { type: 'because', params: { reason: 'timeout_preparing_shipment' } },
                { type: 'stepTimedOut', params: { step: 'preparingShipment' } },
              ],
            },
          },
        },
      },
    },

    backward: {
      tags: 'compensation',
      initial: 'cancellingShipment',
      always: { guard: 'stockReleased', target: '#order.cancelled', actions: emit({ type: 'StockReleased' }) },
      on: {
        PaymentRefunded: {
          target: '.releasingStock',
          actions: emit(({ event: { amountMinor } }) => ({ type: 'PaymentRefunded', amountMinor })),
        },
        StockReleased: { target: '#order.cancelled', actions: emit({ type: 'StockReleased' }) },
      },
      states: {
        cancellingShipment: {
          on: { ShipmentCancelled: { target: 'refundingPayment', actions: emit({ type: 'ShipmentCancelled' }) } },
          after: {
            retry: {
              target: 'cancellingShipment',
              reenter: true,
              actions: { type: 'compensationOverdue', params: { step: 'cancellingShipment' } },
            },
          },
        },
        refundingPayment: {
          after: {
            retry: {
              target: 'refundingPayment',
              reenter: true,
              actions: { type: 'compensationOverdue', params: { step: 'refundingPayment' } },
            },
          },
        },
        releasingStock: {
          on: { PaymentRefunded: {} },
          after: {
            retry: {
              target: 'releasingStock',
              reenter: true,
              actions: { type: 'compensationOverdue', params: { step: 'releasingStock' } },
            },
          },
        },
      },
    },
  },
});
