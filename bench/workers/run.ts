/** One run: so many processes on servers of their own, all started, divided and warm before anything is counted. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { prepareDatabase } from '../../platform.ts';
import { checkPlatform } from '../../platform-check.ts';
import { inTransaction } from '../../runtime/store/session.ts';
import { query } from '../compare/counters.ts';
import { type CpuTimes, cpuTimes } from '../cpu.ts';
import { settled } from '../settled.ts';
import { startServers } from '../system.ts';
import { type Part, type PartDone, productId, type WorkerSettings } from './part.ts';

export interface Configuration extends Pick<WorkerSettings, 'delivery' | 'shards' | 'ids' | 'products'> {
  workers: number;
  sagas: number;
  inFlight: number;
}

export interface Figures {
  sagasPerSecond: number;
  p50Ms: number;
  cpu: { node: number; postgres: number; redis: number };
  conflictsPerSaga: number;
  deadlocks: number;
}

const WORKER = new URL('worker.ts', import.meta.url).pathname;
const WARM_UP = 2_000;
const STOCK = 1_000_000_000;
const PRODUCTS = `
  INSERT INTO products (product_id, product_name, received, available)
  SELECT p, 'Product', $2, $2 FROM unnest($1::text[]) AS p`;
const DIVIDED = `SELECT count(DISTINCT owner)::int AS owners, count(*) FILTER (WHERE owner IS NULL)::int AS free FROM shards`;
const DEADLOCKS = 'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()';

/** Throws where an invariant does not hold afterwards. */
export async function run(configuration: Configuration): Promise<Figures> {
  const servers = await startServers();
  const children: ChildProcess[] = [];
  try {
    const { databaseUrl, redisUrl, dataDir } = servers;
    await prepareDatabase(databaseUrl);
    const ids = Array.from({ length: configuration.products }, (_, n) => productId(n));
    await inTransaction(databaseUrl, 'stock', (sql) => sql.query('stock', PRODUCTS, [ids, STOCK]));
    const settings: WorkerSettings = { databaseUrl, redisUrl, dataDir, ...configuration };
    for (let n = 0; n < configuration.workers; n += 1) {
      const child = fork(WORKER, [JSON.stringify(settings)], { execArgv: process.execArgv });
      children.push(child);
      await once(child, 'message');
    }
    await divided(databaseUrl, configuration);
    await part(children, { sagas: Math.min(WARM_UP, configuration.sagas), inFlight: configuration.inFlight });
    const before = cpuTimes(dataDir);
    const done = await part(children, configuration);
    const after = cpuTimes(dataDir);
    await settled(databaseUrl);
    const { checks } = await checkPlatform(databaseUrl);
    const violations = checks.flatMap(({ name, violations: lines }) => lines.map((line) => `${name}: ${line}`));
    if (violations.length > 0) throw new Error(`violated:\n${violations.slice(0, 10).join('\n')}`);
    const [{ deadlocks }] = (await query(databaseUrl, DEADLOCKS)) as [{ deadlocks: number }];
    return figures(configuration, done, before, after, deadlocks);
  } finally {
    for (const child of children) child.kill('SIGKILL');
    await servers.stop();
  }
}

async function divided(databaseUrl: string, { workers, shards }: Configuration): Promise<void> {
  if (shards === 1) return;
  for (;;) {
    const [{ owners, free }] = (await query(databaseUrl, DIVIDED)) as [{ owners: number; free: number }];
    if (free === 0 && owners === Math.min(workers, shards)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function part(children: readonly ChildProcess[], { sagas, inFlight }: Part): Promise<PartDone[]> {
  return Promise.all(
    children.map(async (child) => {
      const answer = once(child, 'message');
      child.send({
        sagas: Math.ceil(sagas / children.length),
        inFlight: Math.ceil(inFlight / children.length),
      } satisfies Part);
      const [done] = await answer;
      return done as PartDone;
    }),
  );
}

function figures(
  { workers }: Configuration,
  done: readonly PartDone[],
  before: CpuTimes,
  after: CpuTimes,
  deadlocks: number,
): Figures {
  const latencies = done.flatMap((each) => each.latencies).sort((a, b) => a - b);
  const sagas = latencies.length;
  const elapsedMs = Math.max(...done.map((each) => each.elapsedMs));
  const sum = (of: (each: PartDone) => number) => done.reduce((total, each) => total + of(each), 0);
  return {
    sagasPerSecond: (sagas / elapsedMs) * 1_000,
    p50Ms: latencies[Math.floor(sagas / 2)] ?? Number.NaN,
    cpu: {
      node: sum(({ cpuMs }) => cpuMs) / sagas,
      postgres: (after.postgres - before.postgres) / sagas,
      redis: (after.redis - before.redis) / sagas,
    },
    conflictsPerSaga: workers === 1 ? 0 : sum(({ conflicts }) => conflicts) / sagas,
    deadlocks,
  };
}
