/**
 * `npm run bench`: how many order sagas a second, everything on and durable (fsync, synchronous commit), on the embedded
 * servers. One saga: place, reserve, charge, ship, confirm, or declined, release, cancel; each service writes its row.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { HttpPaymentProvider, inProcessProvider, startSandbox } from '../actors/payment/index.ts';
import { startEmbedded } from '../embedded/index.ts';
import { platformActors, platformProjections, prepareDatabase, sagaPolicies } from '../platform.ts';
import { startRuntime } from '../runtime/runtime.ts';
import { closedLoop } from './closed-loop.ts';
import { cpuTimes } from './cpu.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';

const options = readOptions(process.argv.slice(2));
const say = (text: string) => void (options.json || console.error(text));
const dataDir = await mkdtemp(join(tmpdir(), 'orderly-bench-'));
const log = pino({ level: process.env.LOG_LEVEL ?? 'warn' }, pino.destination(2));
const servers = await startEmbedded({ dataDir, postgres: true, redis: true, log: { info: say, warn: say } });
const databaseUrl = servers.databaseUrl as string;
await prepareDatabase(databaseUrl);
const sandbox =
  options.provider === 'http'
    ? await startSandbox({ host: '127.0.0.1', port: 0, ledgerFile: join(dataDir, 'ledger.jsonl') })
    : undefined;
const runtime = await startRuntime({
  databaseUrl,
  redisUrl: servers.redisUrl as string,
  actors: platformActors({
    order: {},
    payment: { provider: sandbox ? new HttpPaymentProvider(sandbox.url) : inProcessProvider() },
  }),
  projections: platformProjections,
  policies: sagaPolicies,
  roles: { worker: true, relay: true, timer: true, projection: true },
  delivery: options.delivery,
  chainRounds: options.chain,
  retry: { attempts: 5, backoffMs: 200 },
  concurrency: 40,
  cacheSize: 50_000,
  readConnections: 4,
  log,
});
try {
  await runtime.execute({
    to: 'inventory/11111111-1111-1111-1111-111111111111',
    type: 'ReceiveStock',
    payload: { productId: '11111111-1111-1111-1111-111111111111', quantity: options.sagas * 3 },
  });
  const { inFlight, declinedPercent, fulfilment } = options;
  await closedLoop(runtime, { sagas: Math.min(2_000, options.sagas), inFlight, declinedPercent, fulfilment });
  const before = cpuTimes(dataDir);
  const result = await closedLoop(runtime, { sagas: options.sagas, inFlight, declinedPercent, fulfilment });
  const after = cpuTimes(dataDir);
  report(options, result, before, after);
} finally {
  await runtime.stop();
  await sandbox?.close();
  await servers.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
