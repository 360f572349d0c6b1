import { join, resolve } from 'node:path';
import type { Log } from './log.ts';
import { own } from './owner.ts';
import { runningPostmaster } from './postgres-files.ts';
import { postgresUrl, startPostgres } from './postgres-server.ts';
import { runningRedis } from './redis-files.ts';
import { redisUrl, startRedis } from './redis-server.ts';

export interface EmbeddedOptions {
  /** Folder of the servers' files; made where it is missing. One process at a time uses it. */
  readonly dataDir: string;
  readonly postgres: boolean;
  readonly redis: boolean;
  readonly log: Log;
}

export interface EmbeddedUrls {
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
}

export interface Embedded extends EmbeddedUrls {
  /** Ends the servers cleanly, within 10 s; calling it again does nothing more. */
  stop(): Promise<void>;
}

const postgresFolder = (dataDir: string) => join(resolve(dataDir), 'postgres');
const redisFolder = (dataDir: string) => join(resolve(dataDir), 'redis');

/**
 * Starts the servers that are asked for, side by side. They end with this process, however it ends.
 * @throws {DataDirInUse} when a living process runs servers in `dataDir`.
 * @throws {PostgresUnavailable | RedisUnavailable | ServerDidNotStart}
 * @example const { databaseUrl, stop } = await startEmbedded({ dataDir: '.data', postgres: true, redis: true, log });
 */
export async function startEmbedded({ dataDir, postgres, redis, log }: EmbeddedOptions): Promise<Embedded> {
  if (!postgres && !redis) return { stop: async () => {} };
  const root = resolve(dataDir);
  const disown = own(root);
  const starts = await Promise.allSettled([
    postgres ? startPostgres({ dir: postgresFolder(root), logFile: join(root, 'postgres.log'), log }) : undefined,
    redis ? startRedis({ dir: redisFolder(root), logFile: join(root, 'redis.log'), log }) : undefined,
  ]);
  const stopAll = async () => {
    await Promise.all(starts.map((start) => (start.status === 'fulfilled' ? start.value?.stop() : undefined)));
    disown();
  };
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed) {
    await stopAll();
    throw failed.reason;
  }
  const [database, cache] = starts.map((start) => (start.status === 'fulfilled' ? start.value : undefined));
  let stopped: Promise<void> | undefined;
  return {
    ...(database && { databaseUrl: postgresUrl(postgresFolder(root), database.port) }),
    ...(cache && { redisUrl: redisUrl(cache.port) }),
    stop: () => {
      stopped ??= stopAll();
      return stopped;
    },
  };
}

/** The servers that run in `dataDir` now, whoever started them: how a tool attaches to a running system. */
export async function findRunning(dataDir: string): Promise<EmbeddedUrls> {
  const database = runningPostmaster(postgresFolder(dataDir));
  const cache = runningRedis(redisFolder(dataDir));
  return {
    ...(database?.isReady && { databaseUrl: postgresUrl(postgresFolder(dataDir), database.port) }),
    ...(cache && { redisUrl: redisUrl(cache.port) }),
  };
}
