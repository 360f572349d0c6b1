import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { redisUrl, startRedis } from '../../embedded/redis-server.ts';

export interface TestRedis {
  readonly url: string;
  /** Loses everything, as FLUSHALL does. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

const log = { info: () => {}, warn: (message: string) => console.error(message) };

async function flushAt(url: string, command: 'flushall' | 'flushdb'): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  try {
    await redis[command]();
  } finally {
    redis.disconnect();
  }
}

/** A logical database of a given server: one per worker of jest. */
async function takeGiven(given: string): Promise<TestRedis> {
  const url = `${given.replace(/\/\d*$/, '')}/${process.env.JEST_WORKER_ID ?? 1}`;
  await flushAt(url, 'flushdb');
  return { url, flush: () => flushAt(url, 'flushdb'), close: async () => {} };
}

/**
 * A Redis server of its own, without files: what one test file flushes no other one misses. It ends with `close`, or
 * with the worker. With TEST_REDIS_URL it is a logical database of that server.
 */
export async function createTestRedis(): Promise<TestRedis> {
  const given = process.env.TEST_REDIS_URL;
  if (given) return takeGiven(given);
  const dir = await mkdtemp(join(tmpdir(), 'orderly-redis-'));
  const server = await startRedis({ dir, logFile: join(dir, 'redis.log'), log, persistent: false });
  const url = redisUrl(server.port);
  return {
    url,
    flush: () => flushAt(url, 'flushall'),
    async close() {
      await server.stop();
      await rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
