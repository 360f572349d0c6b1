/**
 * What one process does with messages: takes them in (from callers, from the transport, from its own commits), has the
 * lane handle them, and sends on what came of it.
 *
 * 1. An envelope that came in is settled only by a commit: by the journal, or by another row that carries the message on.
 * 2. A message that fails leaves its envelope as a job of its own, with attempts; when those are used up it is a dead letter.
 * 3. After a commit, envelopes go straight to the own mailboxes (`local`) where this process works their queue, else to the
 *    transport. If that fails or the process dies, the outbox row is still there, and the sweep finds it.
 */
import type { Logger } from 'pino';
import { ActivityDesk } from './activities/desk.ts';
import type { Runtime } from './api.ts';
import { bury, isFinal } from './dead-letters/bury.ts';
import { type Address, type Message, typeOf } from './message.ts';
import type { Registry } from './registry.ts';
import type { Sql } from './sql.ts';
import { type Envelope, seal } from './store/seal.ts';
import { reached } from './testing/crash-points.ts';
import { Clock } from './timers/clock.ts';
import { type Arrival, type FailedAttempt, JobFailed, type Transport } from './transport/transport.ts';
import type { ActorState } from './turn/actor-state.ts';
import type { Batch } from './turn/batch.ts';
import { ActorCache } from './turn/cache.ts';
import type { Delivery, OpenEnvelope, Settlement } from './turn/delivery.ts';
import { activityQueue, queueOf } from './turn/grouping.ts';
import { Lane } from './turn/lane.ts';
import type { Rider } from './turn/rider.ts';
import { ACTIVITY_REQUEST, timerMessage } from './turn/turn.ts';

export interface EngineOptions {
  processId: string;
  newEnvelopeId: () => string;
  databaseUrl: string;
  registry: Registry;
  transport: Transport;
  delivery: 'queue' | 'local';
  /** With `local` delivery: how many rounds of messages may share the commit of the first; 0: none. */
  chainRounds: number;
  /** The actor types whose commands this process works; empty in a process that only opens doors. */
  works: readonly string[];
  /** BullMQ jobs at a time, per queue. */
  concurrency: number;
  cacheSize: number;
  log: Logger;
  /** Told after each commit, in commit order of this process. */
  onCommitted(batch: Batch): void;
  onReply(message: Message): void;
  /** By which activities ask other actors. */
  ask: Runtime['ask'];
  /** Asks the sweep to look at these rows as soon as it can. */
  recheck(envelopes: readonly Envelope[]): void;
}

export class Engine {
  readonly cache: ActorCache;
  readonly desk: ActivityDesk;
  private readonly options: EngineOptions;
  private readonly lane: Lane;
  private readonly clock: Clock;
  /** Outbox rows whose messages this process has in hand. */
  private readonly open = new Map<string, OpenEnvelope>();
  private readonly works: ReadonlySet<string>;
  private stopped: ReadonlySet<string> = new Set();

  constructor(options: EngineOptions) {
    this.options = options;
    this.cache = new ActorCache(options.cacheSize);
    this.desk = new ActivityDesk(options.registry, options.ask);
    this.works = new Set(options.works);
    this.clock = new Clock(
      (address) => this.cache.get(address),
      (state, timer) => this.fire(timerMessage(state, timer)),
    );
    this.lane = new Lane({
      databaseUrl: options.databaseUrl,
      log: options.log,
      context: {
        registry: options.registry,
        cache: this.cache,
        owner: options.processId,
        epoch: () => options.transport.epoch,
        newEnvelopeId: options.newEnvelopeId,
        now: Date.now,
      },
      chain:
        options.delivery === 'local' && options.chainRounds > 0
          ? { rounds: options.chainRounds, near: ({ to }) => this.isWorked(typeOf(to)) }
          : undefined,
      committed: (batch) => this.committed(batch),
      uncertain: (envelopes) => options.recheck(envelopes),
    });
  }

  get load(): number {
    return this.lane.load;
  }

  /** Messages that came in and are not settled, those whose activity is under way included. */
  get inHand(): number {
    let count = 0;
    for (const { remaining } of this.open.values()) count += remaining;
    return count;
  }

  /** Starts to take jobs of the queues that this process works. */
  work(): void {
    const receive = (arrival: Arrival) => this.receive(arrival);
    for (const type of this.works)
      for (const queue of this.queuesOf(type))
        this.options.transport.work(queue, this.options.concurrency, receive);
  }

  /**
   * From now on exactly these actor types are not worked here: their messages, activities and timers wait where they are
   * durable. What is under way goes on, and callers who wait for a turn get it.
   */
  async setStopped(types: ReadonlySet<string>): Promise<void> {
    const before = this.stopped;
    this.stopped = types;
    const { transport } = this.options;
    for (const type of types)
      if (!before.has(type)) for (const queue of this.queuesOf(type)) await transport.hold(queue);
    for (const type of before)
      if (!types.has(type)) for (const queue of this.queuesOf(type)) await transport.release(queue);
  }

  /** Runs one message for a caller who waits. */
  execute(message: Message): Promise<Settlement> {
    reached('accept:before-commit');
    return new Promise((settled, failed) => this.lane.submit({ message, origin: 'caller', settled, failed }));
  }

  /** Commits rows without a turn. */
  ride(rider: Pick<Rider, 'origin' | 'messages' | 'envelopes' | 'settles' | 'statements'>): Promise<void> {
    return new Promise((committed, failed) => this.lane.ride({ ...rider, committed, failed }));
  }

  /** Fires a timer; the actor's row holds it until a turn has taken it. */
  fire(message: Message): void {
    // Its row still holds it: the wake sweep fires it once the type is worked again.
    if (this.stopped.has(typeOf(message.to))) return;
    reached('timer:before-fire');
    this.lane.submit({
      message,
      origin: 'carried',
      settled: () => undefined,
      failed: (error) => void this.leave(message, undefined, error),
    });
  }

  /** Writes envelopes inside somebody's statements; they are dispatched by whoever committed them. */
  async store(sql: Sql, envelopes: readonly Envelope[]): Promise<void> {
    const owner = { id: this.options.processId, epoch: this.options.transport.epoch };
    await seal(sql, owner, { envelopes, settled: [], events: [], wakes: [], asleep: [], parked: [] });
  }

  isOpen(envelopeId: string): boolean {
    return this.open.has(envelopeId);
  }

  /** Hands envelopes on, whoever committed them. A failure is logged: the sweep tries again. */
  dispatch(envelopes: readonly Envelope[]): void {
    if (envelopes.length === 0) return;
    const remote = envelopes.filter((envelope) => !this.deliverLocally(envelope));
    if (remote.length === 0) return;
    reached('dispatch:before');
    const retries = remote.filter(({ id }) => isRetry(id));
    const first = remote.filter(({ id }) => !isRetry(id));
    const handedOver = [
      this.options.transport.dispatch(first),
      ...retries.map((envelope) => this.options.transport.retry(envelope, { history: [], delayed: false })),
    ];
    Promise.all(handedOver).then(
      () => reached('dispatch:after'),
      (err: unknown) =>
        this.options.log.warn({ err }, 'envelopes could not be handed over; the sweep tries again'),
    );
  }

  /** Takes no more work, finishes the commit under way. What was not settled stays in the outbox. */
  async stop(): Promise<void> {
    this.clock.stop();
    this.desk.stop();
    await this.lane.stop();
  }

  private isWorked(type: string): boolean {
    return this.works.has(type) && !this.stopped.has(type);
  }

  private queuesOf(type: string): string[] {
    const registered = this.options.registry.find(type);
    const runs = registered?.kind === 'machine' && Object.keys(registered.definition.activities ?? {}).length > 0;
    return runs ? [type, activityQueue(type)] : [type];
  }

  private deliverLocally(envelope: Envelope): boolean {
    if (
      this.options.delivery !== 'local' ||
      isRetry(envelope.id) ||
      !this.isWorked(envelope.queue.split('.')[0] as string)
    )
      return false;
    this.unpack(envelope.id, envelope.messages, () => undefined);
    return true;
  }

  /** A job of the transport: resolves when every message in it is settled. */
  private receive({ envelopeId, messages, retry }: Arrival): Promise<void> {
    if (retry) return this.receiveRetry(envelopeId, messages[0] as Message, retry);
    if (this.open.has(envelopeId)) return Promise.resolve();
    return new Promise((resolve) => {
      this.unpack(envelopeId, messages, () => {
        reached('job:before-acknowledge');
        resolve();
      });
    });
  }

  private receiveRetry(envelopeId: string, message: Message, retry: NonNullable<Arrival['retry']>): Promise<void> {
    return new Promise((resolve, reject) => {
      let buried: JobFailed | undefined;
      const envelope = this.openEnvelope(envelopeId, 1, () => (buried ? reject(buried) : resolve()));
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
    await this.ride({
      origin: 'carried',
      settles: envelope,
      statements: (sql) => bury(sql, message, error, history),
    });
    reached('dead-letter:after-bury');
    this.cache.delete(message.to);
    this.options.log.error(
      { err: error, actor: message.to, messageId: message.id, correlationId: message.correlationId },
      'dead letter',
    );
  }

  private unpack(envelopeId: string, messages: readonly Message[], closed: () => void): void {
    const envelope = this.openEnvelope(envelopeId, messages.length, closed);
    for (const message of messages)
      this.deliver(message, envelope, (error) => void this.leave(message, envelope, error));
  }

  private openEnvelope(id: string, remaining: number, closed: () => void): OpenEnvelope {
    const envelope: OpenEnvelope = {
      id,
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
    const submit = (inHand: Message) =>
      this.lane.submit({
        message: inHand,
        origin: 'carried',
        envelope,
        settled: () => undefined,
        failed,
      } satisfies Delivery);
    if (message.type !== ACTIVITY_REQUEST) {
      submit(message);
      return;
    }
    this.desk.perform(message).then(submit, (error: unknown) => {
      if (!this.desk.stopped) failed(error);
    });
  }

  /** A failed message leaves its envelope: a row of its own carries it from the next commit on, then a job with attempts. */
  private async leave(message: Message, envelope: OpenEnvelope | undefined, error: unknown): Promise<void> {
    const own: Envelope = { id: retryId(message), queue: queueOf(message), messages: [message] };
    reached('retry:before-split');
    try {
      await this.ride({ origin: 'carried', envelopes: [own], ...(envelope ? { settles: envelope } : {}) });
      reached('retry:after-split');
      const history = [{ at: new Date().toISOString(), error: describe(error) }];
      await this.options.transport.drop(own);
      await this.options.transport.retry(own, { history, delayed: !isFinal(error) });
      reached('retry:after-handover');
    } catch (err) {
      this.options.log.warn({ err, messageId: message.id }, 'a failed message waits for the sweep');
    }
  }

  private committed(batch: Batch): void {
    for (const state of batch.moved) this.clock.follow(state);
    this.dispatch([...batch.grouping.envelopes, ...batch.released]);
    for (const reply of batch.grouping.replies) this.options.onReply(reply);
    this.options.onCommitted(batch);
  }

  /** The actor as committed, if this process holds it. */
  peek(address: Address): ActorState | undefined {
    return this.cache.get(address);
  }
}

const RETRY = 'retry/';

/** One retry row and job per message and actor: splitting twice makes no second one. */
export function retryId(message: Message): string {
  return `${RETRY}${message.to}/${message.id}`.replace(/[%:]/g, encodeURIComponent);
}

function isRetry(envelopeId: string): boolean {
  return envelopeId.startsWith(RETRY);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
