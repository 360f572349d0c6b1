import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { Notified } from '../testing/notified.ts';
import { inboxInvariants } from './index.ts';

let world: Notified;
beforeAll(async () => {
  world = await Notified.start();
});
afterEach(() => world.calmDown());
afterAll(() => world.close());

describe('a notification', () => {
  it('reaches a registered customer by e-mail, and the log', async () => {
    const userId = await world.register();
    const orderId = world.fresh('o');
    await world.say(`order/${orderId}`, 'OrderConfirmed', {
      customerId: userId,
      totalMinor: 99_999,
      currency: 'EUR',
      trackingNumber: 'OY1',
    });
    const id = `order.${orderId}.1`;
    expect(await world.became(id, 'sent')).toMatchObject({
      kind: 'order.confirmed',
      orderId,
      channels: [
        { channel: 'log', status: 'sent' },
        { channel: 'email', status: 'sent', attempts: 1, recipient: `${userId}@example.com` },
      ],
    });
    expect(world.mailsTo(userId)).toEqual([
      expect.objectContaining({
        notificationId: id,
        from: 'orders@orderly.invalid',
        subject: `Your order ${orderId} is confirmed`,
        text: expect.stringContaining(`Hello Name of ${userId},`),
        html: expect.stringContaining('999.99 EUR'),
      }),
    ]);
    expect(world.announced.filter((one) => one === id)).toHaveLength(1);
  });

  it('skips the e-mail of a customer whom nobody knows, and says so', async () => {
    const id = await world.cancel('a-stranger');
    const notification = await world.became(id, 'sent');
    expect(notification?.channels[1]).toMatchObject({
      status: 'skipped',
      detail: 'the customer has no known address',
    });
    expect(world.announced).toContain(id);
  });

  it('finds customers who registered the moment before, whose view is not yet written', async () => {
    const users = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const userId = await world.register();
        await world.cancel(userId);
        return userId;
      }),
    );
    await waitUntil(() => users.every((userId) => world.mailsTo(userId).length === 1));
  });

  it('of a partial signal goes to operations', async () => {
    const signalId = world.fresh('s');
    const results = [{ processor: 'processor-1', value: 20 }];
    await world.say(`signal/${signalId}`, 'SignalCompleted', {
      value: 10,
      partial: true,
      results,
      missing: ['processor-2'],
    });
    await world.became(`signal.${signalId}.1`, 'sent');
    expect(world.inbox).toContainEqual(
      expect.objectContaining({
        to: ['operations@example.com'],
        subject: `Signal ${signalId} completed without processor-2`,
      }),
    );
  });
});

describe('the checker', () => {
  it.each([
    [
      'a notification that is missing',
      "DELETE FROM notifications WHERE notification_id LIKE 'order.o-%'",
      'has no notification',
    ],
    [
      'a notification of nothing',
      "UPDATE notifications SET version = version + 50, notification_id = notification_id || 'x'",
      'tells of no event',
    ],
    [
      'a delivery that nobody works on',
      "UPDATE notification_deliveries SET status = 'pending' WHERE channel = 'email' AND status = 'sent'",
      'nobody is on it',
    ],
    [
      'a mail that was never sent',
      "UPDATE notification_deliveries SET notification_id = notification_id || 'x' WHERE channel = 'email' AND status = 'sent'",
      'is not in the inbox',
    ],
  ])('finds %s', async (_, damage, line) => {
    const { Client } = (await import('pg')).default;
    const client = new Client({ connectionString: world.system.database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(damage);
    const sql = {
      query: async (_name: string, text: string, values: readonly unknown[] = []) =>
        (await client.query(text, [...values])).rows,
    };
    const found = await world.violations(sql as never);
    await client.query('ROLLBACK');
    await client.end();
    expect(found.join('\n')).toContain(line);
  });

  it('finds a mail that is there twice', async () => {
    const [mail] = world.inbox;
    const twice = inboxInvariants({ before: [], after: [mail!, { ...mail!, messageId: '<other>' }] });
    expect((await Promise.all(twice.map(({ check }) => check(world.runtime.sql)))).flat()).toContain(
      `${mail?.notificationId} is there 2 times`,
    );
  });
});
