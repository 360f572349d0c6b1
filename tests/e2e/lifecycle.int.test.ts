import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { findRunning } from '../../embedded/index.ts';
import { commandOf } from '../../embedded/process-identity.ts';
import { ledgerFile } from '../../system.ts';
import { doorAt, type OrderAnswer, orderBody } from '../setup/door.ts';
import { endProcesses, type Started, startProcess } from '../setup/process.ts';
import { ask, atRest, violations } from '../setup/sound.ts';
import { waitUntil } from '../setup/wait-until.ts';

const LIMIT_MS = 240_000;

describe('the whole system with its embedded servers', () => {
  let dataDir: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'orderly-life-'));
  });
  afterEach(async () => {
    await endProcesses();
    await waitUntil(async () => Object.keys(await findRunning(dataDir)).length === 0);
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  const start = (settings: Record<string, string> = {}) =>
    startProcess('main.ts', [], { PORT: '0', DATA_DIR: dataDir, ...settings });
  const databaseUrl = async () => (await findRunning(dataDir)).databaseUrl ?? '';
  const postmaster = async () =>
    Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const serverPids = async () => [
    await postmaster(),
    Number(await readFile(join(dataDir, 'redis', 'redis.pid'), 'utf8')),
  ];
  const alive = (pids: readonly number[]) => pids.filter((pid) => commandOf(pid) !== undefined);
  const found = async () => violations(await databaseUrl(), ledgerFile(dataDir));

  /** Orders until told to stop; what is accepted is in `ids`. */
  function ordering(url: string) {
    const call = doorAt(url);
    const ids: string[] = [];
    let stopped = false;
    const customer = async () => {
      while (!stopped) {
        const answer = await call<OrderAnswer>(
          'POST',
          '/api/orders',
          orderBody({ paymentMethod: ids.length % 4 ? 'pm_ok' : 'pm_flaky' }),
        ).catch(() => undefined);
        if (answer?.status === 202) ids.push(answer.body.orderId);
        else return;
      }
    };
    const done = Promise.all([customer(), customer(), customer(), customer()]);
    const stop = async () => {
      stopped = true;
      await done;
    };
    return { ids, stop };
  }

  async function expectAllEnded(ids: readonly string[]): Promise<void> {
    await atRest(await databaseUrl());
    const rows = await ask(await databaseUrl(), `SELECT FROM actors WHERE address = ANY($1) AND status = 'done'`, [
      ids.map((id) => `order/${id}`),
    ]);
    expect(rows).toHaveLength(ids.length);
    expect(await found()).toEqual([]);
  }

  async function loaded(system: Started, orders = 30) {
    const crowd = ordering(await system.ready);
    await waitUntil(() => crowd.ids.length >= orders, {
      message: `${orders} orders are accepted`,
    });
    return crowd;
  }

  it(
    'ends within 10 s of SIGTERM under load and leaves no process; the next start finishes what was accepted',
    async () => {
      const system = start();
      const crowd = await loaded(system);
      const pids = await serverPids();
      const before = performance.now();
      system.kill('SIGTERM');
      expect(await system.gone).toEqual({ code: 0, signal: null });
      // It gives up with another code after 9.5 s of its own clock; the rest is for this process to hear of its end.
      expect(performance.now() - before).toBeLessThan(20_000);
      expect(alive(pids)).toEqual([]);
      await crowd.stop();

      const next = start();
      await next.ready;
      await expectAllEnded(crowd.ids);
    },
    LIMIT_MS,
  );

  it(
    'ends on Ctrl-C twice as on once',
    async () => {
      const system = start();
      await system.ready;
      system.kill('SIGINT');
      system.kill('SIGINT');
      expect(await system.gone).toEqual({ code: 0, signal: null });
      expect(await findRunning(dataDir)).toEqual({});
    },
    LIMIT_MS,
  );

  it(
    'leaves no PostgreSQL and no Redis behind after kill -9, and starts again',
    async () => {
      const system = start();
      const crowd = await loaded(system);
      const pids = await serverPids();
      expect(alive(pids)).toHaveLength(2);
      system.kill('SIGKILL');
      await waitUntil(() => alive(pids).length === 0, { message: 'the servers are gone' });
      await crowd.stop();

      const next = start();
      await next.ready;
      await expectAllEnded(crowd.ids);
    },
    LIMIT_MS,
  );

  it(
    'rides out kill -9 of its database',
    async () => {
      const system = start();
      const crowd = await loaded(system);
      process.kill(await postmaster(), 'SIGKILL');
      await crowd.stop();
      const call = doorAt(await system.ready);
      await waitUntil(async () => (await call('GET', '/health/ready')).status === 200, {
        message: 'it is ready again',
      });
      await expectAllEnded(crowd.ids);
    },
    LIMIT_MS,
  );

  it(
    'rides out kill -9 of its Redis',
    async () => {
      const system = start();
      const crowd = await loaded(system);
      process.kill((await serverPids())[1] as number, 'SIGKILL');
      const before = crowd.ids.length;
      await waitUntil(() => crowd.ids.length > before + 20, {
        message: 'orders are accepted all along',
      });
      await crowd.stop();
      await expectAllEnded(crowd.ids);
    },
    LIMIT_MS,
  );

  it(
    'refuses a second process on the same folder, and names the first',
    async () => {
      const first = start();
      await first.ready;
      const second = start();
      expect((await second.gone).code).toBe(1);
      expect(second.output()).toContain(`in use by process ${first.pid}`);
    },
    LIMIT_MS,
  );

  it(
    'does not disturb another one beside it',
    async () => {
      const elsewhere = await mkdtemp(join(tmpdir(), 'orderly-life-'));
      const [one, other] = [start(), start({ DATA_DIR: elsewhere })];
      const [here, there] = await Promise.all([one.ready, other.ready]);
      for (const url of [here, there]) {
        const { body } = await doorAt(url)<OrderAnswer>('POST', '/api/orders', orderBody(), { prefer: 'wait=30' });
        expect(body.status).toBe('confirmed');
        const strange = await doorAt(url === here ? there : here)('GET', `/api/orders/${body.orderId}`);
        expect(strange.status).toBe(404);
      }
      other.kill('SIGTERM');
      await other.gone;
      await rm(elsewhere, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
    LIMIT_MS,
  );
});
