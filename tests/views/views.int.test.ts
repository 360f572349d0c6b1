import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { loadConfig } from '../../config.ts';
import { tableStatements } from '../../entities/blueprint.ts';
import type { OrderEvent } from '../../machines/order/events.ts';
import { evolve, type OrderState } from '../../machines/order/evolve.ts';
import { platformProjections } from '../../platform.ts';
import { rebuildView } from '../../runtime/events/rebuild.ts';
import { ledgerFile, type System, startSystem } from '../../system.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { doorAt, LAPTOP, type OrderAnswer, orderBody } from '../setup/door.ts';
import { createTestRedis, type TestRedis } from '../setup/redis.ts';
import { ask, atRest, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';

interface EventAnswer {
  items: {
    id: string;
    actor: string;
    version: number;
    type: string;
    payload: object;
    messageId: string;
    correlationId: string;
    at: string;
  }[];
}

interface Metrics {
  orders: { placed: number; confirmed: number; cancelled: number; cancelledByReason: Record<string, number> };
  revenue: Record<string, number>;
  sagaDurations: { all: { count: number; p50Ms: number; p99Ms: number } };
}

describe('what is told of orders', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let dataDir: string;
  let system: System;
  let other: System;

  /** Two processes, of which the first has the payment sandbox. */
  const start = async () => {
    const env = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      PAYMENT_SLOW_MS: '3000',
    };
    const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' });
    system = await startSystem(loadConfig(env, []), log, 'test');
    const beside = { ...env, PAYMENT_URL: system.sandboxUrl as string };
    other = await startSystem(loadConfig(beside, ['--role', 'api,worker,relay,timer,projection']), log, 'test');
  };
  const call: ReturnType<typeof doorAt> = (...request) => doorAt(system.url as string)(...request);
  const elsewhere: ReturnType<typeof doorAt> = (...request) => doorAt(other.url as string)(...request);
  const place = async (changes: Parameters<typeof orderBody>[0] = {}, wait?: number) => {
    const headers = wait === undefined ? undefined : { prefer: `wait=${wait}` };
    return (await call<OrderAnswer>('POST', '/api/orders', orderBody(changes), headers)).body;
  };
  const get = async (orderId: string, door = call) =>
    (await door<OrderAnswer>('GET', `/api/orders/${orderId}`)).body;
  const quiet = () => atRest(database.url);
  /** Of the day on which the test began and the days beside it: midnight may come meanwhile. */
  const [from, to] = [-1, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
  const metrics = async () =>
    (await call<Metrics>('GET', `/api/analytics/metrics/range?from=${from}&to=${to}`)).body;
  const isSound = async () => expect(await violations(database.url, ledgerFile(dataDir))).toEqual([]);

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-views-'));
    [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
    await start();
    await call('POST', `/api/inventory/${LAPTOP}/receive`, { quantity: 10_000 });
    await call('POST', '/api/inventory/rare/receive', { quantity: 3, productName: 'Rare' });
  });
  afterAll(async () => {
    await Promise.all([system?.stop(), other?.stop()]);
    await Promise.all([
      redis.close(),
      database.drop(),
      rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
    ]);
  });

  it('is every change as an event that never changes, and folding them gives the order', async () => {
    for (const changes of [{}, { paymentMethod: 'pm_declined' }, { shipTo: { country: 'AQ' } }]) {
      const order = await place(changes, 20);
      const { body } = await call<EventAnswer>('GET', `/api/orders/${order.orderId}/events`);
      expect(body.items.map(({ version }) => version)).toEqual(body.items.map((_, index) => index + 1));
      for (const event of body.items)
        expect(event).toMatchObject({
          id: expect.stringMatching(/^\d+-\d+$/),
          actor: `order/${order.orderId}`,
          correlationId: body.items[0]?.correlationId,
          at: expect.stringMatching(/Z$/),
        });
      const folded = body.items.reduce<OrderState | undefined>(
        (state, { type, payload }) => evolve(state, { type, ...payload } as OrderEvent),
        undefined,
      );
      const now = await get(order.orderId);
      expect({ status: folded?.status, step: folded?.step }).toEqual({ status: now.status, step: now.step });
      expect(body.items).toHaveLength(now.version);
    }
  });

  it('is what the caller has just done, whatever is cached', async () => {
    for (let n = 0; n < 15; n += 1) {
      const { orderId } = await place({ paymentMethod: 'pm_slow' });
      const before = [await get(orderId), await get(orderId), await get(orderId, elsewhere)];
      expect(before.every(({ status }) => status === 'pending')).toBe(true);
      expect((await call('POST', `/api/orders/${orderId}/cancel`)).status).toBe(202);
      for (const door of [call, elsewhere])
        expect((await get(orderId, door)).timeline.map(({ type }) => type)).toContain(
          'OrderCancellationRequested',
        );
    }
  });

  it('never goes back, and reaches the end in every process', async () => {
    const { orderId } = await place({ paymentMethod: 'pm_slow' });
    for (const door of [call, elsewhere]) {
      let last = 0;
      const order = await waitUntil<OrderAnswer | undefined>(async () => {
        const seen = await get(orderId, door);
        if (seen.version < last) throw new Error(`${seen.version} after ${last}`);
        last = seen.version;
        return seen.status === 'confirmed' ? seen : undefined;
      });
      expect(order?.timeline).toHaveLength(order?.version ?? 0);
    }
  });

  it('is complete and counted once after mixed orders with wipes of Redis, redelivery and rebuilds in between', async () => {
    await quiet();
    const before = await metrics();
    const kinds: {
      paymentMethod?: string;
      productId?: string;
      shipTo?: { country: string };
      fulfilment?: string;
    }[] = [{}, {}, { paymentMethod: 'pm_declined' }, { shipTo: { country: 'AQ' } }, { productId: 'rare' }];
    let placed = 0;
    for (let round = 0; round < 5; round += 1) {
      const orders = Array.from({ length: 30 }, (_, n) => place(kinds[n % kinds.length] as object));
      placed += orders.length;
      const accepted = await Promise.all(orders);
      if (round === 1 || round === 3) await redis.flush();
      if (round === 2) for (const view of platformProjections) await rebuildView(database.url, view);
      if (round % 2 === 0) await call('POST', `/api/orders/${accepted[0]?.orderId}/cancel`);
    }
    await quiet();
    const after = await metrics();
    expect(after.orders.placed - before.orders.placed).toBe(placed);
    expect(after.orders.confirmed + after.orders.cancelled).toBe(after.orders.placed);
    expect(after.orders.cancelledByReason).toMatchObject({
      payment_declined: expect.any(Number),
      out_of_stock: expect.any(Number),
      shipment_refused: expect.any(Number),
    });
    expect(after.sagaDurations.all.count).toBe(after.orders.placed);
    const [recount] = await ask<{ confirmed: number; revenue: number }>(
      database.url,
      `SELECT count(*)::int AS confirmed, sum((payload ->> 'totalMinor')::bigint)::float8 / 100 AS revenue FROM events WHERE type = 'OrderConfirmed' AND actor LIKE 'order/%'`,
    );
    expect({ confirmed: after.orders.confirmed, revenue: after.revenue.EUR }).toEqual(recount);
    await isSound();
  });

  it('is the same after views are dropped, Redis is wiped and everything starts again', async () => {
    await quiet();
    const list = async () => (await call<{ items: OrderAnswer[] }>('GET', '/api/orders?limit=100')).body.items;
    const before = [await metrics(), await list()];
    for (const { table } of platformProjections) await ask(database.url, `DROP TABLE ${table}`);
    expect(
      (await violations(database.url, ledgerFile(dataDir))).filter((line) => line.includes('rebuild-views')),
    ).toHaveLength(platformProjections.length);
    for (const view of platformProjections) await rebuildView(database.url, view, { tables: tableStatements });
    await Promise.all([system.stop(), other.stop()]);
    await redis.flush();
    await start();
    await quiet();
    expect([await metrics(), await list()]).toEqual(before);
    await place({}, 20);
    await quiet();
    expect((await metrics()).orders.placed).toBe((before[0] as Metrics).orders.placed + 1);
    await isSound();
  });

  it('is counted by the days of a time zone', async () => {
    const range = (from: string, to: string, timezone: string) =>
      call<Metrics & { days: { date: string; orders: { placed: number } }[] }>(
        'GET',
        `/api/analytics/metrics/range?from=${from}&to=${to}&timezone=${timezone}`,
      );
    const insert = (orderId: string, at: string) =>
      ask(
        database.url,
        `INSERT INTO events (actor, version, type, payload, message_id, correlation_id, at)
         VALUES ($1, 1, 'OrderPlaced', '{"totalMinor":100,"currency":"EUR"}', 'm', 'c', $2)`,
        [`order/${orderId}`, at],
      );
    await insert('before-midnight-in-kathmandu', '2020-06-01T18:14:59Z');
    await insert('after-midnight-in-kathmandu', '2020-06-01T18:15:00Z');
    await insert('when-clocks-change', '2020-10-24T22:00:00Z');
    await insert('the-hour-that-comes-twice', '2020-10-25T01:30:00Z');
    await waitUntil(
      async () => (await range('2020-10-25', '2020-10-25', 'Europe/Berlin')).body.orders.placed === 2,
    );
    const kathmandu = await range('2020-06-01', '2020-06-02', 'Asia/Kathmandu');
    expect(kathmandu.body.days.map(({ date, orders }) => [date, orders.placed])).toEqual([
      ['2020-06-01', 1],
      ['2020-06-02', 1],
    ]);
    expect((await range('2020-06-01', '2020-06-02', 'UTC')).body.days.map(({ orders }) => orders.placed)).toEqual([
      2, 0,
    ]);
    expect((await range('2020-10-24', '2020-10-25', 'UTC')).body.days.map(({ orders }) => orders.placed)).toEqual([
      1, 1,
    ]);
    expect(await range('2020-10-25', '2020-10-24', 'UTC')).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'from', message: '2020-10-25 is after to (2020-10-24)' }] },
    });
  });

  it('is described at /asyncapi.json, every command and event', async () => {
    const { body } = await call<{ asyncapi: string; channels: Record<string, unknown> }>('GET', '/asyncapi.json');
    expect([body.asyncapi, Object.keys(body.channels)]).toEqual([
      '3.0.0',
      expect.arrayContaining(['order', 'order.events', 'inventory', 'signal', 'user']),
    ]);
  });
});
