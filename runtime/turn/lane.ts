/**
 * Group commit: deliveries that arrive while one batch commits gather into the next. One connection, one transaction at a
 * time; under load the next batch is computed, and its first statements are sent, while the one before commits.
 *
 * It owns the mailboxes, the connection and when a batch starts. What becomes of one that failed is for failed-batches.ts;
 * where deliveries come from and how envelopes travel it does not know.
 *
 * 1. Every delivery and rider is told exactly once how it ended.
 * 2. Carried work is never given up because the database is away: it runs again when the database is back.
 * 3. A caller is told at once that the database is away, and its message is then not accepted later; where the database
 *    went away during its commit, that this is not known.
 */
import { DatabaseUnavailable } from '../errors.ts';
import { type Address, type Message, typeOf } from '../message.ts';
import { Connection } from '../store/connection.ts';
import type { ActorState } from './actor-state.ts';
import { Batch } from './batch.ts';
import type { BatchContext } from './batch-context.ts';
import type { Reach } from './chain.ts';
import type { Delivery } from './delivery.ts';
import { FailedBatches, type FailureListeners } from './failed-batches.ts';
import { Gathered } from './gathered.ts';
import { isAtRest } from './resting.ts';
import type { Rider } from './rider.ts';

/** Turns per commit at most: more makes the transaction longer without making it cheaper. */
const MAX_BATCH = 512;
/**
 * With chaining, so many waiting deliveries are worth a batch of their own while the one before commits; fewer gather until
 * it has. Without, all wait: that keeps the sagas in step, so that a batch holds few kinds of messages and makes few
 * envelopes and statements (a quarter of the CPU).
 */
const WORTH_A_BATCH = 96;
const RECONNECT_MS = { first: 50, longest: 1_000 };
/** A batch that takes longer meets a server that hangs, or a network that swallows: that is the server being away. */
const HUNG_AFTER_MS = 10_000;
/** A process that is stopped in the middle of a batch keeps the locks of its rows, and its shards, so long. */
const STOPPED_AFTER_MS = 5_000;

export interface LaneOptions extends FailureListeners {
  databaseUrl: string;
  context: BatchContext;
  /** Chains messages to the actors for which `near` is true; undefined: every message goes through the outbox. */
  chain?: { rounds: number; near(message: Message): boolean } | undefined;
  /** Where actors are divided: whether another process may own this one. */
  isAstray?: ((to: Address) => boolean) | undefined;
  /** After each commit, before its deliveries are told. */
  committed(batch: Batch): void;
}

export class Lane {
  private readonly options: LaneOptions;
  private readonly gathered = new Gathered();
  private readonly failed: FailedBatches;
  private connection: Connection | undefined;
  private running: Promise<void> | undefined;
  /** The last batch whose commit was sent, until everyone was told how it ended. */
  private concluding: Promise<void> = Promise.resolve();
  private scheduled = false;
  private stopping = false;
  private away = false;

  constructor(options: LaneOptions) {
    this.options = options;
    this.failed = new FailedBatches(this.gathered, options.context.cache, options);
  }

  /** Messages in hand: waiting or under way. */
  get load(): number {
    return this.gathered.load;
  }

  submit(delivery: Delivery): void {
    if (delivery.origin === 'caller' && (this.away || this.stopping)) {
      delivery.failed(new DatabaseUnavailable());
      return;
    }
    this.gathered.mailboxes.put(delivery);
    this.schedule();
  }

  ride(rider: Rider): void {
    if (rider.origin === 'caller' && (this.away || this.stopping)) {
      rider.failed(new DatabaseUnavailable());
      return;
    }
    this.gathered.ride(rider);
    this.schedule();
  }

  /** Finishes the batch under way and takes no more; what is left in the mailboxes is carried elsewhere. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    await this.concluding;
    this.gathered.turnCallersAway(undefined);
    await this.connection?.close();
  }

  private schedule(): void {
    if (this.scheduled || this.running || this.stopping) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      if (!this.running && !this.stopping) this.running = this.pump().finally(() => this.finished());
    });
  }

  private finished(): void {
    this.running = undefined;
    if (!this.gathered.isEmpty) this.schedule();
  }

  private async pump(): Promise<void> {
    while (!this.stopping && !this.gathered.isEmpty) {
      if (!this.options.chain || this.gathered.mailboxes.readyCount < WORTH_A_BATCH) await this.concluding;
      const connection = await this.connect();
      if (!connection) return;
      const batch = this.next();
      const before = this.concluding;
      const watchdog = setTimeout(() => connection.abandon(), HUNG_AFTER_MS);
      try {
        await batch.send(connection, before);
        await before;
        this.concluding = this.concludeWhenCommitted(batch, connection).finally(() => clearTimeout(watchdog));
      } catch (error) {
        clearTimeout(watchdog);
        await before;
        await this.failed.recover(batch, connection, error);
      }
    }
  }

  private async concludeWhenCommitted(batch: Batch, connection: Connection): Promise<void> {
    try {
      await batch.committed;
      this.conclude(batch);
    } catch (error) {
      await this.failed.recover(batch, connection, error);
    }
    if (!this.gathered.isEmpty) this.schedule();
  }

  private next(): Batch {
    const lonely = this.gathered.takeLonelyRider();
    if (lonely) return new Batch(this.options.context, [], [lonely]);
    const deliveries = this.withoutAstray(this.gathered.mailboxes.take(this.share()));
    const riders = deliveries[0]?.alone ? [] : this.gathered.takeRiders(MAX_BATCH);
    const chained = !deliveries.some(({ alone, unchained }) => alone || unchained);
    return new Batch(this.options.context, deliveries, riders, {
      reach: chained ? this.reach() : undefined,
      careful: this.failed.careful,
    });
  }

  /** What came here while this process owned its shard, and does not belong here any more, is carried on. */
  private withoutAstray(deliveries: Delivery[]): Delivery[] {
    const { isAstray } = this.options;
    if (!isAstray) return deliveries;
    return deliveries.filter((delivery) => {
      if (!delivery.astray || !isAstray(delivery.message.to)) return true;
      delivery.astray();
      this.gathered.mailboxes.release(delivery.message.to);
      return false;
    });
  }

  /** Half of what is in hand: the other half is computed while this one commits. */
  private share(): number {
    if (!this.options.chain) return MAX_BATCH;
    return Math.min(MAX_BATCH, Math.max(WORTH_A_BATCH, Math.ceil(this.gathered.mailboxes.busyCount / 2)));
  }

  private reach(): Reach | undefined {
    const { chain } = this.options;
    return (
      chain && {
        rounds: chain.rounds,
        reaches: (message, own) => chain.near(message) && this.gathered.mailboxes.isQuiet(message.to, own),
      }
    );
  }

  private conclude(batch: Batch): void {
    const { cache } = this.options.context;
    const { isAstray } = this.options;
    for (const after of batch.moved) {
      if (this.willGoOn(after) && !isAstray?.(after.address)) cache.set(after);
      else cache.delete(after.address);
    }
    this.options.committed(batch);
    for (const [delivery, settlement] of batch.settlements) {
      if (delivery.envelope) delivery.envelope.remaining -= 1;
      delivery.settled(settlement);
      this.gathered.mailboxes.release(delivery.message.to);
    }
    for (const rider of batch.riders) {
      if (rider.settles) rider.settles.remaining -= 1;
      rider.committed();
    }
    for (const envelope of batch.closing) envelope.closed();
    for (const { delivery, error } of batch.failures) this.gathered.giveUp(delivery, error);
    for (const delivery of batch.conflicts) cache.delete(delivery.message.to);
    this.failed.collided(batch.conflicts);
  }

  /** What has ended or rests leaves the memory to those that will take turns. */
  private willGoOn(after: ActorState): boolean {
    if (after.snapshot.status !== 'active') return false;
    const registered = this.options.context.registry.find(typeOf(after.address));
    return registered?.kind !== 'machine' || !isAtRest(after, registered.resting);
  }

  private async connect(): Promise<Connection | undefined> {
    let pause = RECONNECT_MS.first;
    while (!this.stopping) {
      if (this.connection && !this.connection.dead) return this.connection;
      try {
        this.connection = await Connection.open(this.options.databaseUrl, 'lane', {
          idleInTransactionMs: STOPPED_AFTER_MS,
        });
        if (this.away) this.options.log.info('the database is back');
        this.away = false;
        return this.connection;
      } catch (error) {
        this.away = true;
        this.gathered.turnCallersAway(error);
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, RECONNECT_MS.longest);
      }
    }
    return undefined;
  }
}
