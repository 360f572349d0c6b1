import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../../embedded/free-port.ts';
import type { StartedRuntime } from '../../runtime/runtime.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { customerActor, customers } from '../customer/index.ts';
import { userActor } from '../user/index.ts';
import {
  getNotification,
  getWebhook,
  inboxInvariants,
  listNotifications,
  type Mailer,
  type NotificationSettings,
  notificationActors,
  notificationInvariants,
  notify,
  readInbox,
  signatureOf,
  smtpMailer,
  startMailbox,
} from './index.ts';
import { narrator } from './testing/narrator.ts';
import { openReceiver, type Receiver } from './testing/receiver.ts';

const directory = mkdtempSync(join(tmpdir(), 'mail-'));
const file = join(directory, 'inbox.jsonl');
const announced: string[] = [];

let mailbox: Awaited<ReturnType<typeof startMailbox>>;
let mailer: Mailer;
let receiver: Receiver;
let system: TestSystem;
let runtime: StartedRuntime;
/** Runs after a mail has been taken and before the delivery knows. */
let afterSending: () => void = () => undefined;

beforeAll(async () => {
  [mailbox, receiver] = await Promise.all([
    startMailbox({ host: '127.0.0.1', port: await findFreePort(), file }),
    openReceiver(),
  ]);
  mailer = smtpMailer(mailbox.url, 'Orderly <orders@orderly.invalid>');
  const sending: Mailer = {
    ...mailer,
    async send(mail) {
      await mailer.send(mail);
      afterSending();
    },
  };
  const settings: NotificationSettings = {
    mailer: sending,
    operationsEmail: 'operations@example.com',
    retrying: { attempts: 4, pauseMs: 20 },
    announce: (id) => void announced.push(id),
  };
  system = await startTestSystem({
    actors: [narrator('order'), narrator('signal'), userActor(), customerActor(), ...notificationActors(settings)],
    projections: [customers],
    policies: [notify],
  });
  runtime = system.runtime;
});

afterAll(async () => {
  await system.close();
  mailer.close();
  await Promise.all([mailbox.close(), receiver.close()]);
  rmSync(directory, { recursive: true });
});

afterEach(async () => {
  for (const { webhook_id } of await runtime.sql.query<{ webhook_id: string }>(
    'hooks',
    'SELECT webhook_id FROM webhooks',
  ))
    await runtime.execute({ to: `webhook/${webhook_id}`, type: 'DeleteWebhook', payload: {} });
  receiver.answers = () => 204;
});

let count = 0;
function fresh(prefix: string): string {
  count += 1;
  return `${prefix}-${count}`;
}

const say = (to: `${'order' | 'signal'}/${string}`, event: string, payload: object) =>
  runtime.execute({ to, type: 'Say', payload: { event, payload } });
const cancel = (orderId: string, customerId: string) =>
  say(`order/${orderId}`, 'OrderCancelled', {
    customerId,
    totalMinor: 500,
    currency: 'EUR',
    reason: 'out_of_stock',
  });

async function register(userId = fresh('user')): Promise<string> {
  const payload = { email: `${userId}@example.com`, name: `Name of ${userId}` };
  expect(await runtime.execute({ to: `user/${userId}`, type: 'RegisterUser', payload })).toMatchObject({
    accepted: true,
  });
  return userId;
}

async function hook(path: string, events?: string[]): Promise<string> {
  const webhookId = fresh('hook');
  const payload = { url: receiver.url + path, ...(events && { events }) };
  await runtime.execute({ to: `webhook/${webhookId}`, type: 'RegisterWebhook', payload });
  return webhookId;
}

const read = (id: string) => getNotification(runtime.sql, id);
const mailsTo = (customerId: string) =>
  readInbox(file).filter(({ to }) => to.includes(`${customerId}@example.com`));
const openLetters = async () =>
  (await runtime.deadLetters.list({ state: 'open', actorType: 'undelivered' })).items;

async function waitForLetter(after?: string) {
  const others = async () => (await openLetters()).filter(({ id }) => id !== after);
  await waitUntil(async () => (await others()).length > 0, { message: 'there is a dead letter' });
  return (await others())[0]!;
}

/** The notification, once it has this status. */
const became = (id: string, status: string) =>
  waitUntil(async () => ((await read(id))?.status === status ? await read(id) : undefined), {
    message: `${id} is ${status}`,
  });

async function violations(): Promise<string[]> {
  const inbox = readInbox(file);
  const found: string[] = [];
  for (const { name, check } of [...notificationInvariants, ...inboxInvariants({ before: inbox, after: inbox })])
    for (const line of await check(runtime.sql)) found.push(`${name}: ${line}`);
  return found;
}

describe('a notification', () => {
  it('reaches a registered customer by e-mail, and the log', async () => {
    const userId = await register();
    const orderId = fresh('o');
    await say(`order/${orderId}`, 'OrderConfirmed', {
      customerId: userId,
      totalMinor: 99_999,
      currency: 'EUR',
      trackingNumber: 'OY1',
    });
    const id = `order.${orderId}.1`;
    expect(await became(id, 'sent')).toMatchObject({
      kind: 'order.confirmed',
      orderId,
      channels: [
        { channel: 'log', status: 'sent' },
        { channel: 'email', status: 'sent', attempts: 1, recipient: `${userId}@example.com` },
      ],
    });
    expect(mailsTo(userId)).toEqual([
      expect.objectContaining({
        notificationId: id,
        from: 'orders@orderly.invalid',
        subject: `Your order ${orderId} is confirmed`,
        text: expect.stringContaining(`Hello Name of ${userId},`),
        html: expect.stringContaining('999.99 EUR'),
      }),
    ]);
    expect(announced.filter((one) => one === id)).toHaveLength(1);
  });

  it('skips the e-mail of a customer whom nobody knows, and says so', async () => {
    const orderId = fresh('o');
    await cancel(orderId, 'a-stranger');
    const notification = await became(`order.${orderId}.1`, 'sent');
    expect(notification?.channels[1]).toMatchObject({
      status: 'skipped',
      detail: 'the customer has no known address',
    });
    expect(announced).toContain(`order.${orderId}.1`);
  });

  it('finds customers who registered the moment before, whose view is not yet written', async () => {
    const users = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const userId = await register();
        await cancel(fresh('o'), userId);
        return userId;
      }),
    );
    await waitUntil(() => users.every((userId) => mailsTo(userId).length === 1));
  });

  it('of a partial signal goes to operations', async () => {
    const signalId = fresh('s');
    const results = [{ processor: 'processor-1', value: 20 }];
    await say(`signal/${signalId}`, 'SignalCompleted', {
      value: 10,
      partial: true,
      results,
      missing: ['processor-2'],
    });
    await became(`signal.${signalId}.1`, 'sent');
    expect(readInbox(file)).toContainEqual(
      expect.objectContaining({
        to: ['operations@example.com'],
        subject: `Signal ${signalId} completed without processor-2`,
      }),
    );
  });
});

describe('a webhook', () => {
  it('that fails twice is called until it works, under one id, each time signed anew', async () => {
    receiver.answers = (path, before) => (path === '/flaky' && before < 2 ? 503 : 200);
    const webhookId = await hook('/flaky');
    const orderId = fresh('o');
    await cancel(orderId, 'a-stranger');
    const id = `order.${orderId}.1`;
    const notification = await became(id, 'sent');
    expect(notification?.channels).toContainEqual(
      expect.objectContaining({
        channel: 'webhook',
        webhookId,
        status: 'sent',
        attempts: 3,
        recipient: `${receiver.url}/flaky`,
      }),
    );
    const calls = receiver.at('/flaky');
    expect(calls.map(({ answered }) => answered)).toEqual([503, 503, 200]);
    const secret = (await getWebhook(runtime.sql, webhookId))?.secret ?? '';
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
    receiver.answers = (path) => (path === '/down' ? 500 : 204);
    const [down, fine, userId] = await Promise.all([hook('/down'), hook('/fine'), register()]);
    const orderId = fresh('o');
    await cancel(orderId, userId);
    const id = `order.${orderId}.1`;
    const failed = await became(id, 'failed');
    expect(failed?.channels).toContainEqual(
      expect.objectContaining({ webhookId: down, status: 'failed', attempts: 4, detail: 'it answered 500' }),
    );
    await waitUntil(() => mailsTo(userId).length === 1 && receiver.at('/fine').length === 1);
    expect((await read(id))?.channels).toContainEqual(
      expect.objectContaining({ webhookId: fine, status: 'sent' }),
    );

    const letter = await waitForLetter();
    expect(letter).toMatchObject({
      message: { type: 'Undeliverable', payload: { delivery: `webhook-delivery/${id}.${down}`, attempts: 4 } },
      error: { code: 'NOTIFICATION_UNDELIVERED', message: expect.stringContaining('it answered 500') },
    });
    expect(await violations()).toEqual([]);

    receiver.answers = () => 204;
    await runtime.deadLetters.redrive(letter.id, { by: 'a test' });
    expect(await became(id, 'sent')).toBeDefined();
    expect(receiver.at('/down').map(({ answered }) => answered)).toEqual([500, 500, 500, 500, 204]);
    expect(await openLetters()).toEqual([]);
  });

  it('that is still down when it is redriven is a dead letter again, which can be discarded', async () => {
    receiver.answers = () => 500;
    await hook('/dead');
    const orderId = fresh('o');
    await cancel(orderId, 'a-stranger');
    await became(`order.${orderId}.1`, 'failed');
    const first = await waitForLetter();
    await runtime.deadLetters.redrive(first.id, { by: 'a test' });
    const second = await waitForLetter(first.id);
    await runtime.deadLetters.discard(second.id, { by: 'a test', reason: 'it is gone' });
    expect(receiver.at('/dead')).toHaveLength(8);
    expect((await read(`order.${orderId}.1`))?.status).toBe('failed');
    expect(await violations()).toEqual([]);
  });

  it('hears only of the events that it asked for', async () => {
    await hook('/cancelled-only', ['order.cancelled']);
    await hook('/confirmed-only', ['order.confirmed']);
    const orderId = fresh('o');
    await cancel(orderId, 'a-stranger');
    await became(`order.${orderId}.1`, 'sent');
    expect([receiver.at('/cancelled-only').length, receiver.at('/confirmed-only').length]).toEqual([1, 0]);
  });

  it('is not followed where it points elsewhere', async () => {
    receiver.answers = (path) => (path === '/moved' ? 302 : 200);
    await hook('/moved');
    const orderId = fresh('o');
    await cancel(orderId, 'a-stranger');
    await became(`order.${orderId}.1`, 'failed');
    expect(receiver.at('/elsewhere')).toEqual([]);
  });

  it('that is deleted meanwhile is skipped', async () => {
    const webhookId = await hook('/gone');
    receiver.answers = async () => {
      await runtime.execute({ to: `webhook/${webhookId}`, type: 'DeleteWebhook', payload: {} });
      return 500;
    };
    const orderId = fresh('o');
    await cancel(orderId, 'a-stranger');
    const notification = await became(`order.${orderId}.1`, 'sent');
    expect(notification?.channels).toContainEqual(expect.objectContaining({ webhookId, status: 'skipped' }));
  });
});

describe('exactly one mail and one call per event', () => {
  it('where the process dies between the acknowledgement of the mail server and its own commit', async () => {
    let deaths = 1;
    afterSending = () => {
      deaths -= 1;
      if (deaths >= 0) throw new Error('died right after sending');
    };
    const userId = await register();
    const orderId = fresh('o');
    await cancel(orderId, userId);
    const notification = await became(`order.${orderId}.1`, 'sent');
    expect(notification?.channels[1]).toMatchObject({ attempts: 2 });
    expect(mailsTo(userId)).toHaveLength(1);
    afterSending = () => undefined;
  });

  it('where Redis loses everything in the middle', async () => {
    await hook('/flushed');
    const users = await Promise.all(Array.from({ length: 60 }, () => register()));
    for (let from = 0; from < users.length; from += 20) {
      await Promise.all(users.slice(from, from + 20).map((userId) => cancel(fresh('o'), userId)));
      await system.redis.flush();
    }
    await waitUntil(() => users.every((userId) => mailsTo(userId).length > 0), {
      timeoutMs: 30_000,
      message: 'everybody has mail',
    });
    await waitUntil(async () => (await listNotifications(runtime.sql, { status: 'pending' })).items.length === 0, {
      timeoutMs: 30_000,
    });
    expect(users.map((userId) => mailsTo(userId).length)).toEqual(users.map(() => 1));
    const ids = receiver.at('/flushed').map(({ headers }) => headers['webhook-id']);
    expect([ids.length, new Set(ids).size]).toEqual([60, 60]);
    expect(await violations()).toEqual([]);
  });

  it('where the policy reads all events once more', async () => {
    const before = { mails: readInbox(file).length, calls: receiver.received.length };
    const rows = async () =>
      (await runtime.sql.query<{ n: number }>('n', 'SELECT count(*)::int AS n FROM notifications'))[0]?.n;
    const known = await rows();
    await runtime.stop();
    const second = await system.another({ policies: [] });
    await second.sql.query('rewind', "DELETE FROM checkpoints WHERE name = 'notify'");
    await second.stop();
    runtime = await system.another();
    const userId = await register();
    await cancel(fresh('o'), userId);
    await waitUntil(() => mailsTo(userId).length === 1);
    await waitUntil(async () => (await runtime.sql.query('outbox', 'SELECT FROM outbox')).length === 0);
    expect([readInbox(file).length, receiver.received.length, await rows()]).toEqual([
      before.mails + 1,
      before.calls,
      (known ?? 0) + 1,
    ]);
    expect(await violations()).toEqual([]);
  });

  it('where the mail server is away for a while', async () => {
    const { port } = new URL(mailbox.url);
    await mailbox.close();
    const userId = await register();
    const orderId = fresh('o');
    await cancel(orderId, userId);
    await waitUntil(async () => ((await read(`order.${orderId}.1`))?.channels[1]?.attempts ?? 0) > 0);
    mailbox = await startMailbox({ host: '127.0.0.1', port: Number(port), file });
    const [letter] = (await became(`order.${orderId}.1`, 'sent').catch(() => undefined))
      ? []
      : await openLetters();
    if (letter) await runtime.deadLetters.redrive(letter.id, { by: 'a test' });
    await waitUntil(() => mailsTo(userId).length === 1);
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
    const client = new Client({ connectionString: system.database.url });
    await client.connect();
    await client.query('BEGIN');
    await client.query(damage);
    const inbox = readInbox(file);
    const found: string[] = [];
    const sql = {
      query: async (_name: string, text: string, values: readonly unknown[] = []) =>
        (await client.query(text, [...values])).rows,
    };
    for (const { check } of [...notificationInvariants, ...inboxInvariants({ before: inbox, after: inbox })])
      found.push(...(await check(sql as never)));
    await client.query('ROLLBACK');
    await client.end();
    expect(found.join('\n')).toContain(line);
  });

  it('finds a mail that is there twice', async () => {
    const [mail] = readInbox(file);
    const twice = inboxInvariants({ before: [], after: [mail!, { ...mail!, messageId: '<other>' }] });
    expect((await Promise.all(twice.map(({ check }) => check(runtime.sql)))).flat()).toContain(
      `${mail?.notificationId} is there 2 times`,
    );
  });
});
