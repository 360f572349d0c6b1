/**
 * Group commit: deliveries that arrive while one batch commits gather into the next. One connection, one transaction at a
 * time; under load the next batch is computed, and its first statements are sent, while the one before commits.
 *
 * It owns the mailboxes, the connection and what becomes of a batch that failed. It does not know where deliveries come
 * from or how envelopes travel.
 *
 * 1. Every delivery and rider is told exactly once how it ended.
 * 2. Carried work is never given up because the database is away: it runs again when the database is back.
 * 3. A caller is told at once that the database is away, and its message is then not accepted later; where the database
 *    went away during its commit, that this is not known.
 * 4. A batch that fails for what is in it is taken apart until the culprit runs alone.
 */
import type { Logger } from 'pino';
import { CommitUncertain, DatabaseUnavailable, OrderlyError } from '../errors.ts';
import { type Address, type Message, typeOf } from '../message.ts';
import { type Lease, LeasesLost } from '../shards/fence.ts';
import { ClaimRefused } from '../store/claim-all.ts';
import { Connection } from '../store/connection.ts';
import { classify, type Failure, isFromServer } from '../store/failure.ts';
import type { Envelope } from '../store/seal.ts';
import { ActorCodeFailed } from './actor-code.ts';
import type { ActorState } from './actor-state.ts';
import { Batch, type Reach } from './batch.ts';
import type { BatchContext } from './batch-context.ts';
import type { Delivery } from './delivery.ts';
import { Mailboxes } from './mailboxes.ts';
import { isAtRest } from './resting.ts';
import type { Rider } from './rider.ts';

/** Turns per commit at most: more makes the transaction longer without making it cheaper. */
const MAX_BATCH = 512;
/** Collisions with other processes after which a delivery runs alone, and after which it is given up. */
const ALONE_AFTER = 5;
const GIVE_UP_AFTER = 50;
/**
 * With chaining, so many waiting deliveries are worth a batch of their own while the one before commits; fewer gather until
 * it has. Without, all wait: that keeps the sagas in step, so that a batch holds few kinds of messages and makes few
 * envelopes and statements (a quarter of the CPU).
 */
const WORTH_A_BATCH = 96;
/** A repetition undoes a batch; others may follow, and those are then left out one by one (milliseconds). */
const CAREFUL_FOR_MS = 1_000;
const RECONNECT_MS = { first: 50, longest: 1_000 };
/** A batch that takes longer meets a server that hangs, or a network that swallows: that is the server being away. */
const HUNG_AFTER_MS = 10_000;
/** A process that is stopped in the middle of a batch keeps the locks of its rows, and its shards, so long. */
const STOPPED_AFTER_MS = 5_000;

export interface LaneOptions {
  databaseUrl: string;
  context: BatchContext;
  log: Logger;
  /** Chains messages to the actors for which `near` is true; undefined: every message goes through the outbox. */
  chain?: { rounds: number; near(message: Message): boolean } | undefined;
  /** Where actors are divided: whether another process may own this one. */
  isAstray?: ((to: Address) => boolean) | undefined;
  /** A commit found out that other processes hold these shards. */
  lost(leases: readonly Lease[]): void;
  /** After each commit, before its deliveries are told. */
  committed(batch: Batch): void;
  /** Outbox rows whose commit may or may not have happened, once the database is back. */
  uncertain(envelopes: readonly Envelope[]): void;
}

export class Lane {
  private readonly options: LaneOptions;
  private readonly mailboxes = new Mailboxes();
  private riders: Rider[] = [];
  private connection: Connection | undefined;
  private running: Promise<void> | undefined;
  /** The last batch whose commit was sent, until everyone was told how it ended. */
  private concluding: Promise<void> = Promise.resolve();
  private scheduled = false;
  private stopping = false;
  private away = false;
  private carefulUntil = 0;

  constructor(options: LaneOptions) {
    this.options = options;
  }

  /** Messages in hand: waiting or under way. */
  get load(): number {
    return this.mailboxes.busyCount + this.riders.length;
  }

  submit(delivery: Delivery): void {
    if (delivery.origin === 'caller' && (this.away || this.stopping)) {
      delivery.failed(new DatabaseUnavailable());
      return;
    }
    this.mailboxes.put(delivery);
    this.schedule();
  }

  ride(rider: Rider): void {
    if (rider.origin === 'caller' && (this.away || this.stopping)) {
      rider.failed(new DatabaseUnavailable());
      return;
    }
    this.riders.push(rider);
    this.schedule();
  }

  /** Finishes the batch under way and takes no more; what is left in the mailboxes is carried elsewhere. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    await this.concluding;
    this.turnCallersAway(undefined);
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
    if (this.hasWork()) this.schedule();
  }

  private async pump(): Promise<void> {
    while (!this.stopping && this.hasWork()) {
      if (!this.options.chain || this.mailboxes.readyCount < WORTH_A_BATCH) await this.concluding;
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
        await this.recover(batch, connection, error);
      }
    }
  }

  private hasWork(): boolean {
    return this.mailboxes.readyCount > 0 || this.riders.length > 0;
  }

  private async concludeWhenCommitted(batch: Batch, connection: Connection): Promise<void> {
    try {
      await batch.committed;
      this.conclude(batch);
    } catch (error) {
      await this.recover(batch, connection, error);
    }
    if (this.hasWork()) this.schedule();
  }

  private next(): Batch {
    const lonely = this.riders.findIndex(({ alone }) => alone);
    if (lonely >= 0) return new Batch(this.options.context, [], this.riders.splice(lonely, 1));
    const deliveries = this.withoutAstray(this.mailboxes.take(this.share()));
    const riders = deliveries[0]?.alone ? [] : this.riders.splice(0, MAX_BATCH);
    const chained = !deliveries.some(({ alone, unchained }) => alone || unchained);
    const careful = Date.now() < this.carefulUntil;
    return new Batch(this.options.context, deliveries, riders, {
      reach: chained ? this.reach() : undefined,
      careful,
    });
  }

  /** What came here while this process owned its shard, and does not belong here any more, is carried on. */
  private withoutAstray(deliveries: Delivery[]): Delivery[] {
    const { isAstray } = this.options;
    if (!isAstray) return deliveries;
    return deliveries.filter((delivery) => {
      if (!delivery.astray || !isAstray(delivery.message.to)) return true;
      delivery.astray();
      this.mailboxes.release(delivery.message.to);
      return false;
    });
  }

  /** Half of what is in hand: the other half is computed while this one commits. */
  private share(): number {
    if (!this.options.chain) return MAX_BATCH;
    return Math.min(MAX_BATCH, Math.max(WORTH_A_BATCH, Math.ceil(this.mailboxes.busyCount / 2)));
  }

  private reach(): Reach | undefined {
    const { chain } = this.options;
    return (
      chain && {
        rounds: chain.rounds,
        reaches: (message, own) => chain.near(message) && this.mailboxes.isQuiet(message.to, own),
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
      this.mailboxes.release(delivery.message.to);
    }
    for (const rider of batch.riders) {
      if (rider.settles) rider.settles.remaining -= 1;
      rider.committed();
    }
    for (const envelope of batch.closing) envelope.closed();
    for (const { delivery, error } of batch.failures) this.giveUp(delivery, error);
    for (const delivery of batch.conflicts) cache.delete(delivery.message.to);
    this.collided(batch.conflicts);
  }

  /** What has ended or rests leaves the memory to those that will take turns. */
  private willGoOn(after: ActorState): boolean {
    if (after.snapshot.status !== 'active') return false;
    const registered = this.options.context.registry.find(typeOf(after.address));
    return registered?.kind !== 'machine' || !isAtRest(after, registered.resting);
  }

  private giveUp(delivery: Delivery, error: unknown): void {
    delivery.failed(error);
    this.mailboxes.release(delivery.message.to);
  }

  private collided(deliveries: readonly Delivery[]): void {
    const again: Delivery[] = [];
    for (const delivery of deliveries) {
      delivery.collisions = (delivery.collisions ?? 0) + 1;
      if (delivery.collisions > ALONE_AFTER) delivery.alone = true;
      if (delivery.collisions > GIVE_UP_AFTER) this.giveUp(delivery, new KeepsColliding(delivery.message.to));
      else again.push(delivery);
    }
    this.mailboxes.again(again);
  }

  private async recover(batch: Batch, connection: Connection, error: unknown): Promise<void> {
    for (const { message } of batch.deliveries) this.options.context.cache.delete(message.to);
    for (const { address } of batch.moved) this.options.context.cache.delete(address);
    // A commit that was sent has ended the transaction, whichever way.
    if (!connection.dead && !batch.committing) await connection.command('ROLLBACK').catch(() => undefined);
    if (error instanceof LeasesLost && !connection.dead) {
      this.options.log.warn({ err: error }, 'a batch was refused: its shards were taken over');
      this.options.lost(error.lost);
      this.mailboxes.again(batch.deliveries);
      this.riders.unshift(...batch.riders);
      return;
    }
    const failure = connection.dead ? 'unreachable' : verdict(error);
    const refused = error instanceof ClaimRefused;
    if (refused) this.carefulUntil = Date.now() + CAREFUL_FOR_MS;
    if ((failure === 'poison' || refused) && (batch.chained || !batch.careful)) {
      this.runAgainSimpler(batch);
      return;
    }
    if (failure === 'unreachable') {
      const riding = batch.riders.flatMap(({ envelopes }) => envelopes ?? []);
      this.options.uncertain([...batch.grouping.envelopes, ...batch.released, ...riding]);
      this.comeBack(batch, connection, error);
    } else if (failure === 'again') {
      this.carefulUntil = Date.now() + CAREFUL_FOR_MS;
      this.collided(batch.deliveries);
      this.riders.unshift(...batch.riders);
    } else {
      this.takeApart(batch, error);
    }
  }

  private comeBack(batch: Batch, connection: Connection, error: unknown): void {
    this.options.log.warn({ err: error }, 'the database does not answer; carried messages wait for it');
    void connection.close();
    const callers = batch.deliveries.filter(({ origin }) => origin === 'caller');
    this.mailboxes.again(batch.deliveries.filter(({ origin }) => origin !== 'caller'));
    const told = batch.committing ? new CommitUncertain(error) : new DatabaseUnavailable(error);
    for (const delivery of callers) this.giveUp(delivery, told);
    for (const rider of batch.riders) if (rider.origin === 'caller') rider.failed(told);
    this.riders.unshift(...batch.riders.filter(({ origin }) => origin !== 'caller'));
    this.turnCallersAway(error);
  }

  private turnCallersAway(error: unknown): void {
    for (const delivery of this.mailboxes.withdrawCallers()) delivery.failed(new DatabaseUnavailable(error));
    const waiting = this.riders.filter(({ origin }) => origin === 'caller');
    this.riders = this.riders.filter(({ origin }) => origin !== 'caller');
    for (const rider of waiting) rider.failed(new DatabaseUnavailable(error));
  }

  /** First carefully, then unchained: whatever is wrong comes out when each of its messages has a delivery of its own. */
  private runAgainSimpler(batch: Batch): void {
    for (const delivery of batch.deliveries) {
      if (batch.careful) delivery.unchained = true;
      else delivery.careful = true;
    }
    this.mailboxes.again(batch.deliveries);
    this.riders.unshift(...batch.riders);
  }

  private takeApart(batch: Batch, error: unknown): void {
    const guilty = error instanceof ActorCodeFailed ? error.type : undefined;
    const suspects = batch.deliveries.filter(
      ({ message }) => guilty === undefined || typeOf(message.to) === guilty,
    );
    const onlyRider = batch.deliveries.length === 0 && batch.riders.length === 1 ? batch.riders[0] : undefined;
    if (onlyRider) {
      onlyRider.failed(error);
      return;
    }
    this.riders.unshift(
      ...batch.riders.map((rider) => Object.assign(rider, guilty === undefined ? { alone: true } : {})),
    );
    const [culprit] = suspects;
    if (suspects.length === 1 && culprit && (guilty !== undefined || batch.riders.length === 0)) {
      this.mailboxes.again(batch.deliveries.filter((delivery) => delivery !== culprit));
      this.giveUp(culprit, error instanceof ActorCodeFailed ? error.cause : error);
      return;
    }
    for (const suspect of suspects) suspect.alone = true;
    this.mailboxes.again(batch.deliveries);
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
        this.turnCallersAway(error);
        await new Promise((resolve) => setTimeout(resolve, pause));
        pause = Math.min(pause * 2, RECONNECT_MS.longest);
      }
    }
    return undefined;
  }
}

/** An actor's code may talk to somebody else who does not answer: that says nothing about the database. */
function verdict(error: unknown): Failure {
  if (!(error instanceof ActorCodeFailed)) return classify(error);
  return isFromServer(error.cause) ? classify(error.cause) : 'poison';
}

class KeepsColliding extends OrderlyError {
  constructor(to: string) {
    super(
      'KEEPS_COLLIDING',
      `Another process changes ${to} all the time; the message could not be handled`,
      'later',
    );
  }
}
