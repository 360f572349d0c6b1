import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLedger } from '../../actors/payment/index.ts';
import { type OrderAnswer, orderBody, timelineOf } from '../setup/door.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

const WAIT = { prefer: 'wait=20' };
const CANCELLED_UNPAID = 'OrderPlaced StockReserved PaymentDeclined StockReleased OrderCancelled';

describe.each(['queue', 'local'])('an order placed over HTTP, with delivery %s', (delivery) => {
  let platform: WholeSystem;

  beforeAll(async () => {
    platform = await startWholeSystem({ DELIVERY: delivery, PAYMENT_SLOW_MS: '400', PAYMENT_TIMEOUT_MS: '900' });
  });
  afterAll(() => platform.close());

  async function place(changes: Parameters<typeof orderBody>[0]): Promise<OrderAnswer> {
    const { status, body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(changes), WAIT);
    expect(status).toBe(201);
    return body;
  }

  /** What the provider's books say of an order: each kind of entry with its amount. */
  const booked = ({ orderId }: OrderAnswer) =>
    readLedger(platform.ledgerFile)
      .filter(({ reference }) => reference === orderId)
      .map(({ kind, amountMinor }) => `${kind} ${amountMinor}`);

  it.each(['pm_ok', 'pm_slow', 'pm_flaky', 'pm_lost_answer'])(
    'is confirmed when it is paid with %s',
    async (paymentMethod) => {
      const order = await place({ paymentMethod });
      expect(order.status).toBe('confirmed');
      expect(timelineOf(order)).toBe('OrderPlaced StockReserved PaymentCharged ShipmentPrepared OrderConfirmed');
      expect(booked(order)).toEqual(['authorization 99999', 'capture 99999']);
    },
  );

  it('is cancelled when its payment is declined, and nothing is charged', async () => {
    const order = await place({ paymentMethod: 'pm_declined' });
    expect([order.status, order.reason, timelineOf(order)]).toEqual([
      'cancelled',
      'payment_declined',
      CANCELLED_UNPAID,
    ]);
    expect(booked(order)).toEqual(['decline 99999']);
  });

  it('is cancelled when the provider is down, and nothing is charged', async () => {
    const order = await place({ paymentMethod: 'pm_down' });
    expect([order.status, order.reason, timelineOf(order)]).toEqual([
      'cancelled',
      'payment_unavailable',
      CANCELLED_UNPAID,
    ]);
    expect(booked(order)).toEqual([]);
  });

  it('to a country that is not served is refunded to the cent', async () => {
    const order = await place({ quantity: 3, shipTo: { country: 'AQ' } });
    expect([order.status, order.reason, order.total]).toEqual(['cancelled', 'shipment_refused', 2999.97]);
    expect(timelineOf(order)).toBe(
      'OrderPlaced StockReserved PaymentCharged ShipmentRefused PaymentRefunded StockReleased OrderCancelled',
    );
    expect(booked(order)).toEqual(['authorization 299997', 'capture 299997', 'refund 299997']);
  });

  it('is cancelled when the product is out of stock', async () => {
    const order = await place({ productId: '66666666-6666-6666-6666-666666666666', quantity: 6 });
    expect([order.status, order.reason]).toEqual(['cancelled', 'out_of_stock']);
    expect(timelineOf(order)).toBe('OrderPlaced StockRejected OrderCancelled');
    expect(booked(order)).toEqual([]);
  });

  it('is cancelled when there is no such product', async () => {
    const order = await place({ productId: 'never-heard-of' });
    expect([order.status, order.reason]).toEqual(['cancelled', 'out_of_stock']);
  });

  it('leaves stock, money and everything else as it must be', async () => {
    expect(await platform.verdict()).toEqual([]);
    const { body } = await platform.call('GET', '/api/inventory/11111111-1111-1111-1111-111111111111');
    expect(body).toMatchObject({ received: 10_000, available: 9_996, reserved: 0, shipped: 4 });
    const captured = readLedger(platform.ledgerFile).filter(({ kind }) => kind === 'capture').length;
    const refunded = readLedger(platform.ledgerFile).filter(({ kind }) => kind === 'refund').length;
    expect([captured, refunded]).toEqual([5, 1]);
  });
});
