import { afterEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startTestSystem, type TestSystem } from '../../tests/setup/runtime.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { StoredEvent } from '../definition.ts';
import { LEDGER_TABLE, ledger, writeEvents, wrongLines } from '../testing/ledger.ts';
import { seatActor } from '../testing/toy.ts';
import { STREAM } from './stream.ts';

const EACH = 750;
/** Each stage has writers of its own, so that there are always events to come when something happens. */
const STAGES = [0, 1, 2].map((stage) => [0, 1, 2, 3].map((writer) => stage * 4 + writer));

describe('thousands of events of overlapping transactions', () => {
  let system: TestSystem;
  afterEach(() => system.close());

  async function begin(stumbles = 0) {
    system = await startTestSystem({ actors: [seatActor()], projections: [] });
    await system.runtime.sql.query('ledger', LEDGER_TABLE);
    return system.another({ projections: [ledger({ stumbles })] });
  }
  const write = (stage = 0, each = EACH) =>
    Promise.all((STAGES[stage] ?? []).map((writer) => writeEvents(system.database.url, writer, each)));
  const lines = async () =>
    (await system.runtime.sql.query<{ n: number }>('lines', 'SELECT count(*)::integer AS n FROM toy_ledger'))[0]
      ?.n ?? 0;
  const under = (count: number) => waitUntil(async () => (await lines()) > count, { intervalMs: 2 });

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
    const first = write(0, 900);
    await under(300);
    await system.redis.flush();
    const second = write(1, 900);
    await under(1_500);
    const redis = new Redis(system.redis.url);
    await redis.xtrim(STREAM, 'MAXLEN', 0);
    redis.disconnect();
    await Promise.all([first, second, write(2, 700)]);
    await allArrived();
    expect(await lines()).toBe(9_000); // every tenth event is of a type that the projection does not want
  });

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
    await Promise.all([written, write(1)]);
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
    await waitUntil(() => seen.length > 500);
    await system.redis.flush();
    await Promise.all([written, write(1, 250)]);
    await waitUntil(() => seen.length >= 4_000);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(4_000);
    expect(seen).toHaveLength(4_000);
    const versions = seen.filter(({ actor }) => actor === 'toy/2.3').map(({ version }) => version);
    expect(versions).toEqual(versions.map((_, index) => index + 1));
  });
});
