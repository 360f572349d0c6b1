import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { loadConfig } from '../../config.ts';
import { platformProjections } from '../../platform.ts';
import { rebuildView } from '../../runtime/events/rebuild.ts';
import { type System, startSystem } from '../../system.ts';
import { type OrderAnswer, orderBody } from '../setup/door.ts';
import { ask, atRest } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';

const AGE = `
  WITH a AS (UPDATE actors SET updated_at = updated_at - interval '3 days', created_at = created_at - interval '3 days'),
       e AS (UPDATE events SET at = at - interval '3 days')
  UPDATE journal SET at = at - interval '3 days'`;
const KEY = { 'idempotency-key': '01920000-abcd-7123-8123-0123456789ab', prefer: 'wait=30' };

describe('orders of three days ago, where two are kept', () => {
  let platform: WholeSystem;
  let pruner: System;
  let orders: OrderAnswer[];
  const turnsLeft = async () => (await ask(platform.databaseUrl, 'SELECT FROM journal')).length;
  const readActor = async (orderId = '') =>
    (await platform.call<{ version: number }>('GET', `/api/actors/order/${orderId}`)).body;
  const place = async (body: object, headers: Record<string, string> = { prefer: 'wait=30' }) =>
    (await platform.call<OrderAnswer>('POST', '/api/orders', body, headers)).body;

  beforeAll(async () => {
    platform = await startWholeSystem();
    orders = [
      await place(orderBody(), KEY),
      await place(orderBody({ shipTo: { country: 'AQ' } })),
      await place(orderBody({ paymentMethod: 'pm_declined' })),
      await place(orderBody({ fulfilment: 'choreography' })),
    ];
    await atRest(platform.databaseUrl);
    await ask(platform.databaseUrl, AGE);
    for (const view of platformProjections) await rebuildView(platform.databaseUrl, view);
    const env = {
      DATABASE_URL: platform.databaseUrl,
      REDIS_URL: platform.redis.url,
      RETENTION_DAYS: '2',
    };
    pruner = await startSystem(loadConfig(env, ['--role', 'timer']), pino({ level: 'silent' }), 'test');
    await waitUntil(async () => (await turnsLeft()) === 0, { message: 'no turn is left' });
  });
  afterAll(async () => {
    await pruner.stop();
    await platform.close();
  });

  it('have lost their turns and nothing else: the checker finds nothing wrong', async () => {
    expect(await platform.verdict()).toEqual([]);
    for (const { orderId, status, total } of orders) {
      const { body } = await platform.call<OrderAnswer>('GET', `/api/orders/${orderId}`);
      expect(body).toMatchObject({ status, total, timeline: expect.arrayContaining([expect.anything()]) });
    }
  });

  it('say that their turns were removed', async () => {
    const { body } = await platform.call('GET', `/api/actors/order/${orders[0]?.orderId}/history`);
    const { version } = await readActor(orders[0]?.orderId);
    expect(body).toEqual({ items: [], removed: version });
  });

  it('are still found by their Idempotency-Key, whose time their id begins with', async () => {
    const again = await place(orderBody(), KEY);
    expect(again).toMatchObject({ orderId: orders[0]?.orderId, status: 'confirmed' });
    expect(again.orderId).toMatch(/^01920000-abcd-8/);
    expect(await platform.verdict()).toEqual([]);
  });
});
