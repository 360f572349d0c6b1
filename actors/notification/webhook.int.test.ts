import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { Notified } from '../testing/notified.ts';
import { getWebhook, signatureOf } from './index.ts';

let world: Notified;
beforeAll(async () => {
  world = await Notified.start();
});
afterEach(() => world.calmDown());
afterAll(() => world.close());

describe('a webhook', () => {
  it('that fails twice is called until it works, under one id, each time signed anew', async () => {
    world.receiver.answers = (path, before) => (path === '/flaky' && before < 2 ? 503 : 200);
    const webhookId = await world.hook('/flaky');
    const orderId = world.fresh('o');
    const id = await world.cancel('a-stranger', orderId);
    const notification = await world.became(id, 'sent');
    expect(notification?.channels).toContainEqual(
      expect.objectContaining({
        channel: 'webhook',
        webhookId,
        status: 'sent',
        attempts: 3,
        recipient: `${world.receiver.url}/flaky`,
      }),
    );
    const calls = world.receiver.at('/flaky');
    expect(calls.map(({ answered }) => answered)).toEqual([503, 503, 200]);
    const secret = (await getWebhook(world.runtime.sql, webhookId))?.secret ?? '';
    for (const { headers, body } of calls) {
      const timestamp = Number(headers['webhook-timestamp']);
      expect(Math.abs(timestamp - Date.now() / 1000)).toBeLessThan(60);
      expect(headers['webhook-id']).toBe(id);
      expect(headers['webhook-signature']).toBe(signatureOf(secret, id, timestamp, body));
      expect(JSON.parse(body)).toEqual({
        type: 'order.cancelled',
        timestamp: expect.any(String),
        data: { orderId, customerId: 'a-stranger', total: 5, currency: 'EUR', reason: 'out_of_stock' },
      });
    }
  });

  it('that always fails becomes a dead letter and delays nobody else; redriven, it arrives', async () => {
    world.receiver.answers = (path) => (path === '/down' ? 500 : 204);
    const [down, fine, userId] = await Promise.all([world.hook('/down'), world.hook('/fine'), world.register()]);
    const id = await world.cancel(userId);
    const failed = await world.became(id, 'failed');
    expect(failed?.channels).toContainEqual(
      expect.objectContaining({ webhookId: down, status: 'failed', attempts: 4, detail: 'it answered 500' }),
    );
    await waitUntil(() => world.mailsTo(userId).length === 1 && world.receiver.at('/fine').length === 1);
    expect((await world.read(id))?.channels).toContainEqual(
      expect.objectContaining({ webhookId: fine, status: 'sent' }),
    );

    const letter = await world.waitForLetter();
    expect(letter).toMatchObject({
      message: { type: 'Undeliverable', payload: { delivery: `webhook-delivery/${id}.${down}`, attempts: 4 } },
      error: { code: 'NOTIFICATION_UNDELIVERED', message: expect.stringContaining('it answered 500') },
    });
    expect(await world.violations()).toEqual([]);

    world.receiver.answers = () => 204;
    await world.runtime.deadLetters.redrive(letter.id, { by: 'a test' });
    expect(await world.became(id, 'sent')).toBeDefined();
    expect(world.receiver.at('/down').map(({ answered }) => answered)).toEqual([500, 500, 500, 500, 204]);
    expect(await world.openLetters()).toEqual([]);
  });

  it('that is still down when it is redriven is a dead letter again, which can be discarded', async () => {
    world.receiver.answers = () => 500;
    await world.hook('/dead');
    const id = await world.cancel('a-stranger');
    await world.became(id, 'failed');
    const first = await world.waitForLetter();
    await world.runtime.deadLetters.redrive(first.id, { by: 'a test' });
    const second = await world.waitForLetter(first.id);
    await world.runtime.deadLetters.discard(second.id, { by: 'a test', reason: 'it is gone' });
    expect(world.receiver.at('/dead')).toHaveLength(8);
    expect((await world.read(id))?.status).toBe('failed');
    expect(await world.violations()).toEqual([]);
  });

  it('hears only of the events that it asked for', async () => {
    await world.hook('/cancelled-only', ['order.cancelled']);
    await world.hook('/confirmed-only', ['order.confirmed']);
    const id = await world.cancel('a-stranger');
    await world.became(id, 'sent');
    expect([world.receiver.at('/cancelled-only').length, world.receiver.at('/confirmed-only').length]).toEqual([
      1, 0,
    ]);
  });

  it('is not followed where it points elsewhere', async () => {
    world.receiver.answers = (path) => (path === '/moved' ? 302 : 200);
    await world.hook('/moved');
    const id = await world.cancel('a-stranger');
    await world.became(id, 'failed');
    expect(world.receiver.at('/elsewhere')).toEqual([]);
  });

  it('that is deleted meanwhile is skipped', async () => {
    const webhookId = await world.hook('/gone');
    world.receiver.answers = async () => {
      await world.runtime.execute({ to: `webhook/${webhookId}`, type: 'DeleteWebhook', payload: {} });
      return 500;
    };
    const id = await world.cancel('a-stranger');
    const notification = await world.became(id, 'sent');
    expect(notification?.channels).toContainEqual(expect.objectContaining({ webhookId, status: 'skipped' }));
  });
});
