/**
 * `node bin/launch.mjs bench/order-read.ts`: does the cache in front of an order's answer pay? Side by side, in one
 * process: reading PostgreSQL, a hit in Redis, and a miss that is kept. One at a time, and 64 at a time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { loadOrder, type Order } from '../actors/order/index.ts';
import { startEmbedded } from '../embedded/index.ts';
import { migrate } from '../entities/migrate.ts';
import { ReadCache } from '../runtime/cache/read-cache.ts';
import { address } from '../runtime/index.ts';
import { ReadPool } from '../runtime/store/pool.ts';
import { inTransaction } from '../runtime/store/session.ts';

const ORDERS = 50_000;
const ROUNDS = 20_000;
const POPULAR = 1_000;

const ACTORS = `
  INSERT INTO actors (address, type, machine_version, version, status, state, event_count, snapshot)
  SELECT 'order/' || md5(n::text), 'order', 1, 4, 'done', 'confirmed', 5,
         json_build_object('status', 'done', 'value', 'confirmed', 'context', json_build_object(
           'orderId', md5(n::text), 'customerId', 'c', 'totalMinor', 99999, 'currency', 'EUR', 'paymentMethod', 'pm_ok', 'country', 'DE', 'reason', null,
           'items', json_build_array(json_build_object('productId', 'p', 'productName', 'Laptop', 'quantity', 1, 'unitPriceMinor', 99999))))
  FROM generate_series(1, ${ORDERS}) n`;
const EVENTS = `
  INSERT INTO events (actor, version, type, payload, message_id, correlation_id)
  SELECT 'order/' || md5(n::text), v, (ARRAY['OrderPlaced','StockReserved','PaymentCharged','ShipmentPrepared','OrderConfirmed'])[v], '{}', 'm', 'c'
  FROM generate_series(1, ${ORDERS}) n, generate_series(1, 5) v`;

async function main(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-bench-'));
  const log = { info: () => undefined, warn: console.error };
  const {
    databaseUrl = '',
    redisUrl = '',
    stop,
  } = await startEmbedded({ dataDir, postgres: true, redis: true, log });
  try {
    await migrate(databaseUrl);
    await inTransaction(databaseUrl, 'seed', async (sql) => {
      await sql.query('actors', ACTORS);
      await sql.query('events', EVENTS);
    });
    const { createHash } = await import('node:crypto');
    const ids = Array.from({ length: ORDERS }, (_, n) =>
      createHash('md5')
        .update(String(n + 1))
        .digest('hex'),
    );
    const sql = new ReadPool(databaseUrl, 8);
    const still = { onEvents: () => () => undefined, onMoved: () => () => undefined };
    const cache = new ReadCache<Order>({ redisUrl, name: 'bench', news: still, log: pino({ level: 'silent' }) });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const direct = (id: string) => loadOrder(sql, id);
    const cached = (id: string) => cache.read(address('order', id), () => loadOrder(sql, id));
    const popular = (n: number) => ids[(n * 7) % POPULAR] as string;
    for (const width of [1, 64]) {
      await measure(`PostgreSQL, ${width} at a time`, width, ROUNDS / 4, (n) => direct(popular(n)));
      await measure(`PostgreSQL, ${width} at a time`, width, ROUNDS, (n) => direct(popular(n)));
      for (let n = 0; n < POPULAR; n += 1) await cached(popular(n));
      await measure(`hit, ${width} at a time`, width, ROUNDS, (n) => cached(popular(n)));
      const from = width === 1 ? POPULAR : 25_000;
      await measure(`miss, ${width} at a time`, width, ROUNDS, (n) => cached(ids[from + n] as string));
    }
    console.log(cache.counts);
    await cache.stop();
    await sql.close();
  } finally {
    await stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

async function measure(
  name: string,
  width: number,
  rounds: number,
  work: (n: number) => Promise<unknown>,
): Promise<void> {
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < rounds) {
      const n = next++;
      const start = performance.now();
      await work(n);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  const took = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  const p = (share: number) => `${(times[Math.floor(share * times.length)] as number).toFixed(3)} ms`;
  const perSecond = Math.round((rounds / took) * 1_000);
  console.log(
    `${name.padEnd(26)} ${String(perSecond).padStart(6)}/s  p50 ${p(0.5)}  p99 ${p(0.99)}  node CPU ${((user + system) / rounds).toFixed(0)} µs each`,
  );
}

await main();
