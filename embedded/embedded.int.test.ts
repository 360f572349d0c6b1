import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pg from 'pg';
import { waitUntil } from '../tests/setup/wait-until.ts';
import { DataDirInUse, type Embedded, type EmbeddedUrls, findRunning, startEmbedded } from './index.ts';
import { commandOf } from './process-identity.ts';

const OWNER = join(import.meta.dirname, 'testing', 'owner-process.ts');
const warnings: string[] = [];
const log = { info: () => {}, warn: (message: string) => warnings.push(message) };

let dataDir: string;
const started: Embedded[] = [];
const children: ChildProcess[] = [];

async function start(dir = dataDir): Promise<Embedded> {
  const embedded = await startEmbedded({ dataDir: dir, postgres: true, redis: true, log });
  started.push(embedded);
  return embedded;
}

/** Starts the servers in a process that can be killed. */
async function startElsewhere(): Promise<EmbeddedUrls & { child: ChildProcess }> {
  const child = spawn(process.execPath, ['--no-warnings', OWNER, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, ...(JSON.parse(String(line)) as EmbeddedUrls) };
}

async function query<Row extends pg.QueryResultRow>(databaseUrl: string | undefined, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function withRedis<T>(url: string | undefined, act: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url ?? '');
  try {
    return await act(redis);
  } finally {
    redis.disconnect();
  }
}

async function postmasterPid(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function serverPids(): Promise<number[]> {
  return [await postmasterPid(), Number(await readFile(join(dataDir, 'redis', 'redis.pid'), 'utf8'))];
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'orderly data-'));
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(started.map((embedded) => embedded.stop()));
  await waitUntil(async () => Object.keys(await findRunning(dataDir)).length === 0);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

describe('the embedded servers', () => {
  it('keep their data and their ports from one start to the next', async () => {
    const first = await start();
    await query(first.databaseUrl, 'CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)');
    await withRedis(first.redisUrl, (redis) => redis.set('kept', 'yes'));
    await first.stop();
    expect(await findRunning(dataDir)).toEqual({});

    const second = await start();
    expect(second).toMatchObject({ databaseUrl: first.databaseUrl, redisUrl: first.redisUrl });
    expect(await query(second.databaseUrl, 'SELECT id FROM kept')).toEqual([{ id: 1 }]);
    expect(await withRedis(second.redisUrl, (redis) => redis.get('kept'))).toBe('yes');
    await second.stop();
  });

  it('are durable, and listen on the loopback address below the ephemeral ports', async () => {
    const { databaseUrl, redisUrl, stop } = await start();
    const settings = `SELECT name, setting FROM pg_settings
      WHERE name IN ('fsync', 'synchronous_commit', 'listen_addresses') ORDER BY name`;
    expect(await query(databaseUrl, settings)).toEqual([
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'synchronous_commit', setting: 'on' },
    ]);
    const config = await withRedis(redisUrl, (redis) => redis.config('GET', 'maxmemory-policy'));
    expect(JSON.stringify(config)).toContain('noeviction');
    for (const url of [databaseUrl, redisUrl]) expect(Number(new URL(url ?? '').port)).toBeLessThan(32_768);
    await stop();
  });

  it('refuse a folder that a living process owns, and name that process', async () => {
    const { child, databaseUrl, redisUrl } = await startElsewhere();
    const refused = startEmbedded({ dataDir, postgres: true, redis: true, log });
    await expect(refused).rejects.toBeInstanceOf(DataDirInUse);
    await expect(refused).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE', pid: child.pid });
    expect(await findRunning(dataDir)).toEqual({ databaseUrl, redisUrl });
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('end when their owner is killed, and the next start works at once with everything kept', async () => {
    const { child, databaseUrl } = await startElsewhere();
    const pids = await serverPids();
    await query(databaseUrl, 'INSERT INTO kept VALUES (2)');
    child.kill('SIGKILL');
    await once(child, 'exit');

    const next = await start();
    expect(await query(next.databaseUrl, 'SELECT id FROM kept ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
    for (const pid of pids) expect(commandOf(pid)).toBeUndefined();
    await next.stop();
  });

  it('leave nothing behind when their owner is killed and nobody starts again', async () => {
    const { child } = await startElsewhere();
    const pids = await serverPids();
    child.kill('SIGKILL');
    await waitUntil(() => pids.every((pid) => commandOf(pid) === undefined));
  });

  it('are started again on the same port when one of them dies', async () => {
    const { databaseUrl, stop } = await start();
    process.kill(await postmasterPid(), 'SIGKILL');
    const rows = await waitUntil(() => query(databaseUrl, 'SELECT count(*)::int AS n FROM kept'));
    expect(rows).toEqual([{ n: 2 }]);
    expect(warnings.join()).toContain('The embedded PostgreSQL ended');
    await stop();
  });

  it('do not disturb those of another folder', async () => {
    const other = await mkdtemp(join(tmpdir(), 'orderly-other-'));
    const [here, there] = await Promise.all([start(), start(other)]);
    expect(here.databaseUrl).not.toBe(there.databaseUrl);
    expect(here.redisUrl).not.toBe(there.redisUrl);
    await Promise.all([here.stop(), there.stop()]);
    await rm(other, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
});
