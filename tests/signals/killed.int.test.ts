import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Signal, SignalResult } from '../../actors/signal/index.ts';
import { ledgerFile } from '../../system.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { type Door, doorAt } from '../setup/door.ts';
import { endProcesses, type Started, startProcess } from '../setup/process.ts';
import { createTestRedis, type TestRedis } from '../setup/redis.ts';
import { ask, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';

const DELAY_MS = 100;
const TIMEOUT_MS = 6_000;
/** Whoever takes so long is at work until it is killed. */
const FOR_EVER_MS = 600_000;
const MAIN = ['--role', 'api,worker,relay,timer,projection,sandbox,processor-1,processor-3'];

describe('signals in processes of their own', () => {
  let dataDir: string;
  let database: TestDatabase;
  let redis: TestRedis;
  let main: Started;
  let second: Started;
  let call: Door;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-signals-'));
    [database, redis] = await Promise.all([createTestDatabase(), createTestRedis()]);
    main = start(MAIN);
    second = start(['--role', 'processor-2']);
    call = doorAt(await main.ready);
    await second.ready;
  });
  afterAll(async () => {
    await endProcesses();
    await Promise.all([
      redis.close(),
      database.drop(),
      rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }),
    ]);
  });

  function start(args: string[], delayMs = DELAY_MS): Started {
    return startProcess('main.ts', args, {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      PROCESSOR_DELAY_MS: String(delayMs),
      SIGNAL_TIMEOUT_MS: String(TIMEOUT_MS),
    });
  }
  const submit = async (value: number) => (await call<Signal>('POST', '/api/signals', { value })).body.signalId;
  const read = async (id: string) => (await call<Signal>('GET', `/api/signals/${id}`)).body;
  const answers = async (id: string) =>
    (await call<{ items: SignalResult[] }>('GET', `/api/signals/${id}/results`)).body.items;
  const completed = (id: string) =>
    waitUntil(async () => ((await read(id)).status === 'completed' ? read(id) : undefined), {
      intervalMs: 50,
      message: `signal ${id} is completed`,
    }) as Promise<Signal>;
  const sound = async () => expect(await violations(database.url, ledgerFile(dataDir))).toEqual([]);
  async function kill(process: Started): Promise<void> {
    process.kill('SIGKILL');
    await process.gone;
  }

  it('are answered by all of them', async () => {
    expect(await completed(await submit(10))).toMatchObject({ partial: false, missing: [] });
  });

  it('whose second processor is killed at work are completed without it, and its late answers change nothing', async () => {
    await kill(second);
    second = start(['--role', 'processor-2'], FOR_EVER_MS);
    await second.ready;
    const ids = await Promise.all([1, 2, 3, 4, 5].map(submit));
    const working = ids.map((id) => `processor-2/${id}`);
    const areWorking = async () =>
      (await ask(database.url, 'SELECT FROM actors WHERE address = ANY($1)', [working])).length === ids.length;
    await waitUntil(areWorking, { message: 'the second processor is at work' });
    await kill(second);
    const before = await Promise.all(ids.map(completed));
    for (const signal of before) expect(signal).toMatchObject({ partial: true, missing: ['processor-2'] });
    for (const { results } of before)
      expect(results.map(({ processor }) => processor)).toEqual(['processor-1', 'processor-3']);
    await sound();

    second = start(['--role', 'processor-2']);
    for (const id of ids) {
      const late = async () =>
        (await answers(id)).filter((answer) => answer.late).map(({ processor }) => processor);
      await waitUntil(async () => (await late()).length === 1, { message: `${id} has its late answer` });
      expect(await late()).toEqual(['processor-2']);
    }
    expect(await Promise.all(ids.map(read))).toEqual(before);
    await sound();
  }, 240_000);

  it('whose every process is killed in the middle are completed by the next ones, each answer once', async () => {
    const ids = await Promise.all([10, 20, 30, 40, 50].map(submit));
    await Promise.all([kill(main), kill(second)]);
    main = start(MAIN);
    second = start(['--role', 'processor-2']);
    call = doorAt(await main.ready);
    for (const id of ids) {
      const signal = await completed(id);
      expect([...signal.results.map(({ processor }) => processor), ...signal.missing].sort()).toEqual([
        'processor-1',
        'processor-2',
        'processor-3',
      ]);
      await waitUntil(async () => (await answers(id)).length === 3, { message: `all answers to ${id} came` });
      expect(await read(id)).toEqual(signal);
    }
    await sound();
  }, 240_000);
});
