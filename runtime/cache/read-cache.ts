/**
 * Readings of actors, kept in Redis. PostgreSQL stays the truth: whatever happens to Redis, the answer comes from there.
 *
 * 1. A reading of an actor that has ended is kept long, because nothing changes it any more; one of an actor that goes on
 *    is kept for seconds, and dropped by the first event, commit or `forget` that tells of something newer.
 * 2. Whoever loads takes a lease first (a token under the same key) and keeps what it loaded only where the lease still
 *    stands. A drop removes the lease too, and so does a wipe: what was read before it can never be kept after it.
 * 3. Whoever keeps the reading of an actor that goes on follows its events, from before it was loaded. If that process
 *    dies, the reading's few seconds bound how old an answer can be.
 * 4. Per process one load per key runs at a time, and all who ask meanwhile share it; a drop ends the sharing. Processes
 *    do not wait for each other: a load takes less than a millisecond, so a lock to wait at would cost more than it saves.
 * 5. Redis that is slow or gone costs one short timeout, then nobody asks it for a second. Drops are sent all the same, and
 *    again until they are confirmed; until then this process reads the actor from PostgreSQL.
 */
import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { StoredEvent } from '../definition.ts';
import type { Address } from '../message.ts';

export interface Reading<T> {
  /** As JSON would give it back. */
  value: T;
  /** How many events the actor had. */
  version: number;
  /** Nothing will change it any more. */
  final: boolean;
}

/** What the cache hears of changes from. */
export interface News {
  onEvents(listener: (events: readonly StoredEvent[]) => void): () => void;
  /** This process has moved these actors; `eventCount` is the version of their last event. */
  onMoved(listener: (moved: Iterable<{ address: Address; eventCount: number }>) => void): () => void;
}

export interface ReadCacheOptions {
  redisUrl: string;
  /** Part of the keys: another name where the value's shape changes, so that nobody reads what an older version wrote. */
  name: string;
  news: News;
  log: Logger;
  /** Milliseconds for which the reading of an ended actor is kept. Default 1 hour. */
  finalMs?: number;
  /** Milliseconds for which the reading of an actor that goes on is kept. Default 5,000. */
  activeMs?: number;
  /** Longest wait for Redis in milliseconds. Default 100. */
  patienceMs?: number;
}

const LEASE_MS = 2_000;
const OFF_MS = 1_000;
/** A change waits longer to be told than a reading waits to be found: other processes would go on with the old one. */
const DROP_PATIENCE_MS = 500;
const SWEEP_MS = 1_000;
const LEASE = 'lease:';

/** Keeps ARGV[2] where the lease ARGV[1] still stands. */
const KEEP = `if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1 end return 0`;

/** An actor whose reading this process keeps or is about to keep. */
interface Followed {
  /** Of the reading; undefined while it is loaded. */
  version: number | undefined;
  /** The newest that was heard of meanwhile. */
  heard: number;
  until: number;
}

type RedisWithKeep = Redis & {
  keepReading(key: string, lease: string, value: string, ms: number): Promise<number>;
};

export class ReadCache<T> {
  readonly counts = { hits: 0, misses: 0, without: 0 };
  private readonly options: Required<ReadCacheOptions>;
  private readonly redis: RedisWithKeep;
  private readonly loads = new Map<Address, Promise<T | undefined>>();
  private readonly followed = new Map<Address, Followed>();
  /** Drops that Redis has not confirmed, with the time after which nothing old can be left there. */
  private readonly dropping = new Map<Address, number>();
  private readonly unhear: () => void;
  private readonly sweeper: NodeJS.Timeout;
  private unlisten: (() => void) | undefined;
  private offUntil = 0;

  constructor(options: ReadCacheOptions) {
    this.options = { finalMs: 3_600_000, activeMs: 5_000, patienceMs: 100, ...options };
    this.redis = new Redis(options.redisUrl, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) => Math.min(50 * times, OFF_MS),
      scripts: { keepReading: { numberOfKeys: 1, lua: KEEP } },
    }) as RedisWithKeep;
    this.redis.on('error', (err) => options.log.debug({ err }, 'redis'));
    this.unhear = options.news.onMoved((moved) => {
      if (this.followed.size === 0 && this.loads.size === 0) return;
      for (const { address, eventCount } of moved) this.hear(address, eventCount);
    });
    this.sweeper = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  /** The reading as kept, else as `load` gives it; undefined (never kept) where there is no such actor. */
  read(actor: Address, load: () => Promise<Reading<T> | undefined>): Promise<T | undefined> {
    const running = this.loads.get(actor);
    if (running) return running;
    const started = this.lookUp(actor, load).finally(() => {
      if (this.loads.get(actor) === started) this.loads.delete(actor);
    });
    this.loads.set(actor, started);
    return started;
  }

  /** The caller has changed the actor: whoever reads it from now on, anywhere, finds that. Never rejects. */
  async forget(actor: Address): Promise<void> {
    this.loads.delete(actor);
    this.followed.delete(actor);
    await this.drop(actor);
  }

  async stop(): Promise<void> {
    clearInterval(this.sweeper);
    this.unhear();
    this.unlisten?.();
    this.redis.disconnect();
  }

  private async lookUp(actor: Address, load: () => Promise<Reading<T> | undefined>): Promise<T | undefined> {
    const key = this.keyOf(actor);
    const kept = this.dropping.has(actor) ? null : await this.ask((redis) => redis.get(key));
    if (kept === undefined || kept === null || kept.startsWith(LEASE)) {
      const mayKeep = kept === null && !this.dropping.has(actor);
      return mayKeep ? this.loadAndKeep(actor, load) : this.loadOnly(load);
    }
    this.counts.hits += 1;
    return JSON.parse(kept) as T;
  }

  private async loadOnly(load: () => Promise<Reading<T> | undefined>): Promise<T | undefined> {
    this.counts.without += 1;
    return (await load())?.value;
  }

  private async loadAndKeep(actor: Address, load: () => Promise<Reading<T> | undefined>): Promise<T | undefined> {
    this.counts.misses += 1;
    const key = this.keyOf(actor);
    const lease = LEASE + randomUUID();
    const mine = this.follow(actor);
    const leased = this.ask((redis) => redis.set(key, lease, 'PX', LEASE_MS, 'NX'));
    if ((await leased) !== 'OK') {
      this.unfollow(actor, mine);
      return (await load())?.value;
    }
    const reading = await load();
    const ms = reading?.final ? this.options.finalMs : this.options.activeMs;
    const overtaken = this.followed.get(actor) !== mine || (reading !== undefined && mine.heard > reading.version);
    if (!reading || overtaken) {
      void this.drop(actor);
      this.unfollow(actor, mine);
      return reading?.value;
    }
    if (reading.final) this.unfollow(actor, mine);
    else Object.assign(mine, { version: reading.version, until: Date.now() + ms + LEASE_MS });
    void this.ask((redis) => redis.keepReading(key, lease, JSON.stringify(reading.value), ms));
    return reading.value;
  }

  private hear(actor: Address, version: number): void {
    const followed = this.followed.get(actor);
    if (!followed) {
      this.loads.delete(actor);
      return;
    }
    followed.heard = Math.max(followed.heard, version);
    if (followed.version !== undefined && version > followed.version) void this.forget(actor);
    else if (followed.version === undefined) this.loads.delete(actor);
  }

  private follow(actor: Address): Followed {
    const followed = { version: undefined, heard: 0, until: Date.now() + LEASE_MS + this.options.activeMs };
    this.followed.set(actor, followed);
    this.unlisten ??= this.options.news.onEvents((events) => {
      for (const { actor: of, version } of events) this.hear(of, version);
    });
    return followed;
  }

  private unfollow(actor: Address, followed: Followed): void {
    if (this.followed.get(actor) === followed) this.followed.delete(actor);
  }

  private async drop(actor: Address): Promise<void> {
    const until = Date.now() + this.options.activeMs;
    this.dropping.set(actor, until);
    await within(DROP_PATIENCE_MS, this.sendDrop(actor, until)).catch(() => undefined);
  }

  private async sendDrop(actor: Address, until: number): Promise<void> {
    if (this.redis.status !== 'ready') return;
    await this.redis.unlink(this.keyOf(actor)).then(
      () => this.dropping.get(actor) === until && this.dropping.delete(actor),
      (err: unknown) => this.options.log.debug({ err }, 'a drop from the cache is tried again'),
    );
  }

  /** Following costs something, so it ends when nothing is followed any more. Drops are tried again. */
  private sweep(): void {
    const now = Date.now();
    for (const [actor, { until }] of this.followed) if (until < now) this.followed.delete(actor);
    if (this.followed.size === 0) {
      this.unlisten?.();
      this.unlisten = undefined;
    }
    for (const [actor, until] of this.dropping) {
      if (until < now) this.dropping.delete(actor);
      else void this.sendDrop(actor, until);
    }
  }

  /** Undefined where Redis does not answer. */
  private async ask<R>(question: (redis: RedisWithKeep) => Promise<R>): Promise<R | undefined> {
    if (this.redis.status !== 'ready' || Date.now() < this.offUntil) return undefined;
    try {
      return await within(this.options.patienceMs, question(this.redis));
    } catch (err) {
      this.offUntil = Date.now() + OFF_MS;
      this.options.log.debug({ err }, 'the cache does without Redis for a second');
      return undefined;
    }
  }

  private keyOf(actor: Address): string {
    return `orderly:reading:${this.options.name}:${actor}`;
  }
}

/** The answer, or an error after so many milliseconds. */
function within<R>(ms: number, answer: Promise<R>): Promise<R> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
