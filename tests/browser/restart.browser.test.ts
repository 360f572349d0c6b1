import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { findFreePort } from '../../embedded/free-port.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { type Door, doorAt, type OrderAnswer, orderBody } from '../setup/door.ts';
import { endProcesses, type Started, startProcess } from '../setup/process.ts';
import { createTestRedis, type TestRedis } from '../setup/redis.ts';
import { describeInBrowser, openScene, type Scene } from './scene.ts';

describeInBrowser('a server that is killed and started again under an open page', () => {
  let database: TestDatabase;
  let redis: TestRedis;
  let dataDir: string;
  let settings: Record<string, string>;
  let server: Started;
  let scene: Scene;
  let call: Door;
  let url: string;

  beforeAll(async () => {
    [database, redis, dataDir] = await Promise.all([
      createTestDatabase(),
      createTestRedis(),
      mkdtemp(join(tmpdir(), 'orderly-restart-')),
    ]);
    settings = {
      PORT: String(await findFreePort()),
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      PAYMENT_SLOW_MS: '200',
    };
    server = startProcess('main.ts', [], settings);
    url = await server.ready;
    call = doorAt(url);
    scene = await openScene(url);
  });
  afterAll(async () => {
    await scene?.close();
    await endProcesses();
    await Promise.all([redis?.close(), database?.drop(), rm(dataDir, { recursive: true, force: true })]);
  });

  const place = async () =>
    (await call<OrderAnswer>('POST', '/api/orders', orderBody({ paymentMethod: 'pm_slow' }))).body;

  it('is resumed by the page itself, which shows every order that ended meanwhile and every event once', async () => {
    const before = await place();
    const list = await scene.open('/orders');
    const row = (id: string) => list.page.locator(`tr[data-order="${id}"]`);
    await row(before.orderId).getByText('Confirmed', { exact: true }).waitFor();
    const tail = await scene.open('/events?type=OrderConfirmed');
    await tail.page.locator(`.events td[title="order/${before.orderId}"]`).waitFor();

    const caught = await place();
    const chart = await scene.open(`/orders/${caught.orderId}`);
    await chart.page.locator('.chart-state.now').first().waitFor();
    server.kill('SIGKILL');
    await server.gone;
    for (const { page } of [list, tail, chart]) await page.getByText('Connection lost.').first().waitFor();

    server = startProcess('main.ts', [], settings);
    await server.ready;
    const during = await place();
    for (const { page } of [list, tail, chart])
      await page.getByText('Connection lost.').first().waitFor({ state: 'detached' });

    await chart.page.locator('.chart-state.now', { hasText: 'confirmed' }).waitFor();
    await row(caught.orderId).getByText('Confirmed', { exact: true }).waitFor();
    for (const { orderId } of [caught, during])
      await tail.page.locator(`.events td[title="order/${orderId}"]`).waitFor();
    const shown = await tail.page
      .locator('.events td[title^="order/"]')
      .evaluateAll((cells) => cells.map((cell) => String((cell as unknown as { title: string }).title)));
    expect(shown.sort()).toEqual([before, caught, during].map(({ orderId }) => `order/${orderId}`).sort());
    for (const { strangers } of [list, tail, chart]) expect(strangers).toEqual([]);
  });
});
