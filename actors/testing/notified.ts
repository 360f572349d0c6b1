import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findFreePort } from '../../embedded/free-port.ts';
import type { DeadLetter } from '../../runtime/api.ts';
import type { StartedRuntime } from '../../runtime/runtime.ts';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import { customerActor, customers } from '../customer/index.ts';
import {
  getNotification,
  inboxInvariants,
  type Mailer,
  notificationActors,
  notificationInvariants,
  notify,
  readInbox,
  smtpMailer,
  startMailbox,
} from '../notification/index.ts';
import { narrator } from '../notification/testing/narrator.ts';
import { openReceiver, type Receiver } from '../notification/testing/receiver.ts';
import { userActor } from '../user/index.ts';

type Mailbox = Awaited<ReturnType<typeof startMailbox>>;

/** Events of orders and signals that are narrated, and all who are told of them: a mail server, a receiver of webhooks. */
export class Notified {
  readonly receiver: Receiver;
  /** Ids of the notifications that were announced. */
  readonly announced: string[] = [];
  system!: TestSystem;
  runtime!: StartedRuntime;
  /** Runs after a mail has been taken and before the delivery knows. */
  afterSending: () => void = () => undefined;
  private readonly file: string;
  private mailbox: Mailbox;
  private readonly mailer: Mailer;
  private count = 0;

  private constructor(file: string, mailbox: Mailbox, receiver: Receiver) {
    this.file = file;
    this.mailbox = mailbox;
    this.receiver = receiver;
    this.mailer = smtpMailer(mailbox.url, 'Orderly <orders@orderly.invalid>');
  }

  static async start(): Promise<Notified> {
    const file = join(mkdtempSync(join(tmpdir(), 'mail-')), 'inbox.jsonl');
    const [mailbox, receiver] = await Promise.all([
      startMailbox({ host: '127.0.0.1', port: await findFreePort(), file }),
      openReceiver(),
    ]);
    const notified = new Notified(file, mailbox, receiver);
    notified.system = await startTestSystem({
      actors: [
        narrator('order'),
        narrator('signal'),
        userActor(),
        customerActor(),
        ...notificationActors({
          mailer: notified.watchedMailer(),
          operationsEmail: 'operations@example.com',
          retrying: { attempts: 4, pauseMs: 20 },
          announce: (id) => void notified.announced.push(id),
        }),
      ],
      projections: [customers],
      policies: [notify],
    });
    notified.runtime = notified.system.runtime;
    return notified;
  }

  private watchedMailer(): Mailer {
    return {
      ...this.mailer,
      send: async (mail) => {
        await this.mailer.send(mail);
        this.afterSending();
      },
    };
  }

  /** Between two tests: no webhooks, and everybody answers. */
  async calmDown(): Promise<void> {
    const hooks = await this.runtime.sql.query<{ webhook_id: string }>('hooks', 'SELECT webhook_id FROM webhooks');
    for (const { webhook_id } of hooks)
      await this.runtime.execute({ to: `webhook/${webhook_id}`, type: 'DeleteWebhook', payload: {} });
    this.receiver.answers = () => 204;
    this.afterSending = () => undefined;
  }

  async close(): Promise<void> {
    await this.system.close();
    this.mailer.close();
    await Promise.all([this.mailbox.close(), this.receiver.close()]);
    rmSync(dirname(this.file), { recursive: true });
  }

  /** Takes the mail server away; what it gives back brings it back. */
  async withoutMailServer(): Promise<() => Promise<void>> {
    const { port } = new URL(this.mailbox.url);
    await this.mailbox.close();
    return async () => {
      this.mailbox = await startMailbox({ host: '127.0.0.1', port: Number(port), file: this.file });
    };
  }

  fresh(prefix: string): string {
    this.count += 1;
    return `${prefix}-${this.count}`;
  }

  say(to: `${'order' | 'signal'}/${string}`, event: string, payload: object): Promise<unknown> {
    return this.runtime.execute({ to, type: 'Say', payload: { event, payload } });
  }

  /** Cancels a new order of this customer, and gives back the id of the notification of it. */
  async cancel(customerId: string, orderId: string = this.fresh('o')): Promise<string> {
    const payload = { customerId, totalMinor: 500, currency: 'EUR', reason: 'out_of_stock' };
    await this.say(`order/${orderId}`, 'OrderCancelled', payload);
    return `order.${orderId}.1`;
  }

  async register(userId: string = this.fresh('user')): Promise<string> {
    const payload = { email: `${userId}@example.com`, name: `Name of ${userId}` };
    const answer = await this.runtime.execute({ to: `user/${userId}`, type: 'RegisterUser', payload });
    if (!answer.accepted) throw new Error(`${userId} was not registered`);
    return userId;
  }

  async hook(path: string, events?: string[]): Promise<string> {
    const webhookId = this.fresh('hook');
    const payload = { url: this.receiver.url + path, ...(events && { events }) };
    await this.runtime.execute({ to: `webhook/${webhookId}`, type: 'RegisterWebhook', payload });
    return webhookId;
  }

  read(id: string) {
    return getNotification(this.runtime.sql, id);
  }

  /** The notification, once it has this status. */
  became(id: string, status: string) {
    const look = async () => {
      const notification = await this.read(id);
      return notification?.status === status ? notification : undefined;
    };
    return waitUntil(look, { message: `${id} is ${status}` });
  }

  get inbox() {
    return readInbox(this.file);
  }

  mailsTo(customerId: string) {
    return this.inbox.filter(({ to }) => to.includes(`${customerId}@example.com`));
  }

  async openLetters(): Promise<readonly DeadLetter[]> {
    return (await this.runtime.deadLetters.list({ state: 'open', actorType: 'undelivered' })).items;
  }

  /** A dead letter, once there is one; another than `after`. */
  waitForLetter(after?: string): Promise<DeadLetter> {
    const look = async () => (await this.openLetters()).find(({ id }) => id !== after);
    return waitUntil(look, { message: 'there is a dead letter' }) as Promise<DeadLetter>;
  }

  /** What the checker finds about notifications and their mails, a line each. */
  async violations(sql = this.runtime.sql): Promise<string[]> {
    const { inbox } = this;
    const found: string[] = [];
    for (const { name, check } of [...notificationInvariants, ...inboxInvariants({ before: inbox, after: inbox })])
      for (const line of await check(sql)) found.push(`${name}: ${line}`);
    return found;
  }
}
