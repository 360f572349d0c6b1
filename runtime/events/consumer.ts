import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { StoredEvent } from '../definition.ts';
import { Periodic } from '../recovery/periodic.ts';
import type { Sql } from '../sql.ts';
import { type Connection, transaction } from '../store/connection.ts';
import { reached } from '../testing/crash-points.ts';
import { advance, readCheckpoint } from './checkpoint.ts';
import { Feed, GroupReader } from './feed.ts';
import { isAfter, type Position, START } from './position.ts';

/** A round of so many events is load. */
const MANY_EVENTS = 100;
/** How long a checkpoint may stay behind events that had no effect, while more come, and when none comes (milliseconds). */
const STAY_BEHIND_MS = { busy: 1_000, idle: 100 };
/** So long the next round waits where the last ones had no effect: a policy of the other saga style costs little then. */
const WITHOUT_EFFECT_MS = 20;
/** Locks of consumers share this class of advisory locks; the second key is a hash of the name. */
const LOCK_CLASS = 7_208;

/** What a projection and a policy have in common: an effect of events, inside the transaction of the checkpoint. */
export interface Consumption {
  name: string;
  events: readonly string[];
  /** So long the next round waits, so that several events of one actor have one effect (milliseconds). */
  gatherMs: { calm: number; load: number };
  /** Pure; undefined where the events have no effect. */
  plan(events: readonly StoredEvent[]): Effect | undefined;
}

/** Runs in the transaction of the checkpoint; resolves with what is to be done once that has committed. */
export type Effect = (sql: Sql) => Promise<() => void>;

/**
 * Has a batch of events take effect: the effect's rows and the checkpoint commit together, so that each event counts once
 * whatever is delivered again. One process works a consumer at a time; the others wait for its lock.
 */
export class Consumer {
  readonly name: string;
  private readonly consumption: Consumption;
  private readonly log: Logger;
  private readonly redis: Redis;
  private readonly loop: Periodic;
  private readonly wanted: ReadonlySet<string>;
  private feed: Feed | undefined;
  private hurry: () => void = () => undefined;
  private feedOf: Connection | undefined;
  /** The checkpoint as stored: behind the feed's position where the last events had no effect. */
  private stored: Position = START;
  private storedAt = 0;
  private effectAt = 0;

  constructor(consumption: Consumption, options: { databaseUrl: string; redisUrl: string; log: Logger }) {
    this.name = consumption.name;
    this.consumption = consumption;
    this.log = options.log;
    this.wanted = new Set(consumption.events);
    this.redis = new Redis(options.redisUrl, { maxRetriesPerRequest: 1, replyMapping: 'legacy' });
    this.redis.on('error', (err) => options.log.debug({ err }, 'redis'));
    this.loop = new Periodic({
      name: `consumer ${this.name}`,
      databaseUrl: options.databaseUrl,
      everyMs: 5,
      log: options.log,
      work: (connection) => this.run(connection),
    });
  }

  async stop(): Promise<void> {
    this.redis.disconnect();
    const stopped = this.loop.stop();
    this.hurry();
    await stopped;
  }

  private async run(sql: Connection): Promise<void> {
    const feed = await this.join(sql);
    if (!feed) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      return;
    }
    let handled = 0;
    try {
      const take = async (events: readonly StoredEvent[], to: Position) => {
        handled = events.length;
        const relevant = events.filter(({ type }) => this.wanted.has(type));
        const effect = relevant.length > 0 ? this.consumption.plan(relevant) : undefined;
        if (effect || Date.now() - this.storedAt >= STAY_BEHIND_MS.busy) await this.take(sql, to, effect);
      };
      const isBehind = () => isAfter(feed.position, this.stored);
      await feed.next(sql, take, isBehind() ? STAY_BEHIND_MS.idle : undefined);
      if (handled === 0 && isBehind()) await this.take(sql, feed.position, undefined);
    } catch (error) {
      this.feedOf = undefined;
      if (!sql.dead) this.log.warn({ err: error, consumer: this.name }, 'a consumer failed; it tries again');
      throw error;
    }
    if (handled > 0 && !feed.hasMore) await this.gather(this.pauseMs(handled));
  }

  private pauseMs(handled: number): number {
    const { calm, load } = this.consumption.gatherMs;
    if (handled >= MANY_EVENTS) return load;
    return Date.now() - this.effectAt < STAY_BEHIND_MS.busy ? calm : Math.max(calm, WITHOUT_EFFECT_MS);
  }

  /** Effect and checkpoint, or the checkpoint alone. */
  private async take(sql: Connection, to: Position, effect: Effect | undefined): Promise<void> {
    const follow = await transaction(
      sql,
      async () => effect?.(sql),
      () => {
        reached('projection:before-commit');
        return advance(sql, this.name, this.stored, to);
      },
    );
    this.stored = to;
    this.storedAt = Date.now();
    if (effect) this.effectAt = this.storedAt;
    reached('projection:after-commit');
    follow?.();
  }

  private gather(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async join(sql: Connection): Promise<Feed | undefined> {
    if (this.feed && this.feedOf === sql) return this.feed;
    const { name } = this;
    const [row] = await sql.query<{ locked: boolean }>(
      'consumer_lock',
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [LOCK_CLASS, name],
    );
    if (!row?.locked) return undefined;
    this.stored = await readCheckpoint(sql, name);
    this.feed = new Feed(new GroupReader(this.redis, name), this.stored);
    this.feedOf = sql;
    return this.feed;
  }
}
