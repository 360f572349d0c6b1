import pino from 'pino';
import { type RuntimeOptions, type StartedRuntime, startRuntime } from '../../runtime/runtime.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';
import { createTestRedis, type TestRedis } from './redis.ts';

export interface TestSystem {
  runtime: StartedRuntime;
  database: TestDatabase;
  redis: TestRedis;
  /** One more process on the same servers, as far as they can tell. */
  another(options?: Partial<RuntimeOptions>): Promise<StartedRuntime>;
  close(): Promise<void>;
}

const ALL_ROLES = { worker: true, relay: true, timer: true, projection: true };

/** A runtime with all roles on a database and a Redis of its own. `LOG_LEVEL` shows what it logs. */
export async function startTestSystem(
  options: Pick<RuntimeOptions, 'actors'> & Partial<RuntimeOptions>,
): Promise<TestSystem> {
  const [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const open: StartedRuntime[] = [];
  const start = async (more: Partial<RuntimeOptions>) => {
    const runtime = await startRuntime({
      databaseUrl: database.url,
      redisUrl: redis.url,
      roles: ALL_ROLES,
      delivery: 'queue',
      retry: { attempts: 3, backoffMs: 20 },
      concurrency: 20,
      cacheSize: 10_000,
      readConnections: 4,
      log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
      ...options,
      ...more,
    });
    open.push(runtime);
    return runtime;
  };
  return {
    runtime: await start({}),
    database,
    redis,
    another: (more = {}) => start(more),
    close: async () => {
      await Promise.all(open.map((runtime) => runtime.stop()));
      await redis.close();
      await database.drop();
    },
  };
}
