/**
 * The messages that this process has in hand: they came by the transport or from its own commits, and the outbox rows that
 * hold them are not settled yet.
 *
 * 1. An envelope that came in is settled only by a commit: by the journal, or by another row that carries the message on.
 * 2. A message that fails leaves its envelope as a job of its own, with attempts; when those are used up it is a dead letter.
 * 3. A message for an actor of another process leaves its envelope for one to its owner.
 */
import type { Logger } from 'pino';
import type { ActivityDesk } from './activities/desk.ts';
import { bury, isFinal } from './dead-letters/bury.ts';
import { type Address, type Message, typeOf } from './message.ts';
import { retryId } from './retry-id.ts';
import type { Layout } from './shards/layout.ts';
import type { Envelope } from './store/seal.ts';
import { reached } from './testing/crash-points.ts';
import { type Arrival, type FailedAttempt, JobFailed, type Transport, WrongOwner } from './transport/transport.ts';
import type { Delivery, OpenEnvelope } from './turn/delivery.ts';
import { queueOf } from './turn/grouping.ts';
import type { Rider } from './turn/rider.ts';
import { ACTIVITY_REQUEST } from './turn/turn.ts';

export type Ride = Pick<Rider, 'origin' | 'messages' | 'envelopes' | 'settles' | 'statements'>;

export interface InHandOptions {
  layout: Layout;
  transport: Pick<Transport, 'drop' | 'retry'>;
  desk: ActivityDesk;
  log: Logger;
  /** Whether a message is handled by this process; undefined where nothing is divided: then every message is. */
  owns: ((to: Address) => boolean) | undefined;
  isStopped(type: string): boolean;
  submit(delivery: Delivery): void;
  /** Commits rows without a turn. */
  ride(ride: Ride): Promise<void>;
  /** What is remembered of an actor is worth nothing. */
  forget(actor: Address): void;
}

export class InHand {
  private readonly options: InHandOptions;
  private readonly open = new Map<string, OpenEnvelope>();

  constructor(options: InHandOptions) {
    this.options = options;
  }

  /** Messages, those whose activity is under way included. */
  get count(): number {
    let count = 0;
    for (const { remaining } of this.open.values()) count += remaining;
    return count;
  }

  isOpen(envelopeId: string): boolean {
    return this.open.has(envelopeId);
  }

  /** Whether anything is in hand that was sent to one of these queues. */
  hasAnyOf(queues: ReadonlySet<string>): boolean {
    for (const { queue } of this.open.values()) if (queues.has(queue)) return true;
    return false;
  }

  /** Takes an envelope of this process's own, in the order of its messages. */
  take({ id, queue, messages }: Envelope, closed: () => void = () => undefined): void {
    const envelope = this.openEnvelope(id, queue, messages.length, closed);
    for (const message of messages)
      this.deliver(message, envelope, (error) => void this.leave(message, envelope, error));
  }

  /** A job of the transport: resolves when every message in it is settled. */
  async receive(arrival: Arrival): Promise<void> {
    const { envelopeId: id, queue, messages, retry } = arrival;
    if (this.isStopped(messages) || this.isForAnother(arrival)) throw new WrongOwner();
    if (retry) return this.receiveRetry(arrival, messages[0] as Message, retry);
    if (this.open.has(id)) return Promise.resolve();
    return new Promise((resolve) => {
      this.take({ id, queue, messages }, () => {
        reached('job:before-acknowledge');
        resolve();
      });
    });
  }

  /** A failed message leaves its envelope: a row of its own carries it from the next commit on, then a job with attempts. */
  async leave(message: Message, envelope: OpenEnvelope | undefined, error: unknown): Promise<void> {
    const { layout, transport, log, ride } = this.options;
    const own: Envelope = { id: retryId(message), queue: queueOf(message, layout), messages: [message] };
    reached('retry:before-split');
    try {
      await ride({ origin: 'carried', envelopes: [own], ...(envelope ? { settles: envelope } : {}) });
      reached('retry:after-split');
      const history = [{ at: new Date().toISOString(), error: describe(error) }];
      await transport.drop(own);
      await transport.retry(own, { history, delayed: !isFinal(error) });
      reached('retry:after-handover');
    } catch (err) {
      log.warn({ err, messageId: message.id }, 'a failed message waits for the sweep');
    }
  }

  /** A worker that was waiting for a job when its queue was closed still takes the next one. */
  private isStopped(messages: readonly Message[]): boolean {
    return messages.some(({ to }) => this.options.isStopped(typeOf(to)));
  }

  /** Jobs of a former layout are not: their messages are carried on from here, each to its own queue. */
  private isForAnother({ queue, messages }: Arrival): boolean {
    const { owns, layout } = this.options;
    if (!owns || messages.some(({ to }) => owns(to))) return false;
    return messages.some((message) => queueOf(message, layout) === queue);
  }

  private receiveRetry(
    { envelopeId, queue }: Arrival,
    message: Message,
    retry: NonNullable<Arrival['retry']>,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      let buried: JobFailed | undefined;
      const envelope = this.openEnvelope(envelopeId, queue, 1, () => (buried ? reject(buried) : resolve()));
      this.deliver(message, envelope, (error) => {
        const history: FailedAttempt[] = [
          ...retry.history,
          { at: new Date().toISOString(), error: describe(error) },
        ];
        const forGood = retry.last || isFinal(error);
        if (!forGood) {
          this.open.delete(envelopeId);
          reject(new JobFailed(describe(error), false));
          return;
        }
        buried = new JobFailed(describe(error), true);
        this.bury(message, error, history, envelope).catch(reject);
      });
    });
  }

  private async bury(
    message: Message,
    error: unknown,
    history: readonly FailedAttempt[],
    envelope: OpenEnvelope,
  ): Promise<void> {
    reached('dead-letter:before-bury');
    await this.options.ride({
      origin: 'carried',
      settles: envelope,
      statements: (sql) => bury(sql, message, error, history),
    });
    reached('dead-letter:after-bury');
    this.options.forget(message.to);
    this.options.log.error(
      { err: error, actor: message.to, messageId: message.id, correlationId: message.correlationId },
      'dead letter',
    );
  }

  private openEnvelope(id: string, queue: string, remaining: number, closed: () => void): OpenEnvelope {
    const envelope: OpenEnvelope = {
      id,
      queue,
      remaining,
      closed: () => {
        this.open.delete(id);
        closed();
      },
    };
    this.open.set(id, envelope);
    return envelope;
  }

  private deliver(message: Message, envelope: OpenEnvelope, failed: (error: unknown) => void): void {
    const { owns, desk } = this.options;
    if (owns && !owns(message.to)) {
      this.carryOn(message, envelope);
      return;
    }
    const submit = (inHand: Message) =>
      this.options.submit({
        message: inHand,
        origin: 'carried',
        envelope,
        settled: () => undefined,
        failed,
        ...(owns ? { astray: () => this.carryOn(inHand, envelope) } : {}),
      } satisfies Delivery);
    if (message.type !== ACTIVITY_REQUEST) {
      submit(message);
      return;
    }
    desk.perform(message).then(submit, (error: unknown) => {
      if (!desk.stopped) failed(error);
    });
  }

  /** The message leaves its envelope for one to its owner; the commit that writes the new row settles it in the old one. */
  private carryOn(message: Message, envelope: OpenEnvelope): void {
    const { ride, log } = this.options;
    ride({ origin: 'carried', messages: [message], settles: envelope }).catch((err: unknown) =>
      log.warn({ err, messageId: message.id }, 'a message for another process waits for the sweep'),
    );
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
