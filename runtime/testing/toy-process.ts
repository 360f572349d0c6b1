/** A process of its own that starts toy sagas until it is killed. Settings come by argument, as JSON. */
import pino from 'pino';
import { startRuntime } from '../runtime.ts';
import { sagaActors, startSagas } from './sagas.ts';

const { databaseUrl, redisUrl, delivery, sagas, waitMs } = JSON.parse(process.argv[2] ?? '{}') as {
  databaseUrl: string;
  redisUrl: string;
  delivery: 'queue' | 'local';
  sagas: number;
  waitMs: number;
};
const runtime = await startRuntime({
  databaseUrl,
  redisUrl,
  actors: sagaActors,
  roles: { worker: true, relay: false, timer: false, projection: false },
  delivery,
  chainRounds: 0,
  retry: { attempts: 3, backoffMs: 20 },
  concurrency: 20,
  cacheSize: 10_000,
  readConnections: 1,
  log: pino({ level: 'silent' }),
});
console.log('Orderly is ready');
await startSagas([runtime], sagas, waitMs);
