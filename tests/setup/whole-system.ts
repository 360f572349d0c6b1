import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { loadConfig } from '../../config.ts';
import { inboxFile } from '../../mail.ts';
import { ledgerFile, type System, startSystem } from '../../system.ts';
import { createTestDatabase } from './database.ts';
import { type Door, doorAt } from './door.ts';
import { createTestRedis, type TestRedis } from './redis.ts';
import { atRest, violations } from './sound.ts';

/** The settings of a test, as environment variables. */
export type Settings = Record<string, string>;

export interface WholeSystem {
  readonly system: System;
  readonly call: Door;
  readonly databaseUrl: string;
  readonly redis: TestRedis;
  readonly ledgerFile: string;
  /** Waits until nothing is under way, then gives what the checker finds. */
  verdict(): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * Every role of the platform in this process, as `main.ts` starts it, on a database and a Redis of its own.
 * `LOG_LEVEL` shows what it logs.
 */
export async function startWholeSystem(settings: Settings = {}): Promise<WholeSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-e2e-'));
  const [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const env = { PORT: '0', DATA_DIR: dataDir, DATABASE_URL: database.url, REDIS_URL: redis.url, ...settings };
  const system = await startSystem(
    loadConfig(env, []),
    pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
    'test',
  );
  const ledger = ledgerFile(dataDir);
  return {
    system,
    call: doorAt(system.url ?? ''),
    databaseUrl: database.url,
    redis,
    ledgerFile: ledger,
    async verdict() {
      await atRest(database.url);
      return violations(database.url, ledger, inboxFile(dataDir));
    },
    async close() {
      await system.stop();
      await Promise.all([
        redis.close(),
        database.drop(),
        rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
      ]);
    },
  };
}
