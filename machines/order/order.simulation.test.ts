import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Play, type PlayedMessage } from '../testing/play.ts';
import type { OrderEvent } from './events.ts';
import { evolve, type OrderState } from './evolve.ts';
import { orderMessages } from './messages.ts';
import { orderMachine } from './order.machine.ts';

const orderId = 'o-1';

/**
 * The services as an order sees them: idempotent, each may refuse, and what was undone stays undone. The payment is
 * simplified to the promise of its machine, which has tests of its own.
 */
class Services {
  stock: 'none' | 'reserved' | 'released' | 'rejected' | 'committed' = 'none';
  payment: 'none' | 'charged' | 'declined' | 'refunded' = 'none';
  shipment: 'none' | 'prepared' | 'refused' | 'cancelled' = 'none';
  private readonly works: { stock: boolean; payment: boolean; shipment: boolean };

  constructor(works: { stock: boolean; payment: boolean; shipment: boolean }) {
    this.works = works;
  }

  answer({ type }: PlayedMessage): PlayedMessage | undefined {
    switch (type) {
      case 'ReserveStock':
        if (this.stock === 'none') this.stock = this.works.stock ? 'reserved' : 'rejected';
        return this.stock === 'reserved' || this.stock === 'committed'
          ? { type: 'StockReserved', orderId }
          : { type: 'StockRejected', orderId, reason: this.stock === 'released' ? 'released' : 'out_of_stock' };
      case 'ReleaseStock':
        if (this.stock !== 'rejected') this.stock = 'released';
        return { type: 'StockReleased', orderId };
      case 'CommitStock':
        expect(['reserved', 'committed']).toContain(this.stock);
        this.stock = 'committed';
        return undefined;
      case 'ChargePayment':
        if (this.payment === 'none') this.payment = this.works.payment ? 'charged' : 'declined';
        return this.payment === 'charged'
          ? { type: 'PaymentCharged', orderId, amountMinor: 100, chargeId: 'ch' }
          : { type: 'PaymentDeclined', orderId, reason: 'payment_declined' };
      case 'RefundPayment': {
        const amountMinor = this.payment === 'charged' || this.payment === 'refunded' ? 100 : 0;
        this.payment = amountMinor > 0 ? 'refunded' : 'declined';
        return { type: 'PaymentRefunded', orderId, amountMinor };
      }
      case 'PrepareShipment':
        if (this.shipment === 'none') this.shipment = this.works.shipment ? 'prepared' : 'refused';
        return this.shipment === 'prepared'
          ? { type: 'ShipmentPrepared', orderId, trackingNumber: 'OY1' }
          : { type: 'ShipmentRefused', orderId, reason: 'no_capacity' };
      case 'CancelShipment':
        this.shipment = 'cancelled';
        return { type: 'ShipmentCancelled', orderId };
    }
    throw new Error(`no service takes ${type}`);
  }
}

interface InFlight {
  to: 'service' | 'order';
  message: PlayedMessage;
}

/** Any order of deliveries, repetitions, timeouts, cancellations and expiries; then everything calms down. */
function simulate(works: { stock: boolean; payment: boolean; shipment: boolean }, choices: readonly number[]) {
  const payload = orderMessages.PlaceOrder.parse({
    customerId: 'c',
    items: [{ productId: 'p', productName: 'P', quantity: 1, unitPriceMinor: 100 }],
  });
  const order = new Play(orderMachine, { ...payload, id: orderId });
  const services = new Services(works);
  const wire: InFlight[] = [];
  const events: OrderEvent[] = [];
  const sent: string[] = [];

  const collect = (): void => {
    events.push(...(order.last.emitted as OrderEvent[]));
    for (const { message } of order.last.sent) {
      sent.push(message.type);
      wire.push({ to: 'service', message });
    }
  };
  const tell = (message: PlayedMessage): void => {
    if (order.final) return;
    order.on(message);
    collect();
  };
  const deliver = ({ to, message }: InFlight): void => {
    const answer = to === 'service' ? services.answer(message) : undefined;
    if (answer) wire.push({ to: 'order', message: answer });
    if (to === 'order') tell(message);
  };
  const timeout = (): void => {
    if (order.final) return;
    order.timeout();
    collect();
  };

  collect();
  for (const choice of choices) {
    const at = Math.floor(choice / 16) % Math.max(1, wire.length);
    const flying = wire[at];
    if (choice % 16 === 0) tell({ type: 'CancelOrder' });
    else if (choice % 16 === 1) timeout();
    else if (choice % 16 === 2) tell({ type: 'ReservationExpired', orderId });
    else if (choice % 16 < 5 && flying) deliver(flying);
    else if (flying) deliver(wire.splice(at, 1)[0]!);
  }
  for (let calm = 0; calm < 100 && (wire.length > 0 || !order.final); calm += 1) {
    const next = wire.shift();
    if (next) deliver(next);
    else timeout();
  }
  return { order, services, events, sent };
}

describe('whatever is late, repeated, out of order, timed out or called off', () => {
  const works = fc.record({ stock: fc.boolean(), payment: fc.boolean(), shipment: fc.boolean() });
  const choices = fc.array(fc.nat({ max: 1_000 }), { maxLength: 40 });

  it('an order ends confirmed with everything done, or cancelled with nothing left behind', () => {
    let confirmed = 0;
    fc.assert(
      fc.property(works, choices, (working, chosen) => {
        const { order, services, events, sent } = simulate(working, chosen);
        expect(order.final).toBe(true);
        const replayed = events.reduce<OrderState | undefined>(evolve, undefined);
        expect([replayed?.step, replayed?.reason]).toEqual([order.state, order.context.reason]);
        const holdings = [services.stock, services.payment, services.shipment];
        if (order.state === 'confirmed') {
          confirmed += 1;
          expect(holdings).toEqual(['committed', 'charged', 'prepared']);
          expect(sent.filter((type) => /^(Release|Refund|Cancel)/.test(type))).toEqual([]);
        } else {
          expect(order.state).toBe('cancelled');
          expect(holdings).not.toContain('reserved');
          expect(holdings).not.toContain('charged');
          expect(holdings).not.toContain('prepared');
        }
      }),
      { numRuns: 800 },
    );
    expect(confirmed).toBeGreaterThan(20);
  });
});
