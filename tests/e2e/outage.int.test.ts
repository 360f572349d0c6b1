import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { loadConfig } from '../../config.ts';
import { type Embedded, startEmbedded } from '../../embedded/index.ts';
import { ledgerFile, type System, startSystem } from '../../system.ts';
import { type Door, doorAt, type OrderAnswer, orderBody } from '../setup/door.ts';
import { ask, atRest, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';

const log = { info: () => undefined, warn: () => undefined };

describe.each(['queue', 'local'])('while a server is away, with delivery %s', (delivery) => {
  let dataDir: string;
  let database: Embedded;
  let redis: Embedded;
  let system: System;
  let call: Door;
  const accepted: string[] = [];

  const startDatabase = () =>
    startEmbedded({ dataDir: join(dataDir, 'database'), postgres: true, redis: false, log });
  const startRedis = () => startEmbedded({ dataDir: join(dataDir, 'redis'), postgres: false, redis: true, log });

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-outage-'));
    [database, redis] = await Promise.all([startDatabase(), startRedis()]);
    const env = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.databaseUrl ?? '',
      REDIS_URL: redis.redisUrl ?? '',
      DELIVERY: delivery,
      PAYMENT_SLOW_MS: '500',
    };
    system = await startSystem(loadConfig(env, []), pino({ level: process.env.LOG_LEVEL ?? 'silent' }), 'test');
    call = doorAt(system.url ?? '');
  });
  afterAll(async () => {
    await system.stop();
    await Promise.all([database.stop(), redis.stop()]);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  const place = (paymentMethod = 'pm_ok', headers: Record<string, string> = {}) =>
    call<OrderAnswer & { code: string }>('POST', '/api/orders', orderBody({ paymentMethod }), headers);

  async function placeMany(): Promise<void> {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, number) => place(number % 2 ? 'pm_slow' : 'pm_ok')),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(202);
      accepted.push(body.orderId);
    }
  }

  async function everythingEnded(): Promise<void> {
    const url = database.databaseUrl ?? '';
    await atRest(url);
    const rows = await ask<{ state: string }>(url, 'SELECT state FROM actors WHERE address = ANY($1)', [
      accepted.map((id) => `order/${id}`),
    ]);
    expect(rows.map(({ state }) => state)).toEqual(accepted.map(() => 'confirmed'));
    expect(await violations(url, ledgerFile(dataDir))).toEqual([]);
  }

  it('without its database it answers 503 as problem+json and accepts nothing', async () => {
    await placeMany();
    await database.stop();
    const answers = [
      await place('pm_ok', { 'idempotency-key': 'during' }),
      await call('GET', '/api/orders'),
      await call('GET', '/api/inventory'),
    ];
    for (const { status, headers, body } of answers) {
      expect([status, headers.get('content-type'), body.code]).toEqual([
        503,
        expect.stringContaining('application/problem+json'),
        'DATABASE_UNAVAILABLE',
      ]);
    }
    expect((await call('GET', '/health/live')).status).toBe(200);
    expect((await call('GET', '/health/ready')).status).toBe(503);
  });

  it('goes on when it is back: what was accepted ends, what was refused is not there', async () => {
    database = await startDatabase();
    await waitUntil(async () => (await call('GET', '/health/ready')).status === 200, {
      message: 'it is ready again',
    });
    await everythingEnded();
    const total = await ask(database.databaseUrl ?? '', `SELECT FROM actors WHERE type = 'order'`);
    expect(total).toHaveLength(accepted.length);
    const repeated = await place('pm_ok', { 'idempotency-key': 'during', prefer: 'wait=10' });
    expect([repeated.status, repeated.body.status]).toEqual([201, 'confirmed']);
    accepted.push(repeated.body.orderId);
  }, 240_000);

  it('without Redis it accepts all along, and says that it is not ready', async () => {
    await redis.stop();
    await placeMany();
    await waitUntil(async () => (await call('GET', '/health/ready')).status === 503, {
      message: 'it is not ready',
    });
    expect((await call<OrderAnswer>('GET', `/api/orders/${accepted.at(-1)}`)).status).toBe(200);
  });

  it('goes on when Redis is back, empty', async () => {
    await rm(join(dataDir, 'redis', 'redis'), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    redis = await restartRedis();
    await waitUntil(async () => (await call('GET', '/health/ready')).status === 200, {
      message: 'it is ready again',
    });
    await everythingEnded();
  }, 240_000);

  /** On the port that the system knows. */
  async function restartRedis(): Promise<Embedded> {
    const { mkdir, writeFile } = await import('node:fs/promises');
    const dir = join(dataDir, 'redis', 'redis');
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'redis.conf'), `port ${new URL(redis.redisUrl ?? '').port}\n`);
    return startRedis();
  }
});
