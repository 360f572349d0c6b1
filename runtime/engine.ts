/**
 * What one process does with messages: takes them in (from callers, from the transport, from its own commits), has the
 * lane handle them, and sends on what came of it.
 *
 * 1. After a commit, envelopes go straight to the own mailboxes (`local`) where this process owns their actors, else to the
 *    transport. If that fails or the process dies, the outbox row is still there, and the sweep finds it.
 * 2. Where actors are divided into shards, what is carried here is handled here only while this process holds the shard,
 *    else carried on. Callers' turns run anywhere: the version decides.
 */
import type { Logger } from 'pino';
import { ActivityDesk } from './activities/desk.ts';
import type { Runtime } from './api.ts';
import { InHand, type Ride } from './in-hand.ts';
import { type Address, type Message, typeOf } from './message.ts';
import { Outgoing } from './outgoing.ts';
import type { Registry } from './registry.ts';
import { isRetry } from './retry-id.ts';
import type { Lease } from './shards/fence.ts';
import type { Layout } from './shards/layout.ts';
import type { Leases, ShardWork } from './shards/leases.ts';
import { ShardQueues } from './shards/shard-queues.ts';
import { WorkOfShards } from './shards/shard-work.ts';
import type { Sql } from './sql.ts';
import { type Envelope, seal } from './store/seal.ts';
import { reached } from './testing/crash-points.ts';
import { Clock } from './timers/clock.ts';
import type { Transport } from './transport/transport.ts';
import type { ActorState } from './turn/actor-state.ts';
import type { Batch } from './turn/batch.ts';
import { ActorCache } from './turn/cache.ts';
import type { Settlement } from './turn/delivery.ts';
import { Lane } from './turn/lane.ts';
import { timerMessage } from './turn/turn.ts';

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
  /** Opens the leases of the shards that this process works; undefined where nothing is divided: then it owns what it works. */
  lease?: ((work: ShardWork) => Leases) | undefined;
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
  /** Undefined where nothing is divided. */
  readonly leases: Leases | undefined;
  private readonly options: EngineOptions;
  private readonly lane: Lane;
  private readonly clock: Clock;
  private readonly messages: InHand;
  private readonly outgoing: Outgoing;
  private readonly works: ReadonlySet<string>;
  private readonly queues: ShardQueues;
  private readonly shards: WorkOfShards | undefined;
  private stopped: ReadonlySet<string> = new Set();

  constructor(options: EngineOptions) {
    this.options = options;
    const { layout, transport, log, processId, lease } = options;
    this.cache = new ActorCache(options.cacheSize);
    this.desk = new ActivityDesk(options.registry, options.ask);
    this.works = new Set(options.works);
    this.clock = new Clock(
      (address) => this.cache.get(address),
      (state, timer) => this.fire(timerMessage(state, timer)),
    );
    const isStopped = (type: string) => this.stopped.has(type);
    this.messages = new InHand({
      layout,
      transport,
      desk: this.desk,
      log,
      owns: lease && ((to) => this.owns(to)),
      isStopped,
      submit: (delivery) => this.lane.submit(delivery),
      ride: (ride) => this.ride(ride),
      forget: (actor) => this.cache.delete(actor),
    });
    this.outgoing = new Outgoing({ transport, remembers: layout.divided, log });
    this.queues = new ShardQueues({ ...options, receive: (arrival) => this.messages.receive(arrival) });
    if (lease) {
      const { queues, messages: inHand, outgoing, cache, clock } = this;
      const commit = () => this.ride({ origin: 'carried' });
      this.shards = new WorkOfShards({ layout, queues, inHand, outgoing, cache, clock, isStopped, commit, log });
      this.leases = lease(this.shards);
    }
    this.lane = new Lane({
      databaseUrl: options.databaseUrl,
      log,
      context: {
        registry: options.registry,
        cache: this.cache,
        owner: processId,
        epoch: () => transport.epoch,
        newEnvelopeId: options.newEnvelopeId,
        layout,
        apart: layout.divided && options.delivery === 'local',
        leases: () => this.leases?.held ?? NO_LEASES,
        now: Date.now,
      },
      isAstray: lease && ((to) => !this.owns(to)),
      lost: (lost) => this.leases?.lose(lost),
      chain:
        options.delivery === 'local' && options.chainRounds > 0
          ? { rounds: options.chainRounds, near: (message) => this.isNear(message) }
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
    return this.messages.count;
  }

  /** Starts to take jobs of the queues that this process works, where nothing is divided. */
  work(): void {
    this.queues.open([...this.works], 0);
  }

  /** Whether messages that are carried to this actor are for this process to handle. */
  owns(to: Address): boolean {
    const type = typeOf(to);
    const { leases } = this;
    return this.works.has(type) && (leases === undefined || leases.holds(type, this.options.layout.shardOf(to)));
  }

  /**
   * From now on exactly these actor types are not worked here: their messages, activities and timers wait where they are
   * durable. What is under way goes on, and callers who wait for a turn get it.
   */
  setStopped(types: ReadonlySet<string>): void {
    this.stopped = types;
    this.queues.setStopped(types);
  }

  /** Runs one message for a caller who waits. */
  execute(message: Message): Promise<Settlement> {
    reached('accept:before-commit');
    return new Promise((settled, failed) => this.lane.submit({ message, origin: 'caller', settled, failed }));
  }

  /** Commits rows without a turn. */
  ride(ride: Ride): Promise<void> {
    return new Promise((committed, failed) => this.lane.ride({ ...ride, committed, failed }));
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
      failed: (error) => void this.messages.leave(message, undefined, error),
      ...(this.leases && this.owns(message.to) ? { astray: () => undefined } : {}),
    });
  }

  /** Writes envelopes inside somebody's statements; they are dispatched by whoever committed them. */
  async store(sql: Sql, envelopes: readonly Envelope[]): Promise<void> {
    const owner = { id: this.options.processId, epoch: this.options.transport.epoch };
    await seal(sql, owner, { envelopes, settled: [], events: [], wakes: [], asleep: [], parked: [] });
  }

  /** Whether this process knows what becomes of the row: its messages are in hand, or wait for the next owner of their shard. */
  isOpen(envelopeId: string): boolean {
    return this.messages.isOpen(envelopeId) || this.shards?.isKept(envelopeId) === true;
  }

  /**
   * Hands envelopes on, whoever committed them. Between shards, and from senders that do not move with a shard, everything
   * goes by queue: that keeps the order when shards move.
   */
  dispatch(envelopes: readonly Envelope[]): void {
    this.outgoing.send(
      this.options.layout.divided ? envelopes : envelopes.filter((each) => !this.staysHere(each)),
    );
  }

  /** Takes no more work, finishes the commit under way. What was not settled stays in the outbox. */
  async stop(): Promise<void> {
    this.clock.stop();
    this.desk.stop();
    await this.lane.stop();
  }

  /** The actor as committed, if this process holds it. */
  peek(address: Address): ActorState | undefined {
    return this.cache.get(address);
  }

  private isWorked(to: Address): boolean {
    return this.owns(to) && !this.stopped.has(typeOf(to));
  }

  private isNear(message: Message): boolean {
    const { to } = message;
    return this.options.layout.isInside(message) && this.isWorked(to) && !this.shards?.isLeaving(to);
  }

  /** With `local` delivery. All messages of an envelope stay inside their shard, or none does. */
  private staysHere(envelope: Envelope): boolean {
    const first = envelope.messages[0];
    if (this.options.delivery !== 'local' || isRetry(envelope.id) || !first) return false;
    if (!this.options.layout.isInside(first)) return false;
    if (this.shards?.keep(first.to, envelope)) return true;
    if (!this.isWorked(first.to)) return false;
    this.messages.take(envelope);
    return true;
  }

  private committed(batch: Batch): void {
    for (const state of batch.moved) if (!this.leases || this.owns(state.address)) this.clock.follow(state);
    this.outgoing.send(batch.grouping.envelopes.filter((envelope) => !this.staysHere(envelope)));
    this.dispatch(batch.released);
    for (const reply of batch.grouping.replies) this.options.onReply(reply);
    this.options.onCommitted(batch);
  }
}

const NO_LEASES: readonly Lease[] = [];
