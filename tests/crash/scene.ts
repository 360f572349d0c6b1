/** One crash and what follows: a system dies at a named point, another one takes over what it left. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { startSandbox } from '../../actors/payment/index.ts';
import { loadConfig } from '../../config.ts';
import type { CrashPoint } from '../../runtime/testing/crash-points.ts';
import { ledgerFile, startSystem } from '../../system.ts';
import { createTestDatabase } from '../setup/database.ts';
import { type Door, doorAt } from '../setup/door.ts';
import { type Started, startProcess } from '../setup/process.ts';
import { createTestRedis } from '../setup/redis.ts';
import { ask, atRest, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';
import { Customer } from './customer.ts';

export interface Crash {
  point: CrashPoint;
  /** The process dies when the point is reached for this time. Default 1. */
  nth?: number;
  settings?: Record<string, string>;
  /** Before the process starts that is to die. */
  before?(scene: Scene): Promise<void>;
  /** While it runs, after the first orders. */
  provoke?(scene: Scene, dying: Dying): Promise<void>;
  /** While the successor runs. */
  repair?(scene: Scene, successor: Door): Promise<void>;
}

export interface Scene {
  databaseUrl: string;
  run<Row = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>;
}

export interface Dying {
  call: Door;
  process: Started;
}

export interface Aftermath {
  /** How the process ended. */
  died: NodeJS.Signals | null;
  /** Orders that were not answered with 2xx, neither before nor after. */
  refused: number;
  /** Those of the others that have not ended, or are not there. */
  unfinished: string[];
  violations: string[];
}

const ROLES = ['--role', 'api,worker,relay,timer,projection'];
/** Generous, for machines that do something else as well: usually it is a second. */
const DEATH_MS = 60_000;
const REST_MS = 90_000;
const SLOW_MS = 250;

/** Lets a system die at the point, starts the next one on what is left, and tells what came of the orders. */
export async function crash(delivery: 'queue' | 'local', plan: Crash): Promise<Aftermath> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-crash-'));
  const [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
  const file = ledgerFile(dataDir);
  const sandbox = await startSandbox({ port: 0, host: '127.0.0.1', ledgerFile: file, slowMs: SLOW_MS });
  const settings = {
    PORT: '0',
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    PAYMENT_URL: sandbox.url,
    PAYMENT_TIMEOUT_MS: '1500',
    DELIVERY: delivery,
    ...plan.settings,
  };
  const scene: Scene = { databaseUrl: database.url, run: (sql, values) => ask(database.url, sql, values) };
  const customer = new Customer();
  try {
    const died = await liveAndDie(plan, settings, scene, customer);
    const log = pino({ level: process.env.LOG_LEVEL ?? 'silent' });
    const successor = await startSystem(loadConfig(settings, ROLES), log, 'test');
    try {
      const call = doorAt(successor.url ?? '');
      await customer.insist(call);
      await plan.repair?.(scene, call);
      await atRest(database.url, REST_MS);
      const unfinished = await customer.unfinished(database.url);
      return {
        died,
        refused: customer.refused,
        unfinished,
        violations: await violations(database.url, file),
      };
    } finally {
      await successor.stop();
    }
  } finally {
    await sandbox.close();
    await Promise.all([
      redis.close(),
      database.drop(),
      rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
    ]);
  }
}

async function liveAndDie(plan: Crash, settings: Record<string, string>, scene: Scene, customer: Customer) {
  await plan.before?.(scene);
  const dying = startProcess(
    'tests/crash/system-that-dies.ts',
    [plan.point, String(plan.nth ?? 1), ...ROLES],
    settings,
  );
  try {
    const url = await dying.ready.catch(() => undefined);
    if (url) {
      const call = doorAt(url);
      await customer.order(call);
      const provoking = plan.provoke?.(scene, { call, process: dying });
      await Promise.race([provoking, dying.gone]).catch(() => undefined);
      const stillThere = async () => {
        if (!dying.isGone()) await customer.oneMore(call);
        return dying.isGone();
      };
      const message = `the process dies at ${plan.point}`;
      await waitUntil(stillThere, { timeoutMs: DEATH_MS, intervalMs: 300, message });
    }
    return (await dying.gone).signal;
  } finally {
    dying.kill('SIGKILL');
    await dying.gone;
  }
}

/** Messages that a process, dead by now, had committed and not sent on. */
export async function leaveInOutbox(
  scene: Scene,
  messages: { to: string; type: string; payload: object }[],
): Promise<void> {
  const [first] = messages;
  const whole = messages.map((message) => ({
    id: randomUUID(),
    correlationId: 'left',
    sentAt: Date.now(),
    ...message,
  }));
  await scene.run(`INSERT INTO outbox (id, queue, owner, epoch, messages) VALUES ($1, $2, 'dead', 'gone', $3)`, [
    randomUUID(),
    first?.to.split('/')[0],
    JSON.stringify(whole),
  ]);
}
