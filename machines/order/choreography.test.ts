import { describe, expect, it } from '@jest/globals';
import { Play } from '../testing/play.ts';
import { type OrderEvent, orderEvents } from './events.ts';
import { evolve, type OrderState, stepOf } from './evolve.ts';
import { orderMessages } from './messages.ts';
import { orderMachine } from './order.machine.ts';

const orderId = 'o-1';
const heard = (type: string, fields: object = {}) => ({ type, orderId, ...fields });
const stockReserved = heard('StockReserved');
const paymentCharged = heard('PaymentCharged', { amountMinor: 100, chargeId: 'ch' });
const paymentDeclined = heard('PaymentDeclined', { reason: 'payment_declined' });
const shipmentPrepared = heard('ShipmentPrepared', { trackingNumber: 'OY1' });
const shipmentRefused = heard('ShipmentRefused', { reason: 'no_capacity' });
const shipmentCancelled = heard('ShipmentCancelled');
const paymentRefunded = heard('PaymentRefunded', { amountMinor: 100 });
const stockReleased = heard('StockReleased');
const cancelOrder = { type: 'CancelOrder' };

/** A choreographed order that has heard these; `timeout` fires the armed timer. It never sends a message. */
function given(...messages: ({ type: string } | 'timeout')[]) {
  const placed = orderMessages.PlaceOrder.parse({
    customerId: 'c-1',
    items: [{ productId: 'p', productName: 'Laptop', quantity: 1, unitPriceMinor: 100 }],
    fulfilment: 'choreography',
  });
  const order = new Play(orderMachine, { ...placed, id: orderId });
  const events = [...order.last.emitted] as OrderEvent[];
  for (const message of messages) {
    const played = message === 'timeout' ? order.timeout() : order.on(message);
    expect(played.sent).toEqual([]);
    events.push(...(played.emitted as OrderEvent[]));
  }
  return { order, events, timeline: events.map(({ type }) => type).join(' '), step: stepOf(order.state) };
}

describe('a choreographed order', () => {
  it('tells all that the services have to know, and waits for the first of them', () => {
    const { order, events, step } = given();
    expect([step, order.last.sent, order.delays]).toEqual(['reservingStock', [], [30_000]]);
    expect(events).toEqual([
      expect.objectContaining({
        type: 'OrderPlaced',
        totalMinor: 100,
        holdMs: 900_000,
        fulfilment: 'choreography',
      }),
    ]);
  });

  it('follows the services to its confirmation', () => {
    const { order, timeline } = given(stockReserved, paymentCharged, shipmentPrepared);
    expect([order.state, order.final, order.delays]).toEqual(['confirmed', true, []]);
    expect(timeline).toBe('OrderPlaced StockReserved PaymentCharged ShipmentPrepared OrderConfirmed');
  });

  it('takes later news for the earlier ones too', () => {
    expect(given(shipmentPrepared).order.state).toBe('confirmed');
    expect(given(paymentCharged).step).toBe('preparingShipment');
    expect(given(paymentCharged, stockReserved).step).toBe('preparingShipment');
    expect(given(paymentDeclined).step).toBe('releasingStock');
    expect(given(shipmentRefused).step).toBe('refundingPayment');
  });

  it('that heard of its stock being back before it heard why, ends when it hears why', () => {
    const { order, timeline } = given(stockReserved, stockReleased, paymentDeclined);
    expect([order.state, order.context.reason]).toEqual(['cancelled', 'payment_declined']);
    expect(timeline).toBe('OrderPlaced StockReserved PaymentDeclined StockReleased OrderCancelled');
  });

  it.each([
    ['reservingStock', []],
    ['chargingPayment', [stockReserved]],
    ['preparingShipment', [stockReserved, paymentCharged]],
  ] as const)(
    'that is called off or timed out in %s asks all services to undo, and waits for the last',
    (step, before) => {
      for (const [interruption, type] of [
        [cancelOrder, 'OrderCancellationRequested'],
        ['timeout', 'StepTimedOut'],
      ] as const) {
        const { order, events } = given(...before, interruption);
        expect([stepOf(order.state), events.at(-1)]).toEqual([
          'cancellingShipment',
          { type, step, fulfilment: 'choreography' },
        ]);
        const end = given(...before, interruption, shipmentCancelled, paymentRefunded, stockReleased);
        expect(end.order.state).toBe('cancelled');
        expect(end.timeline).toMatch(/ShipmentCancelled PaymentRefunded StockReleased OrderCancelled$/);
      }
    },
  );

  it('takes no good news after it gave up', () => {
    const { step, timeline } = given(cancelOrder, stockReserved, paymentCharged, shipmentPrepared);
    expect([step, timeline]).toEqual(['cancellingShipment', 'OrderPlaced OrderCancellationRequested']);
  });

  it.each([
    ['cancellingShipment', [cancelOrder]],
    ['refundingPayment', [cancelOrder, shipmentCancelled]],
    ['releasingStock', [cancelOrder, shipmentCancelled, paymentRefunded]],
  ] as const)('asks again, without end, for what it does not hear of: %s', (step, before) => {
    const { order, events } = given(...before, 'timeout', 'timeout');
    expect([stepOf(order.state), order.delays]).toEqual([step, [30_000]]);
    const again = { type: 'CompensationOverdue', step, fulfilment: 'choreography' };
    expect(events.slice(-2)).toEqual([again, again]);
  });

  it.each([
    [[]],
    [[stockReserved, paymentCharged]],
    [[stockReserved, paymentCharged, shipmentPrepared]],
    [[stockReserved, paymentCharged, shipmentRefused, paymentRefunded]],
    [[stockReserved, cancelOrder, shipmentCancelled, 'timeout', paymentRefunded, stockReleased]],
    [[heard('ReservationExpired')]],
    [[stockReserved, 'timeout', stockReleased]],
  ] as const)('has events that match their schemas and replay to its state (%#)', (history) => {
    const { order, events, step } = given(...history);
    for (const { type, ...payload } of events) {
      const emitted = JSON.parse(JSON.stringify(payload));
      expect(orderEvents[type].parse(emitted)).toEqual(emitted);
    }
    const replayed = events.reduce<OrderState | undefined>(evolve, undefined);
    expect([replayed?.step, replayed?.reason]).toEqual([step, order.context.reason]);
  });
});
