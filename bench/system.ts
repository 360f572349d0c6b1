/** The whole system in this process, on servers of its own in a folder of its own: what the benchmarks load. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import {
  HttpPaymentProvider,
  inProcessProvider,
  type LedgerEntry,
  readLedger,
  startSandbox,
} from '../actors/payment/index.ts';
import { type EmbeddedUrls, startEmbedded } from '../embedded/index.ts';
import { platformActors, platformProjections, prepareDatabase, sagaPolicies } from '../platform.ts';
import { type StartedRuntime, startRuntime } from '../runtime/runtime.ts';

export interface BenchServers extends Required<EmbeddedUrls> {
  /** Tells the servers' processes from others: it is in their command lines. */
  dataDir: string;
  /** Ends the servers and removes their files. */
  stop(): Promise<void>;
}

export interface SystemOptions {
  delivery: 'queue' | 'local';
  /** Rounds of messages that may share a commit (`local` only); 0: none. */
  chain: number;
  /** The payment provider in this process, or one of its own called over HTTP, or one that runs already. */
  provider: 'in-process' | 'http' | URL;
  /** How long turns of ended actors are kept (milliseconds). Default: for ever. */
  retentionMs?: number;
  /** Payments that the provider in this process remembers. Default: all. */
  remember?: number;
  /** Default 1. */
  shards?: number;
}

export interface BenchSystem {
  runtime: StartedRuntime;
  /** The books of its provider; none where that one ran already. */
  ledger(): readonly LedgerEntry[];
  stop(): Promise<void>;
}

/** A new PostgreSQL and a new Redis, durable as everywhere. */
export async function startServers(say: (text: string) => void = () => undefined): Promise<BenchServers> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-bench-'));
  const {
    databaseUrl = '',
    redisUrl = '',
    stop,
  } = await startEmbedded({ dataDir, postgres: true, redis: true, log: { info: say, warn: say } });
  return {
    dataDir,
    databaseUrl,
    redisUrl,
    stop: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** All roles on these servers; tables are made where they are missing. */
export async function startSystem(
  { databaseUrl, redisUrl, dataDir }: Omit<BenchServers, 'stop'>,
  { delivery, chain, provider, retentionMs, remember, shards = 1 }: SystemOptions,
): Promise<BenchSystem> {
  await prepareDatabase(databaseUrl);
  const ledgerFile = join(dataDir, 'ledger.jsonl');
  const sandbox = provider === 'http' ? await startSandbox({ host: '127.0.0.1', port: 0, ledgerFile }) : undefined;
  const inProcess = inProcessProvider(remember === undefined ? {} : { remember });
  const url = provider instanceof URL ? provider.href : sandbox?.url;
  const runtime = await startRuntime({
    databaseUrl,
    redisUrl,
    actors: platformActors({
      order: {},
      payment: { provider: url ? new HttpPaymentProvider(url) : inProcess },
    }),
    projections: platformProjections,
    policies: sagaPolicies,
    roles: { worker: true, relay: true, timer: true, projection: true },
    shards,
    delivery,
    chainRounds: chain,
    retry: { attempts: 5, backoffMs: 200 },
    concurrency: 40,
    cacheSize: 50_000,
    retentionMs,
    readConnections: 4,
    log: pino({ level: process.env.LOG_LEVEL ?? 'warn' }, pino.destination(2)),
  });
  return {
    runtime,
    ledger: () => (sandbox ? readLedger(ledgerFile) : inProcess.books.list()),
    stop: async () => {
      await runtime.stop();
      await sandbox?.close();
    },
  };
}
