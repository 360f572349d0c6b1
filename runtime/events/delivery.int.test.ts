import { afterEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { StoredEvent } from '../definition.ts';
import { LEDGER_TABLE, ledger, writeEvents, wrongLines } from '../testing/ledger.ts';
import { seatActor } from '../testing/toy.ts';
import { STREAM } from './stream.ts';

const WRITERS = [0, 1, 2, 3];
const EACH = 750;

describe('thousands of events of overlapping transactions', () => {
  let system: TestSystem;
  afterEach(() => system.close());

  async function begin(stumbles = 0) {
    system = await startTestSystem({ actors: [seatActor()], projections: [] });
    await system.runtime.sql.query('ledger', LEDGER_TABLE);
    return system.another({ projections: [ledger({ stumbles })] });
  }
  const write = (each = EACH) =>
    Promise.all(WRITERS.map((writer) => writeEvents(system.database.url, writer, each)));
  const lines = async () =>
    (await system.runtime.sql.query<{ n: number }>('lines', 'SELECT count(*)::integer AS n FROM toy_ledger'))[0]
      ?.n ?? 0;
  const under = (count: number) =>
    waitUntil(async () => (await lines()) > count, { timeoutMs: 15_000, intervalMs: 2 });

  async function allArrived() {
    const whole = { missing: 0, twice: 0, disordered: 0 };
    await waitUntil(async () => (await wrongLines(system.runtime.sql)).missing === 0, {
      timeoutMs: 60_000,
      message: 'no event is missing',
    });
    expect(await wrongLines(system.runtime.sql)).toEqual(whole);
    expect(await lines()).toBeGreaterThan(2_500);
  }

  test('reach a projection once each and in order, ten thousand of them, also when Redis is wiped and the stream trimmed meanwhile', async () => {
    await begin();
    const written = write(2_500);
    await under(300);
    await system.redis.flush();
    await under(900);
    const redis = new Redis(system.redis.url);
    await redis.xtrim(STREAM, 'MAXLEN', 0);
    redis.disconnect();
    await written;
    await allArrived();
    expect(await lines()).toBe(9_000); // every tenth event is of a type that the projection does not want
  }, 120_000);

  test('count once when the projection fails in the middle of its work', async () => {
    await begin(5);
    await write();
    await allArrived();
  });

  test('are applied by one of two processes at a time, and by the other when that one ends', async () => {
    const first = await begin();
    const second = await system.another({ projections: [ledger()] });
    const written = write();
    await under(500);
    await first.stop();
    await written;
    await allArrived();
    expect(second.processId).not.toBe(first.processId);
  });

  test('are all told to a listener, once, across a wipe of Redis', async () => {
    system = await startTestSystem({ actors: [seatActor()] });
    const seen: StoredEvent[] = [];
    system.runtime.onEvents(() => {
      throw new Error('a listener that fails');
    });
    system.runtime.onEvents((events) => void seen.push(...events));
    const written = write();
    await waitUntil(() => seen.length > 500, { timeoutMs: 15_000 });
    await system.redis.flush();
    await written;
    await waitUntil(() => seen.length >= 3_000, { timeoutMs: 15_000 });
    expect(new Set(seen.map(({ id }) => id)).size).toBe(3_000);
    expect(seen).toHaveLength(3_000);
    const versions = seen.filter(({ actor }) => actor === 'toy/2.3').map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });
});
