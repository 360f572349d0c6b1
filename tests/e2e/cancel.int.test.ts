import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLedger } from '../../actors/payment/index.ts';
import { LAPTOP, type OrderAnswer, orderBody, timelineOf } from '../setup/door.ts';
import { ask } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

describe.each(['queue', 'local'])('cancelling an order, with delivery %s', (delivery) => {
  let platform: WholeSystem;

  beforeAll(async () => {
    platform = await startWholeSystem({
      DELIVERY: delivery,
      PAYMENT_SLOW_MS: '600',
      RETRY_ATTEMPTS: '50',
      RETRY_BACKOFF_MS: '20',
    });
    await ask(
      platform.databaseUrl,
      `CREATE FUNCTION withhold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not yet'; END $$`,
    );
  });
  afterAll(() => platform.close());

  /** Rows of the table cannot be written for a while: the step that writes them is tried again and again. */
  const withhold = (table: string) =>
    ask(
      platform.databaseUrl,
      `CREATE TRIGGER withhold BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION withhold()`,
    );
  const release = (table: string) => ask(platform.databaseUrl, `DROP TRIGGER withhold ON ${table}`);

  const read = async (orderId: string) => (await platform.call<OrderAnswer>('GET', `/api/orders/${orderId}`)).body;
  const cancel = (orderId: string) =>
    platform.call<OrderAnswer & { code: string; detail: string }>('POST', `/api/orders/${orderId}/cancel`);

  async function placeAndReach(step: string, changes: Parameters<typeof orderBody>[0] = {}): Promise<string> {
    const { orderId } = (await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(changes))).body;
    await waitUntil(async () => (await read(orderId)).step === step, { message: `the order is in ${step}` });
    return orderId;
  }

  async function ended(
    orderId: string,
  ): Promise<{ status: string; reason: string | undefined; timeline: string; booked: string }> {
    const order = await waitUntil(
      async () => {
        const now = await read(orderId);
        return now.status !== 'pending' && now;
      },
      { message: 'the order has ended' },
    );
    if (!order) throw new Error('unreachable');
    const booked = readLedger(platform.ledgerFile).filter(({ reference }) => reference === orderId);
    return {
      status: order.status,
      reason: order.reason,
      timeline: timelineOf(order),
      booked: booked.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`).join(', '),
    };
  }

  it('while its stock is reserved leaves nothing to undo but the reservation', async () => {
    await withhold('reservations');
    const orderId = await placeAndReach('reservingStock');
    expect((await cancel(orderId)).status).toBe(202);
    await release('reservations');
    expect(await ended(orderId)).toEqual({
      status: 'cancelled',
      reason: 'cancelled_by_customer',
      timeline: 'OrderPlaced OrderCancellationRequested StockReleased OrderCancelled',
      booked: '',
    });
  });

  it('while its payment is charged refunds what the provider takes', async () => {
    await withhold('payments');
    const orderId = await placeAndReach('chargingPayment', { paymentMethod: 'pm_slow' });
    expect((await cancel(orderId)).status).toBe(202);
    await release('payments');
    expect(await ended(orderId)).toEqual({
      status: 'cancelled',
      reason: 'cancelled_by_customer',
      timeline:
        'OrderPlaced StockReserved OrderCancellationRequested PaymentRefunded StockReleased OrderCancelled',
      booked: 'authorization 99999, capture 99999, refund 99999',
    });
  });

  it('while its shipment is prepared undoes everything in reverse', async () => {
    await withhold('shipments');
    const orderId = await placeAndReach('preparingShipment');
    expect((await cancel(orderId)).status).toBe(202);
    await release('shipments');
    expect(await ended(orderId)).toEqual({
      status: 'cancelled',
      reason: 'cancelled_by_customer',
      timeline:
        'OrderPlaced StockReserved PaymentCharged OrderCancellationRequested ShipmentCancelled PaymentRefunded StockReleased OrderCancelled',
      booked: 'authorization 99999, capture 99999, refund 99999',
    });
  });

  it('once more while it is being cancelled changes nothing', async () => {
    await withhold('payments');
    const orderId = await placeAndReach('chargingPayment', { paymentMethod: 'pm_slow' });
    const answers = await Promise.all([cancel(orderId), cancel(orderId), cancel(orderId)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await release('payments');
    expect(await ended(orderId)).toMatchObject({
      status: 'cancelled',
      booked: 'authorization 99999, capture 99999, refund 99999',
    });
    expect((await cancel(orderId)).status).toBe(200);
  });

  it('that is confirmed is refused with 409 and why', async () => {
    const { body } = await platform.call<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=30' });
    const { status, body: problem } = await cancel(body.orderId);
    expect([status, problem.code]).toEqual([409, 'ORDER_NOT_CANCELLABLE']);
    expect(problem.detail).toContain('shipment is prepared');
    expect(await ended(body.orderId)).toMatchObject({
      status: 'confirmed',
      booked: 'authorization 99999, capture 99999',
    });
  });

  it('gives all stock and money back', async () => {
    expect(await platform.verdict()).toEqual([]);
    const { body } = await platform.call('GET', `/api/inventory/${LAPTOP}`);
    expect(body).toMatchObject({ received: 10_000, available: 9_999, reserved: 0, shipped: 1 });
  });
});
