import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { StoredEvent } from '../definition.ts';
import { Periodic } from '../recovery/periodic.ts';
import type { Connection } from '../store/connection.ts';
import { Feed, PlainReader } from './feed.ts';
import { START } from './position.ts';
import { lastPosition } from './read.ts';

type Listener = (events: readonly StoredEvent[]) => void;

/** Tells listeners in this process of events as they commit anywhere, from the moment it starts. */
export class Tail {
  private readonly redis: Redis;
  private readonly loop: Periodic;
  private readonly listeners = new Set<Listener>();
  private feed: Feed | undefined;

  constructor(options: { databaseUrl: string; redisUrl: string; log: Logger }) {
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
    return () => void this.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.redis.disconnect();
    await this.loop.stop();
  }

  private async run(sql: Connection): Promise<void> {
    this.feed ??= new Feed(new PlainReader(this.redis), (await lastPosition(sql)) ?? START);
    await this.feed.next(sql, async (events) => {
      for (const listener of this.listeners) listener(events);
    });
  }
}
