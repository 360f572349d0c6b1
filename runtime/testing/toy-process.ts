/**
 * A process of its own that starts toy sagas until it is killed, and stops itself (SIGSTOP) at a crash point where one is
 * named. Settings come by argument, as JSON.
 */
import pino from 'pino';
import { startRuntime } from '../runtime.ts';
import { armCrashPoint, type CrashPoint } from './crash-points.ts';
import { sagaActors, startSagas } from './sagas.ts';

const { databaseUrl, redisUrl, delivery, sagas, waitMs, shards, stopAt } = JSON.parse(process.argv[2] ?? '{}') as {
  databaseUrl: string;
  redisUrl: string;
  delivery: 'queue' | 'local';
  sagas: number;
  waitMs: number;
  shards?: number;
  stopAt?: { point: CrashPoint; nth: number };
};
/** Once: reaching the point again after SIGCONT goes on. */
let stopped = false;
function stopHere(): void {
  if (stopped) return;
  stopped = true;
  process.kill(process.pid, 'SIGSTOP');
}
if (stopAt) armCrashPoint(stopAt.point, stopAt.nth, stopHere);

const runtime = await startRuntime({
  databaseUrl,
  redisUrl,
  actors: sagaActors,
  roles: { worker: true, relay: false, timer: false, projection: false },
  delivery,
  ...(shards === undefined ? {} : { shards }),
  chainRounds: 0,
  retry: { attempts: 3, backoffMs: 20 },
  concurrency: 20,
  cacheSize: 10_000,
  readConnections: 1,
  log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
});
console.log('Orderly is ready');
await startSagas([runtime], sagas, waitMs);
