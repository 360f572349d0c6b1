import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { StoredEvent } from '../definition.ts';
import { Periodic } from '../recovery/periodic.ts';
import type { Connection } from '../store/connection.ts';
import { Feed, PlainReader } from './feed.ts';
import { type Position, START } from './position.ts';
import { lastPosition } from './read.ts';

const LOOK_EVERY_MS = 250;

type Listener = (events: readonly StoredEvent[]) => void;

/** Tells listeners in this process of events as they commit anywhere, whatever process they come from. */
export class Tail {
  private readonly log: Logger;
  private readonly redis: Redis;
  private readonly loop: Periodic;
  private readonly listeners = new Set<Listener>();
  private feed: Feed | undefined;
  private idleAt: Position | undefined;
  private arrived: () => void = () => undefined;
  private looked: () => void = () => undefined;
  /** Resolves when the end has been looked up once: whoever listens from then on misses nothing. */
  readonly ready = new Promise<void>((resolve) => {
    this.looked = resolve;
  });

  constructor(options: { databaseUrl: string; redisUrl: string; log: Logger }) {
    this.log = options.log;
    this.redis = new Redis(options.redisUrl, { maxRetriesPerRequest: 1, replyMapping: 'legacy' });
    this.redis.on('error', (err) => options.log.debug({ err }, 'redis'));
    this.loop = new Periodic({
      name: 'tail',
      databaseUrl: options.databaseUrl,
      everyMs: 5,
      log: options.log,
      work: (connection) => this.run(connection),
    });
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    this.arrived();
    return () => void this.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.redis.disconnect();
    this.arrived();
    await this.loop.stop();
  }

  /**
   * While nobody listens nothing is read, only the end is looked up from time to time: the first listener starts from the
   * last look, so it may see events from a little before it came, and misses none after.
   */
  private async run(sql: Connection): Promise<void> {
    if (this.listeners.size === 0) {
      const end = (await lastPosition(sql)) ?? START;
      if (this.listeners.size === 0 || !this.idleAt) this.idleAt = end;
      this.feed = undefined;
      this.looked();
      if (this.listeners.size === 0) await this.nextLook();
      return;
    }
    this.feed ??= new Feed(new PlainReader(this.redis), this.idleAt ?? (await lastPosition(sql)) ?? START);
    await this.feed.next(sql, async (events) => this.tell(events));
  }

  /** A listener that throws neither keeps the others from hearing nor hears the same again. */
  private tell(events: readonly StoredEvent[]): void {
    for (const listener of this.listeners) {
      try {
        listener(events);
      } catch (err) {
        this.log.warn({ err }, 'a listener to events failed');
      }
    }
  }

  private nextLook(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      this.arrived = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
