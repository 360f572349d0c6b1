/**
 * What becomes of a batch that failed, and of deliveries that collided with another process.
 *
 * It owns the verdict on the error and the way back into the mailboxes. It does not open connections, and does not know
 * when the next batch starts.
 *
 * 1. Whatever is not told here how it ended is put back, to run again.
 * 2. A batch that was not careful, or was chained, runs again simpler before anybody is blamed.
 * 3. A batch that fails for what is in it is taken apart until the culprit runs alone.
 * 4. Where the database went away during a commit, callers are told that its end is not known.
 */
import type { Logger } from 'pino';
import { CommitUncertain, DatabaseUnavailable, OrderlyError } from '../errors.ts';
import { typeOf } from '../message.ts';
import { type Lease, LeasesLost } from '../shards/fence.ts';
import { ClaimRefused } from '../store/claim-all.ts';
import type { Connection } from '../store/connection.ts';
import { classify, type Failure, isFromServer } from '../store/failure.ts';
import type { Envelope } from '../store/seal.ts';
import { ActorCodeFailed } from './actor-code.ts';
import type { Batch } from './batch.ts';
import type { ActorCache } from './cache.ts';
import type { Delivery } from './delivery.ts';
import type { Gathered } from './gathered.ts';

/** Collisions with other processes after which a delivery runs alone, and after which it is given up. */
const ALONE_AFTER = 5;
const GIVE_UP_AFTER = 50;
/** A repetition undoes a batch; others may follow, and those are then left out one by one (milliseconds). */
const CAREFUL_FOR_MS = 1_000;

/** Whom a failed batch is told to. */
export interface FailureListeners {
  log: Logger;
  /** A commit found out that other processes hold these shards. */
  lost(leases: readonly Lease[]): void;
  /** Outbox rows whose commit may or may not have happened, once the database is back. */
  uncertain(envelopes: readonly Envelope[]): void;
}

export class FailedBatches {
  private readonly gathered: Gathered;
  private readonly cache: ActorCache;
  private readonly tell: FailureListeners;
  private carefulUntil = 0;

  constructor(gathered: Gathered, cache: ActorCache, tell: FailureListeners) {
    this.gathered = gathered;
    this.cache = cache;
    this.tell = tell;
  }

  /** A batch failed lately for what another process did: the next ones claim first. */
  get careful(): boolean {
    return Date.now() < this.carefulUntil;
  }

  /** Deliveries that were computed on a state which another process has moved meanwhile. */
  collided(deliveries: readonly Delivery[]): void {
    const again: Delivery[] = [];
    for (const delivery of deliveries) {
      delivery.collisions = (delivery.collisions ?? 0) + 1;
      if (delivery.collisions > ALONE_AFTER) delivery.alone = true;
      if (delivery.collisions > GIVE_UP_AFTER)
        this.gathered.giveUp(delivery, new KeepsColliding(delivery.message.to));
      else again.push(delivery);
    }
    this.gathered.mailboxes.again(again);
  }

  /** Ends the batch's transaction, and puts back or tells each of its deliveries and riders. */
  async recover(batch: Batch, connection: Connection, error: unknown): Promise<void> {
    for (const { message } of batch.deliveries) this.cache.delete(message.to);
    for (const { address } of batch.moved) this.cache.delete(address);
    // A commit that was sent has ended the transaction, whichever way.
    if (!connection.dead && !batch.committing) await connection.command('ROLLBACK').catch(() => undefined);
    if (error instanceof LeasesLost && !connection.dead) {
      this.tell.log.warn({ err: error }, 'a batch was refused: its shards were taken over');
      this.tell.lost(error.lost);
      this.gathered.again(batch.deliveries, batch.riders);
      return;
    }
    const failure = connection.dead ? 'unreachable' : verdict(error);
    const refused = error instanceof ClaimRefused;
    if (refused) this.carefulUntil = Date.now() + CAREFUL_FOR_MS;
    if ((failure === 'poison' || refused) && (batch.chained || !batch.careful)) {
      this.runAgainSimpler(batch);
    } else if (failure === 'unreachable') {
      const riding = batch.riders.flatMap(({ envelopes }) => envelopes ?? []);
      this.tell.uncertain([...batch.grouping.envelopes, ...batch.released, ...riding]);
      this.comeBack(batch, connection, error);
    } else if (failure === 'again') {
      this.carefulUntil = Date.now() + CAREFUL_FOR_MS;
      this.collided(batch.deliveries);
      this.gathered.again([], batch.riders);
    } else {
      this.takeApart(batch, error);
    }
  }

  private comeBack(batch: Batch, connection: Connection, error: unknown): void {
    this.tell.log.warn({ err: error }, 'the database does not answer; carried messages wait for it');
    void connection.close();
    const told = batch.committing ? new CommitUncertain(error) : new DatabaseUnavailable(error);
    this.gathered.again(batch.deliveries.filter(isCarried), batch.riders.filter(isCarried));
    for (const delivery of batch.deliveries) if (!isCarried(delivery)) this.gathered.giveUp(delivery, told);
    for (const rider of batch.riders) if (!isCarried(rider)) rider.failed(told);
    this.gathered.turnCallersAway(error);
  }

  /** First carefully, then unchained: whatever is wrong comes out when each of its messages has a delivery of its own. */
  private runAgainSimpler(batch: Batch): void {
    for (const delivery of batch.deliveries) {
      if (batch.careful) delivery.unchained = true;
      else delivery.careful = true;
    }
    this.gathered.again(batch.deliveries, batch.riders);
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
    if (guilty === undefined) for (const rider of batch.riders) rider.alone = true;
    const [culprit] = suspects;
    if (suspects.length === 1 && culprit && (guilty !== undefined || batch.riders.length === 0)) {
      this.gathered.again(
        batch.deliveries.filter((delivery) => delivery !== culprit),
        batch.riders,
      );
      this.gathered.giveUp(culprit, error instanceof ActorCodeFailed ? error.cause : error);
      return;
    }
    for (const suspect of suspects) suspect.alone = true;
    this.gathered.again(batch.deliveries, batch.riders);
  }
}

const isCarried = ({ origin }: { origin: 'caller' | 'carried' }): boolean => origin === 'carried';

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
