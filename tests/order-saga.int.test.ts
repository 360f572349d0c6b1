import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inventoryActor, inventoryInvariants, seedCatalogue } from '../actors/inventory/index.ts';
import { orderActor, orderInvariants, orderViews, toOrder } from '../actors/order/index.ts';
import {
  HttpPaymentProvider,
  ledgerInvariants,
  paymentActor,
  readLedger,
  startSandbox,
} from '../actors/payment/index.ts';
import { seedCountries, shippingActor } from '../actors/shipping/index.ts';
import type { PlaceOrder } from '../machines/order/messages.ts';
import { momentOf } from './setup/moment.ts';
import { startTestSystem, type TestSystem } from './setup/runtime.ts';
import { waitUntil } from './setup/wait-until.ts';

const laptop = {
  productId: '11111111-1111-1111-1111-111111111111',
  productName: 'Laptop',
  quantity: 1,
  unitPriceMinor: 99_999,
};
const directory = mkdtempSync(join(tmpdir(), 'saga-'));
const ledgerFile = join(directory, 'ledger.jsonl');

let system: TestSystem;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let placed = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, host: '127.0.0.1', ledgerFile, slowMs: 300 });
  const provider = new HttpPaymentProvider(sandbox.url);
  system = await startTestSystem({
    actors: [
      orderActor({ stepTimeoutMs: 60_000, retryMs: 500 }),
      inventoryActor(),
      shippingActor(),
      paymentActor({ provider, timeoutMs: 800, backoffMs: 10 }),
    ],
    projections: [orderViews],
  });
  await seedCatalogue(system.runtime.sql);
  await seedCountries(system.runtime.sql);
});

afterAll(async () => {
  await system.close();
  await sandbox.close();
  rmSync(directory, { recursive: true });
});

async function place(order: Partial<PlaceOrder> = {}): Promise<`order/${string}`> {
  placed += 1;
  const to = `order/o-${placed}` as const;
  await system.runtime.execute({
    to,
    type: 'PlaceOrder',
    payload: { customerId: 'c-1', items: [laptop], ...order },
  });
  return to;
}

async function ended(to: `order/${string}`) {
  const view = await system.runtime.waitFor(to, 60_000);
  if (!view) throw new Error(`${to} does not exist`);
  const { status, reason, timeline } = toOrder(view, await system.runtime.events(to));
  return { status, reason, timeline: timeline.map(({ type }) => type).join(' ') };
}

/** Everything that must hold, once the last message is settled. */
async function sound(): Promise<void> {
  const { sql } = system.runtime;
  await waitUntil(async () => (await sql.query('outbox', 'SELECT FROM outbox')).length === 0);
  const entries = readLedger(ledgerFile);
  const ledger = ledgerInvariants({ before: entries, after: entries });
  const invariants = [...orderInvariants, ...inventoryInvariants, ...ledger];
  for (const { name, check } of invariants) expect([name, await check(sql)]).toEqual([name, []]);
}

const forward = 'OrderPlaced StockReserved PaymentCharged ShipmentPrepared OrderConfirmed';

describe('an order, with a provider over HTTP', () => {
  it.each(['pm_ok', 'pm_slow', 'pm_flaky', 'pm_lost_answer'])(
    'that is paid with %s is confirmed',
    async (paymentMethod) => {
      expect(await ended(await place({ paymentMethod }))).toEqual({ status: 'confirmed', timeline: forward });
      await sound();
    },
  );

  it.each([
    ['pm_declined', 'payment_declined'],
    ['pm_down', 'payment_unavailable'],
  ])('that is paid with %s is cancelled', async (paymentMethod, reason) => {
    expect(await ended(await place({ paymentMethod }))).toEqual({
      status: 'cancelled',
      reason,
      timeline: 'OrderPlaced StockReserved PaymentDeclined StockReleased OrderCancelled',
    });
    await sound();
  });

  it('that cannot be shipped gets its money back', async () => {
    expect(await ended(await place({ shipTo: { country: 'AQ' } }))).toEqual({
      status: 'cancelled',
      reason: 'shipment_refused',
      timeline:
        'OrderPlaced StockReserved PaymentCharged ShipmentRefused PaymentRefunded StockReleased OrderCancelled',
    });
    await sound();
  });

  it('that is out of stock is cancelled', async () => {
    const many = { ...laptop, quantity: 10_000 };
    expect(await ended(await place({ items: [many, many] }))).toEqual({
      status: 'cancelled',
      reason: 'out_of_stock',
      timeline: 'OrderPlaced StockRejected OrderCancelled',
    });
    await sound();
  });

  it('that is called off while it is charged gets back what the provider took', async () => {
    const isCharged = momentOf(system.runtime, `order/o-${placed + 1}`, 'chargingPayment');
    const to = await place({ paymentMethod: 'pm_slow' });
    await isCharged;
    expect(await system.runtime.execute({ to, type: 'CancelOrder', payload: {} })).toMatchObject({
      accepted: true,
    });
    expect(await ended(to)).toEqual({
      status: 'cancelled',
      reason: 'cancelled_by_customer',
      timeline:
        'OrderPlaced StockReserved OrderCancellationRequested PaymentRefunded StockReleased OrderCancelled',
    });
    await sound();
  });

  it('whose payment takes too long is cancelled, and its payment settled first', async () => {
    const to = await place({ paymentMethod: 'pm_lost_answer', times: { stepTimeoutMs: 300, retryMs: 500 } });
    expect(await ended(to)).toMatchObject({ status: 'cancelled', reason: 'timeout_charging_payment' });
    await sound();
    const kinds = readLedger(ledgerFile).filter(({ reference }) => to.endsWith(`/${reference}`));
    expect(kinds.map(({ kind }) => kind)).toEqual(['authorization', 'capture', 'refund']);
  });

  it('that is confirmed can no longer be called off', async () => {
    const to = await place();
    await ended(to);
    expect(await system.runtime.execute({ to, type: 'CancelOrder', payload: {} })).toMatchObject({
      accepted: false,
    });
    expect(await ended(to)).toEqual({ status: 'confirmed', timeline: forward });
  });
});
