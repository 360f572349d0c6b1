import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { loadConfig } from '../../config.ts';
import { type Embedded, startEmbedded } from '../../embedded/index.ts';
import { ledgerFile, type System, startSystem } from '../../system.ts';
import { type Door, doorAt, type OrderAnswer, orderBody } from '../setup/door.ts';
import { ask, atRest, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';

const log = { info: () => undefined, warn: () => undefined };

describe('a database that hangs', () => {
  let dataDir: string;
  let database: Embedded;
  let system: System;
  let call: Door;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-hang-'));
    database = await startEmbedded({ dataDir, postgres: true, redis: true, log });
    const { databaseUrl = '', redisUrl = '' } = database;
    const env = {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      PAYMENT_SLOW_MS: '500',
    };
    system = await startSystem(loadConfig(env, []), pino({ level: process.env.LOG_LEVEL ?? 'silent' }), 'test');
    call = doorAt(system.url ?? '');
  });
  afterAll(async () => {
    await everyServer('SIGCONT');
    await system.stop();
    await database.stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });

  /** The postmaster and all its backends. */
  async function everyServer(signal: NodeJS.Signals): Promise<void> {
    const [postmaster = ''] = (await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(postmaster), signal); // first, so that it starts no other meanwhile
    const backends = execFileSync('pgrep', ['-P', postmaster], { encoding: 'utf8' }).split('\n').filter(Boolean);
    for (const pid of backends) process.kill(Number(pid), signal);
  }

  const place = (headers: Record<string, string> = {}) =>
    call<OrderAnswer>('POST', '/api/orders', orderBody({ paymentMethod: 'pm_slow' }), headers);

  it('is told with 503 like one that is away, and everything goes on when it moves again', async () => {
    const accepted = await Promise.all(Array.from({ length: 20 }, () => place()));
    await everyServer('SIGSTOP');
    const headers = { 'idempotency-key': 'while-it-hung', prefer: 'wait=10' };
    const answers = await Promise.all([place(headers), call('GET', '/api/orders'), call('GET', '/health/ready')]);
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);

    await everyServer('SIGCONT');
    await waitUntil(async () => (await call('GET', '/health/ready')).status === 200, {
      message: 'it is ready again',
    });
    expect((await place(headers)).body.status).toBe('confirmed');
    await atRest(database.databaseUrl ?? '');
    const orders = await ask<{ state: string }>(
      database.databaseUrl ?? '',
      `SELECT state FROM actors WHERE type = 'order'`,
    );
    expect(orders.map(({ state }) => state)).toEqual(Array(accepted.length + 1).fill('confirmed'));
    expect(await violations(database.databaseUrl ?? '', ledgerFile(dataDir))).toEqual([]);
  }, 240_000);
});
