import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { StoredEvent } from '../definition.ts';
import { Periodic } from '../recovery/periodic.ts';
import type { Sql } from '../sql.ts';
import { type Connection, transaction } from '../store/connection.ts';
import { reached } from '../testing/crash-points.ts';
import { advance, readCheckpoint } from './checkpoint.ts';
import { Feed, GroupReader } from './feed.ts';

/** A round of so many events is load; then the next round waits so long (milliseconds). */
const MANY_EVENTS = 100;
const GATHER_MS = 60;
/** Locks of consumers share this class of advisory locks; the second key is a hash of the name. */
const LOCK_CLASS = 7_208;

/** What a projection and a policy have in common: an effect of events, inside the transaction of the checkpoint. */
export interface Consumption {
  name: string;
  events: readonly string[];
  /** Resolves with what is to be done once the transaction has committed. */
  effect(events: readonly StoredEvent[], sql: Sql): Promise<() => void>;
}

/**
 * Has a batch of events take effect: the effect's rows and the checkpoint commit together, so that each event counts once
 * whatever is delivered again. One process works a consumer at a time; the others wait for its lock.
 */
export class Consumer {
  private readonly consumption: Consumption;
  private readonly log: Logger;
  private readonly redis: Redis;
  private readonly loop: Periodic;
  private readonly wanted: ReadonlySet<string>;
  private feed: Feed | undefined;
  private hurry: () => void = () => undefined;
  private feedOf: Connection | undefined;

  constructor(consumption: Consumption, options: { databaseUrl: string; redisUrl: string; log: Logger }) {
    this.consumption = consumption;
    this.log = options.log;
    this.wanted = new Set(consumption.events);
    this.redis = new Redis(options.redisUrl, { maxRetriesPerRequest: 1, replyMapping: 'legacy' });
    this.redis.on('error', (err) => options.log.debug({ err }, 'redis'));
    this.loop = new Periodic({
      name: `consumer ${consumption.name}`,
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
      await feed.next(sql, async (events, to) => {
        handled = events.length;
        const follow = await transaction(sql, async () => {
          const relevant = events.filter(({ type }) => this.wanted.has(type));
          const committed = relevant.length > 0 ? await this.consumption.effect(relevant, sql) : undefined;
          await advance(sql, this.consumption.name, feed.position, to);
          reached('projection:before-commit');
          return committed;
        });
        reached('projection:after-commit');
        follow?.();
      });
    } catch (error) {
      this.feedOf = undefined;
      if (!sql.dead)
        this.log.warn({ err: error, consumer: this.consumption.name }, 'a consumer failed; it tries again');
      throw error;
    }
    if (handled >= MANY_EVENTS) await this.gather();
  }

  /** Under load the next round waits: several events of one actor then change its row once. */
  private gather(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async join(sql: Connection): Promise<Feed | undefined> {
    if (this.feed && this.feedOf === sql) return this.feed;
    const { name } = this.consumption;
    const [row] = await sql.query<{ locked: boolean }>(
      'consumer_lock',
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS locked',
      [LOCK_CLASS, name],
    );
    if (!row?.locked) return undefined;
    this.feed = new Feed(new GroupReader(this.redis, name), await readCheckpoint(sql, name));
    this.feedOf = sql;
    return this.feed;
  }
}
