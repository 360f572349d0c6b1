import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  getProduct,
  inventoryActor,
  inventoryInvariants,
  inventoryPolicy,
  seedCatalogue,
} from '../../actors/inventory/index.ts';
import {
  listOrders,
  orderActor,
  orderInvariants,
  orderPolicy,
  orderViews,
  toOrder,
} from '../../actors/order/index.ts';
import {
  getPayment,
  HttpPaymentProvider,
  ledgerInvariants,
  paymentActor,
  paymentPolicy,
  readLedger,
  startSandbox,
} from '../../actors/payment/index.ts';
import { getShipment, seedCountries, shippingActor, shippingPolicy } from '../../actors/shipping/index.ts';
import type { Fulfilment } from '../../machines/choreography.ts';
import type { PlaceOrder } from '../../machines/order/messages.ts';
import { runtimeInvariants, type Sql } from '../../runtime/index.ts';
import { type Line, openLine } from '../setup/line.ts';
import { momentOf } from '../setup/moment.ts';
import { startTestSystem, type TestSystem } from '../setup/runtime.ts';
import { waitUntil } from '../setup/wait-until.ts';

const LAPTOP = '11111111-1111-1111-1111-111111111111';
const laptop = { productId: LAPTOP, productName: 'Laptop', quantity: 1, unitPriceMinor: 99_999 };
const styles: readonly Fulfilment[] = ['orchestration', 'choreography'];
const directory = mkdtempSync(join(tmpdir(), 'styles-'));

type Wish = Partial<PlaceOrder>;

describe.each(['queue', 'local'] as const)('the same order in both styles, with delivery %s', (delivery) => {
  const ledgerFile = join(directory, `${delivery}.jsonl`);
  let system: TestSystem;
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;
  let toProvider: Line;
  let actors: Parameters<typeof startTestSystem>[0]['actors'];
  let placed = 0;

  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, host: '127.0.0.1', ledgerFile, slowMs: 2_500 });
    toProvider = await openLine(sandbox.url);
    actors = [
      orderActor({ stepTimeoutMs: 60_000, retryMs: 10_000 }),
      inventoryActor({ expiryEveryMs: 100 }),
      shippingActor(),
      paymentActor({ provider: new HttpPaymentProvider(toProvider.url), timeoutMs: 4_000, backoffMs: 10 }),
    ];
    system = await startTestSystem({
      actors,
      projections: [orderViews],
      policies: [inventoryPolicy, paymentPolicy, shippingPolicy, orderPolicy],
      delivery,
    });
    await seedCatalogue(system.runtime.sql);
    await seedCountries(system.runtime.sql);
  });

  afterAll(async () => {
    await system.close();
    await toProvider.close();
    await sandbox.close();
    if (delivery === 'local') rmSync(directory, { recursive: true });
  });

  async function place(fulfilment: Fulfilment, wish: Wish = {}): Promise<`order/${string}`> {
    placed += 1;
    const to = `order/${fulfilment}-${placed}` as const;
    const payload = { customerId: 'c-1', items: [laptop], ...wish, fulfilment };
    await system.runtime.execute({ to, type: 'PlaceOrder', payload });
    return to;
  }

  /** Everything that the order came to: itself, its stock, its money, its parcel, and the books of the provider. */
  async function outcome(to: `order/${string}`) {
    const { runtime } = system;
    const orderId = to.slice('order/'.length);
    const view = await runtime.waitFor(to, 60_000);
    if (!view) throw new Error(`${to} does not exist`);
    await settled();
    const { status, reason, fulfilment, timeline } = toOrder(view, await runtime.events(to));
    const [reservation] = await runtime.sql.query<{ status: string }>(
      'held',
      'SELECT status FROM reservations WHERE order_id = $1',
      [orderId],
    );
    const payment = await getPayment(runtime.sql, orderId);
    return {
      fulfilment,
      timeline: timeline.map(({ type }) => type).join(' '),
      left: {
        status,
        reason,
        reservation: reservation?.status,
        paidMinor: payment?.chargeId ? payment.amountMinor - payment.refundedMinor : 0,
        prepared: (await getShipment(runtime.sql, orderId))?.status === 'prepared',
      },
      booked: readLedger(ledgerFile).flatMap((entry) =>
        entry.reference === orderId ? [`${entry.kind} ${entry.amountMinor}`] : [],
      ),
    };
  }

  /** No message is under way, and every consumer has seen every event. */
  async function settled(): Promise<void> {
    await waitUntil(
      async () => (await system.runtime.sql.query<{ left: number }>('under-way', UNDER_WAY))[0]?.left === 0,
      {
        message: 'everything is settled',
      },
    );
  }

  /** What an order of each style comes to whose payment is under way until it is given up. */
  async function unpaid(wish: Wish) {
    toProvider.hold();
    const placed = await Promise.all(styles.map((style) => place(style, wish)));
    for (const to of placed)
      await waitUntil(async () => (await system.runtime.read(to))?.state.endsWith('refundingPayment'), {
        message: `${to} gives its payment up`,
      });
    toProvider.release();
    return Promise.all(placed.map(outcome));
  }

  async function violations(): Promise<string[]> {
    await settled();
    const entries = readLedger(ledgerFile);
    const { sql } = system.runtime;
    const invariants = [
      ...orderInvariants,
      ...inventoryInvariants,
      ...ledgerInvariants({ before: entries, after: entries }),
      ...runtimeInvariants(actors, []),
    ];
    const found: string[] = [];
    for (const { name, check } of invariants)
      for (const line of await check(sql as Sql)) found.push(`${name}: ${line}`);
    return found;
  }

  it.each<[string, Wish]>([
    ['is paid', {}],
    ['is paid slowly', { paymentMethod: 'pm_slow' }],
    ['is paid at the third attempt', { paymentMethod: 'pm_flaky' }],
    ['is paid, and the answer is lost', { paymentMethod: 'pm_lost_answer' }],
    ['is declined', { paymentMethod: 'pm_declined' }],
    ['finds the provider down', { paymentMethod: 'pm_down' }],
    ['goes to a country that is not served', { shipTo: { country: 'AQ' } }],
    [
      'is out of stock',
      {
        items: [
          { ...laptop, quantity: 10_000 },
          { ...laptop, quantity: 10_000 },
        ],
      },
    ],
  ])('ends alike when it %s', async (_, wish) => {
    const [one, other] = await Promise.all(styles.map(async (style) => outcome(await place(style, wish))));
    expect([one?.fulfilment, other?.fulfilment]).toEqual(styles);
    expect({ ...other, fulfilment: '' }).toEqual({ ...one, fulfilment: '' });
  });

  it.each([
    ['reservingStock', {}],
    ['chargingPayment', { paymentMethod: 'pm_slow' }],
    ['chargingPayment', { paymentMethod: 'pm_lost_answer' }],
  ] as const)('ends alike when it is called off in %s (%j)', async (step, wish) => {
    const results = await Promise.all(
      styles.map(async (style) => {
        const isCharged = momentOf(system.runtime, `order/${style}-${placed + 1}`, 'chargingPayment');
        const to = await place(style, wish);
        if (step === 'chargingPayment') await isCharged;
        const { accepted } = await system.runtime.execute({ to, type: 'CancelOrder', payload: {} });
        return { accepted, ...(await outcome(to)) };
      }),
    );
    for (const { accepted, left, booked } of results) {
      expect([accepted, left]).toEqual([
        true,
        {
          ...results[0]?.left,
          status: 'cancelled',
          reason: 'cancelled_by_customer',
          paidMinor: 0,
          prepared: false,
        },
      ]);
      expect(booked.filter((line) => line.startsWith('capture')).length).toBe(
        booked.filter((line) => line.startsWith('refund')).length,
      );
    }
  });

  it('ends alike when its payment takes too long', async () => {
    const [one, other] = await unpaid({ times: { stepTimeoutMs: 2_500, retryMs: 500 } });
    expect(other?.left).toEqual({
      ...one?.left,
      status: 'cancelled',
      reason: 'timeout_charging_payment',
      paidMinor: 0,
    });
    expect(other?.booked).toEqual(one?.booked);
  });

  it('ends alike when its reservation runs out', async () => {
    const [one, other] = await unpaid({ times: { stepTimeoutMs: 60_000, retryMs: 500, holdMs: 50 } });
    expect(other?.left).toEqual({
      ...one?.left,
      status: 'cancelled',
      reason: 'reservation_expired',
      paidMinor: 0,
    });
  });

  it('can no longer be called off once it is confirmed', async () => {
    for (const style of styles) {
      const to = await place(style);
      expect((await outcome(to)).left.status).toBe('confirmed');
      expect(await system.runtime.execute({ to, type: 'CancelOrder', payload: {} })).toMatchObject({
        accepted: false,
      });
    }
  });

  it('is commanded by nobody in a choreography: every message of it comes from an event', async () => {
    const to = await place('choreography');
    await outcome(to);
    const orderId = to.slice('order/'.length);
    const sent = await system.runtime.sql.query<{ actor: string; id: string }>(
      'commands',
      `SELECT actor, message_id AS id FROM journal WHERE split_part(actor, '/', 2) = $1 AND message ->> 'from' IS NOT NULL
          AND message ->> 'type' NOT LIKE 'xstate.%'`,
      [orderId],
    );
    expect(sent.length).toBe(7);
    for (const { id } of sent) expect(id).toMatch(/#\d+\.(inventory|payment|shipping|order)-policy\.0$/);
  });

  it('of fifty in both styles, all at once and for a few pieces, loses and doubles nothing', async () => {
    const product = `few-${delivery}`;
    await system.runtime.execute({
      to: `inventory/${product}`,
      type: 'ReceiveStock',
      payload: { productId: product, productName: 'Few', quantity: 20 },
    });
    const wish = (n: number): Wish => ({
      items: [{ ...laptop, productId: product }],
      paymentMethod: n % 5 === 0 ? 'pm_declined' : 'pm_ok',
      shipTo: { country: n % 7 === 0 ? 'AQ' : 'DE' },
    });
    const orders = await Promise.all(
      Array.from({ length: 50 }, (_, n) => place(styles[n % 2] as Fulfilment, wish(n))),
    );
    await Promise.all(
      orders
        .filter((_, n) => n % 9 === 0)
        .map((to) => system.runtime.execute({ to, type: 'CancelOrder', payload: {} })),
    );
    const ends = await Promise.all(orders.map((to) => system.runtime.waitFor(to, 60_000)));
    await settled();
    const confirmed = ends.filter((view) => view?.state === 'confirmed').length;
    expect(ends.every((view) => view?.status === 'done')).toBe(true);
    expect(await getProduct(system.runtime.sql, product)).toMatchObject({
      received: 20,
      available: 20 - confirmed,
      reserved: 0,
      shipped: confirmed,
    });
  });

  it('leaves everything as it must be, and both styles in the list', async () => {
    expect(await violations()).toEqual([]);
    const { items } = await listOrders(system.runtime.sql, { fulfilment: 'choreography', limit: 100 });
    expect(items.length).toBeGreaterThan(30);
    expect(items.every((order) => order.fulfilment === 'choreography' && order.status !== 'pending')).toBe(true);
  });
});

const UNDER_WAY = `
  SELECT (SELECT count(*) FROM outbox)::int
       + (SELECT count(*) FROM actors WHERE type = 'payment' AND status = 'active' AND state NOT IN ('charged', 'declined'))::int
       + (SELECT count(*) FROM checkpoints c
           WHERE EXISTS (SELECT FROM events e WHERE (e.tx, e.pos) > (c.tx, c.pos)))::int AS left`;
