/**
 * What one process does with messages: takes them in (from callers, from the transport, from its own commits), has the
 * lane handle them, and sends on what came of it.
 *
 * 1. An envelope that came in is settled only by a commit: by the journal, or by another row that carries the message on.
 * 2. A message that fails leaves its envelope as a job of its own, with attempts; when those are used up it is a dead letter.
 * 3. After a commit, envelopes go straight to the own mailboxes (`local`) where this process owns their actors, else to the
 *    transport. If that fails or the process dies, the outbox row is still there, and the sweep finds it.
 * 4. Where actors are divided into shards, what is carried here is handled here only while this process holds the shard,
 *    else carried on. Callers' turns run anywhere: the version decides.
 */
import type { Logger } from 'pino';
import { ActivityDesk } from './activities/desk.ts';
import type { Runtime } from './api.ts';
import { bury, isFinal } from './dead-letters/bury.ts';
import { type Address, type Message, typeOf } from './message.ts';
import type { Registry } from './registry.ts';
import type { Lease } from './shards/fence.ts';
import type { Layout } from './shards/layout.ts';
import type { Leases, ShardWork } from './shards/leases.ts';
import { ShardQueues } from './shards/shard-queues.ts';
import type { Sql } from './sql.ts';
import { type Envelope, seal } from './store/seal.ts';
import { reached } from './testing/crash-points.ts';
import { Clock } from './timers/clock.ts';
import { type Arrival, type FailedAttempt, JobFailed, type Transport, WrongOwner } from './transport/transport.ts';
import type { ActorState } from './turn/actor-state.ts';
import type { Batch } from './turn/batch.ts';
import { ActorCache } from './turn/cache.ts';
import type { Delivery, OpenEnvelope, Settlement } from './turn/delivery.ts';
import { queueOf } from './turn/grouping.ts';
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
  layout: Layout;
  /** The shards that this process holds; undefined where nothing is divided: then it owns what it works. */
  leases?: Pick<Leases, 'holds' | 'held' | 'lose'> | undefined;
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

export class Engine implements ShardWork {
  readonly cache: ActorCache;
  readonly desk: ActivityDesk;
  private readonly options: EngineOptions;
  private readonly lane: Lane;
  private readonly clock: Clock;
  /** Outbox rows whose messages this process has in hand. */
  private readonly open = new Map<string, OpenEnvelope>();
  /** Under way to the transport. */
  private readonly handingOver = new Set<Promise<void>>();
  private readonly works: ReadonlySet<string>;
  private readonly queues: ShardQueues;
  private stopped: ReadonlySet<string> = new Set();

  constructor(options: EngineOptions) {
    this.options = options;
    this.cache = new ActorCache(options.cacheSize);
    this.desk = new ActivityDesk(options.registry, options.ask);
    this.works = new Set(options.works);
    this.queues = new ShardQueues({ ...options, receive: (arrival) => this.receive(arrival) });
    const { layout, leases } = options;
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
        layout,
        apart: layout.divided && options.delivery === 'local',
        leases: () => leases?.held ?? NO_LEASES,
        now: Date.now,
      },
      isAstray: leases && ((to) => !this.owns(to)),
      lost: (lost) => leases?.lose(lost),
      chain:
        options.delivery === 'local' && options.chainRounds > 0
          ? {
              rounds: options.chainRounds,
              near: (message) => layout.isInside(message) && this.isWorked(message.to),
            }
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

  /** Starts to take jobs of the queues that this process works, where nothing is divided. */
  work(): void {
    this.queues.open([...this.works], 0);
  }

  /** Whether messages that are carried to this actor are for this process to handle. */
  owns(to: Address): boolean {
    const { layout, leases } = this.options;
    const type = typeOf(to);
    return this.works.has(type) && (leases === undefined || leases.holds(type, layout.shardOf(to)));
  }

  /**
   * From now on exactly these actor types are not worked here: their messages, activities and timers wait where they are
   * durable. What is under way goes on, and callers who wait for a turn get it.
   */
  setStopped(types: ReadonlySet<string>): void {
    this.stopped = types;
    this.queues.setStopped(types);
  }

  begin(types: readonly string[], shard: number): void {
    this.queues.open(types, shard);
  }

  async finish(types: readonly string[], shard: number): Promise<void> {
    const isOfShard = this.belongsTo(types, shard);
    const deadline = Date.now() + FINISH_MS;
    let isClosed = false;
    const closed = this.queues.close(types, shard).finally(() => {
      isClosed = true;
    });
    while ((!isClosed || this.lane.isBusyFor(isOfShard)) && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    if (isClosed) await Promise.all([closed, ...this.handingOver]);
  }

  /** Commits come one after the other: when an empty one is done, those before it are. Gives up while the database is away. */
  async settle(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, SETTLE_MS);
    });
    await Promise.race([this.ride({ origin: 'carried' }), patience]);
    clearTimeout(timer);
  }

  forget(types: readonly string[], shard: number): void {
    this.queues
      .close(types, shard)
      .catch((err: unknown) => this.options.log.debug({ err }, 'a queue of a shard that was lost'));
    const isOfShard = this.belongsTo(types, shard);
    this.cache.deleteWhere(isOfShard);
    this.clock.forget(isOfShard);
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

  /** Fires a timer; the actor's row holds it until a turn has taken it, so one that went astray is left to its owner. */
  fire(message: Message): void {
    // Its row still holds it: the wake sweep fires it once the type is worked again.
    if (this.stopped.has(typeOf(message.to))) return;
    reached('timer:before-fire');
    this.lane.submit({
      message,
      origin: 'carried',
      settled: () => undefined,
      failed: (error) => void this.leave(message, undefined, error),
      ...(this.options.leases && this.owns(message.to) ? { astray: () => undefined } : {}),
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

  /**
   * Hands envelopes on, whoever committed them. A failure is logged: the sweep tries again. Between shards, and from
   * senders that do not move with a shard, everything goes by queue: that keeps the order when shards move.
   */
  dispatch(envelopes: readonly Envelope[]): void {
    this.handOn(this.options.layout.divided ? envelopes : envelopes.filter((each) => !this.deliverLocally(each)));
  }

  private handOn(remote: readonly Envelope[]): void {
    if (remote.length === 0) return;
    reached('dispatch:before');
    const retries = remote.filter(({ id }) => isRetry(id));
    const first = remote.filter(({ id }) => !isRetry(id));
    const handedOver = [
      this.options.transport.dispatch(first),
      ...retries.map((envelope) => this.options.transport.retry(envelope, { history: [], delayed: false })),
    ];
    const done = Promise.all(handedOver).then(
      () => reached('dispatch:after'),
      (err: unknown) =>
        this.options.log.warn({ err }, 'envelopes could not be handed over; the sweep tries again'),
    );
    if (!this.options.layout.divided) return;
    this.handingOver.add(done);
    void done.finally(() => this.handingOver.delete(done));
  }

  /** Takes no more work, finishes the commit under way. What was not settled stays in the outbox. */
  async stop(): Promise<void> {
    this.clock.stop();
    this.desk.stop();
    await this.lane.stop();
  }

  private isWorked(to: Address): boolean {
    return this.owns(to) && !this.stopped.has(typeOf(to));
  }

  /** All messages of an envelope stay inside their shard, or none does. */
  private deliverLocally({ id, messages }: Envelope): boolean {
    const first = messages[0];
    if (this.options.delivery !== 'local' || isRetry(id) || !first) return false;
    if (!this.options.layout.isInside(first) || !this.isWorked(first.to)) return false;
    this.unpack(id, messages, () => undefined);
    return true;
  }

  private belongsTo(types: readonly string[], shard: number): (to: Address) => boolean {
    const { layout } = this.options;
    return (to) => layout.shardOf(to) === shard && types.includes(typeOf(to));
  }

  /** A job of the transport: resolves when every message in it is settled. */
  private async receive(arrival: Arrival): Promise<void> {
    const { envelopeId, messages, retry } = arrival;
    if (this.isStopped(messages) || this.isForAnother(arrival)) throw new WrongOwner();
    if (retry) return this.receiveRetry(envelopeId, messages[0] as Message, retry);
    if (this.open.has(envelopeId)) return Promise.resolve();
    return new Promise((resolve) => {
      this.unpack(envelopeId, messages, () => {
        reached('job:before-acknowledge');
        resolve();
      });
    });
  }

  /** A worker that was waiting for a job when its queue was closed still takes the next one. */
  private isStopped(messages: readonly Message[]): boolean {
    return messages.some(({ to }) => this.stopped.has(typeOf(to)));
  }

  /** Jobs of a former layout are not: their messages are carried on from here, each to its own queue. */
  private isForAnother({ queue, messages }: Arrival): boolean {
    const { leases, layout } = this.options;
    if (!leases || messages.some(({ to }) => this.owns(to))) return false;
    return messages.some((message) => queueOf(message, layout) === queue);
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
    const { leases } = this.options;
    if (leases && !this.owns(message.to)) {
      this.carryOn(message, envelope);
      return;
    }
    const submit = (inHand: Message) =>
      this.lane.submit({
        message: inHand,
        origin: 'carried',
        envelope,
        settled: () => undefined,
        failed,
        ...(leases ? { astray: () => this.carryOn(inHand, envelope) } : {}),
      } satisfies Delivery);
    if (message.type !== ACTIVITY_REQUEST) {
      submit(message);
      return;
    }
    this.desk.perform(message).then(submit, (error: unknown) => {
      if (!this.desk.stopped) failed(error);
    });
  }

  /** The message leaves its envelope for one to its owner; the commit that writes the new row settles it in the old one. */
  private carryOn(message: Message, envelope: OpenEnvelope): void {
    this.ride({ origin: 'carried', messages: [message], settles: envelope }).catch((err: unknown) =>
      this.options.log.warn({ err, messageId: message.id }, 'a message for another process waits for the sweep'),
    );
  }

  /** A failed message leaves its envelope: a row of its own carries it from the next commit on, then a job with attempts. */
  private async leave(message: Message, envelope: OpenEnvelope | undefined, error: unknown): Promise<void> {
    const own: Envelope = {
      id: retryId(message),
      queue: queueOf(message, this.options.layout),
      messages: [message],
    };
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
    const { leases } = this.options;
    for (const state of batch.moved) if (!leases || this.owns(state.address)) this.clock.follow(state);
    this.handOn(batch.grouping.envelopes.filter((envelope) => !this.deliverLocally(envelope)));
    this.dispatch(batch.released);
    for (const reply of batch.grouping.replies) this.options.onReply(reply);
    this.options.onCommitted(batch);
  }

  /** The actor as committed, if this process holds it. */
  peek(address: Address): ActorState | undefined {
    return this.cache.get(address);
  }
}

const NO_LEASES: readonly Lease[] = [];
/** How long a shard is worked down before it is given back; what is left then is carried on to its next owner. */
const FINISH_MS = 5_000;
const LOOK_EVERY_MS = 5;
/** A commit that takes longer is refused by its fence instead. */
const SETTLE_MS = 1_000;
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
