import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../embedded/free-port.ts';
import { ledgerFile } from '../../system.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { type Door, doorAt, type OrderAnswer, orderBody } from '../setup/door.ts';
import { endProcesses, type Started, startProcess } from '../setup/process.ts';
import { createTestRedis, type TestRedis } from '../setup/redis.ts';
import { ask, atRest, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';

const ORDERS = 60;

describe('roles in processes of their own', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let dataDir: string;
  let settings: Record<string, string>;
  let call: Door;
  let api: Started;
  let worker: Started;
  let rest: Started;

  beforeAll(async () => {
    [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-roles-'));
    const sandboxPort = await findFreePort();
    settings = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      SANDBOX_PORT: String(sandboxPort),
      PAYMENT_URL: `http://127.0.0.1:${sandboxPort}`,
      PAYMENT_SLOW_MS: '300',
    };
    const sandbox = start('sandbox');
    [api, worker, rest] = [start('api'), start('worker'), start('relay,timer,projection')];
    const [url] = await Promise.all([api.ready, worker.ready, rest.ready, sandbox.ready]);
    call = doorAt(url);
  });
  afterAll(async () => {
    await endProcesses();
    await Promise.all([
      redis.close(),
      database.drop(),
      rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
    ]);
  });

  const start = (role: string) => startProcess('main.ts', ['--role', role], settings);
  const place = (headers: Record<string, string> = {}, paymentMethod = 'pm_ok') =>
    call<OrderAnswer>('POST', '/api/orders', orderBody({ paymentMethod }), headers);
  const found = () => violations(database.url, ledgerFile(dataDir));

  it('confirm an order together', async () => {
    const { status, body } = await place({ prefer: 'wait=30' });
    expect([status, body.status]).toEqual([201, 'confirmed']);
    await waitUntil(
      async () =>
        (await call<{ items: unknown[] }>('GET', '/api/orders?status=confirmed')).body.items.length === 1,
      {
        message: 'the view shows it',
      },
    );
  });

  it('survive kill -9 of the worker, with another one that takes over', async () => {
    const placing = Array.from({ length: ORDERS }, (_, number) => place({}, number % 3 ? 'pm_ok' : 'pm_slow'));
    await Promise.all(placing.slice(0, 10));
    worker.kill('SIGKILL');
    const answers = await Promise.all(placing);
    expect(answers.map(({ status }) => status)).toEqual(Array(ORDERS).fill(202));
    await worker.gone;
    worker = start('worker');
    await atRest(database.url);
    expect(await found()).toEqual([]);
  }, 240_000);

  it('survive kill -9 of one of two workers: the other one goes on by itself', async () => {
    const second = start('worker');
    await second.ready;
    const placing = Array.from({ length: ORDERS }, (_, number) => place({}, number % 3 ? 'pm_ok' : 'pm_slow'));
    await Promise.all(placing.slice(0, 10));
    second.kill('SIGKILL');
    await Promise.all(placing);
    await atRest(database.url);
    expect(await found()).toEqual([]);
  }, 240_000);

  it('survive kill -9 of relay, timer and projection: the view catches up', async () => {
    rest.kill('SIGKILL');
    await rest.gone;
    await Promise.all(Array.from({ length: 20 }, () => place()));
    rest = start('relay,timer,projection');
    await atRest(database.url);
    expect(await found()).toEqual([]);
  }, 240_000);

  it('survive kill -9 of the doors: what they accepted goes on', async () => {
    const before = await countOrders();
    const answers = Promise.allSettled(Array.from({ length: ORDERS }, () => place()));
    await waitUntil(async () => (await countOrders()) > before, { message: 'some are accepted' });
    api.kill('SIGKILL');
    const accepted = (await answers).flatMap((answer) =>
      answer.status === 'fulfilled' ? [answer.value.body.orderId] : [],
    );
    await atRest(database.url);
    const rows = await ask(database.url, `SELECT FROM actors WHERE address = ANY($1) AND state = 'confirmed'`, [
      accepted.map((id) => `order/${id}`),
    ]);
    expect(rows).toHaveLength(accepted.length);
    expect(await found()).toEqual([]);
  }, 240_000);

  const countOrders = async () => (await ask(database.url, `SELECT FROM actors WHERE type = 'order'`)).length;
});
