import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readInbox } from '../../actors/notification/index.ts';
import { openReceiver, type Receiver } from '../../actors/notification/testing/receiver.ts';
import { inboxFile } from '../../mail.ts';
import { ledgerFile } from '../../system.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { type Door, doorAt, type OrderAnswer, orderBody } from '../setup/door.ts';
import { endProcesses, type Started, startProcess } from '../setup/process.ts';
import { createTestRedis, type TestRedis } from '../setup/redis.ts';
import { atRest, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';

const ORDERS = 20;

let dataDir: string;
let database: TestDatabase;
let redis: TestRedis;
let receiver: Receiver;
let system: Started;
let call: Door;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'orderly-notifications-'));
  [database, redis, receiver] = await Promise.all([createTestDatabase(), createTestRedis(), openReceiver()]);
  await start();
});
afterAll(async () => {
  await endProcesses();
  await Promise.all([
    receiver.close(),
    redis.close(),
    database.drop(),
    rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
  ]);
});

async function start(): Promise<void> {
  system = startProcess('main.ts', [], {
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    NOTIFICATION_PAUSE_MS: '100',
  });
  call = doorAt(await system.ready);
}

async function killAndStart(): Promise<void> {
  system.kill('SIGKILL');
  await system.gone;
  await start();
}

const inbox = () => readInbox(inboxFile(dataDir));
const taken = () => receiver.received.filter(({ answered }) => answered < 300);
const idsOf = () => ({
  mails: inbox().map(({ notificationId }) => notificationId),
  calls: taken().map(({ headers }) => headers['webhook-id']),
});

it('however often the system is killed while it sends, each event has one mail and is taken once by the webhook', async () => {
  receiver.answers = () => (receiver.received.length % 5 === 0 ? 503 : 204);
  const user = await call<{ userId: string }>('POST', '/api/users', { email: 'ada@example.com', name: 'Ada' });
  await call('POST', '/api/webhooks', { url: `${receiver.url}/hook` });
  const customerId = user.body.userId;
  const orders = Array.from({ length: ORDERS }, (_, n) =>
    call<OrderAnswer>(
      'POST',
      '/api/orders',
      orderBody({ customerId, ...(n % 4 === 0 && { paymentMethod: 'pm_declined' }) }),
    ),
  );
  expect((await Promise.all(orders)).map(({ status }) => status)).toEqual(orders.map(() => 202));

  for (const mails of [5, 15]) {
    await waitUntil(() => inbox().length >= mails, { message: `${mails} mails are there` });
    await killAndStart();
  }
  const expected = ORDERS * 2 - ORDERS / 4;
  await waitUntil(() => new Set(idsOf().calls).size >= expected && idsOf().mails.length >= expected, {
    message: `${expected} notifications have arrived`,
  });
  await atRest(database.url);
  const { mails, calls } = idsOf();
  expect([mails.length, new Set(mails).size]).toEqual([expected, expected]);
  expect(new Set(calls)).toEqual(new Set(mails));
  expect(await violations(database.url, ledgerFile(dataDir), inboxFile(dataDir))).toEqual([]);
}, 300_000);
