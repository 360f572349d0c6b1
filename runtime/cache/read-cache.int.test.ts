import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pino from 'pino';
import { openLine } from '../../tests/setup/line.ts';
import { createTestRedis, type TestRedis } from '../../tests/setup/redis.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { StoredEvent } from '../definition.ts';
import type { Address } from '../message.ts';
import { ReadCache, type Reading } from './read-cache.ts';

const actor: Address = 'order/1';
/** So long the cache waits for Redis; that it did not wait each time is told from half of what that would take. */
const PATIENCE_MS = 1_000;
const NOWHERE = 'redis://127.0.0.1:1';

/** What is committed, and how processes hear of it. */
class Truth {
  version = 1;
  final = false;
  loads = 0;
  readonly listeners = new Set<(events: readonly StoredEvent[]) => void>();
  private gate: Promise<void> = Promise.resolve();

  readonly load = async (): Promise<Reading<string> | undefined> => {
    this.loads += 1;
    const reading = { value: `v${this.version}`, version: this.version, final: this.final };
    await this.gate;
    return reading;
  };

  /** Loads that have read wait for the function that this gives. */
  hold(): () => void {
    let open: () => void = () => undefined;
    this.gate = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      open();
      this.gate = Promise.resolve();
    };
  }

  tell(): void {
    for (const listener of this.listeners) listener([{ actor, version: this.version } as StoredEvent]);
  }
}

describe('a cache of readings', () => {
  let redis: TestRedis;
  let probe: Redis;
  let truth: Truth;
  const open: ReadCache<string>[] = [];

  beforeAll(async () => {
    redis = await createTestRedis();
    probe = new Redis(redis.url);
  });
  afterAll(async () => {
    probe.disconnect();
    await redis.close();
  });
  beforeEach(async () => {
    await redis.flush();
    truth = new Truth();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((cache) => cache.stop()));
  });

  /** One process. `hears`: whether events come to it. */
  async function process({ hears = true, url = redis.url, activeMs = 5_000 } = {}): Promise<ReadCache<string>> {
    const news = {
      onEvents: (listener: (events: readonly StoredEvent[]) => void) => {
        if (hears) truth.listeners.add(listener);
        return () => void truth.listeners.delete(listener);
      },
      onMoved: () => () => undefined,
    };
    const cache = new ReadCache<string>({
      redisUrl: url,
      name: 'test',
      news,
      log: pino({ level: 'silent' }),
      patienceMs: PATIENCE_MS,
      activeMs,
    });
    open.push(cache);
    if (url !== NOWHERE)
      await waitUntil(
        async () =>
          (await cache.read('order/warm', async () => ({ value: 'w', version: 1, final: true }))) &&
          cache.counts.hits > 0,
      );
    Object.assign(cache.counts, { hits: 0, misses: 0, without: 0 });
    return cache;
  }
  const keyOf = (of: Address) => `orderly:reading:test:${of}`;
  const kept = () => probe.get(keyOf(actor));
  const isKept = (value: string) =>
    waitUntil(async () => (await kept()) === JSON.stringify(value), { message: `${value} is kept` });

  it('loads once, then answers from Redis, in every process', async () => {
    const [one, other] = [await process(), await process()];
    expect(await one.read(actor, truth.load)).toBe('v1');
    await isKept('v1');
    expect(await one.read(actor, truth.load)).toBe('v1');
    expect(await other.read(actor, truth.load)).toBe('v1');
    expect([truth.loads, one.counts.hits, other.counts.hits]).toEqual([1, 1, 1]);
  });

  it('loads once for a thousand who ask at once', async () => {
    const cache = await process();
    const release = truth.hold();
    const asked = Array.from({ length: 1_000 }, () => cache.read(actor, truth.load));
    await waitUntil(() => truth.loads === 1);
    release();
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['v1']));
    expect(truth.loads).toBe(1);
  });

  it('keeps nothing of an actor that there is not', async () => {
    const cache = await process();
    expect(await cache.read(actor, async () => undefined)).toBeUndefined();
    await waitUntil(async () => (await kept()) === null);
  });

  it('drops a reading at the event that overtakes it, and no other', async () => {
    const cache = await process();
    await cache.read(actor, truth.load);
    await isKept('v1');
    truth.tell();
    truth.version = 2;
    expect(await cache.read(actor, truth.load)).toBe('v1');
    truth.tell();
    expect(await cache.read(actor, truth.load)).toBe('v2');
    await waitUntil(async () => (await cache.read(actor, truth.load)) === 'v2' && (await kept()) === '"v2"');
  });

  it('follows an actor only while its reading is kept, and one that has ended not at all', async () => {
    const cache = await process({ activeMs: 3_600_000 });
    await cache.read(actor, truth.load);
    expect(truth.listeners.size).toBe(1);
    await cache.forget(actor);
    truth.final = true;
    await cache.read(actor, truth.load);
    await isKept('v1');
    await waitUntil(() => truth.listeners.size === 0);
    expect(await probe.pttl(keyOf(actor))).toBeGreaterThan(3_000_000);
  });

  it.each([
    ['an event', async () => truth.tell()],
    ['its own change', (cache: ReadCache<string>) => cache.forget(actor)],
    ['the change of another process', async () => (await process()).forget(actor)],
    ['a wipe of Redis', () => redis.flush()],
  ])('never keeps what was read before %s', async (_, happen) => {
    const cache = await process();
    const release = truth.hold();
    const slow = cache.read(actor, truth.load);
    await waitUntil(() => truth.loads === 1);
    truth.version = 2;
    await happen(cache);
    release();
    expect(await slow).toBe('v1');
    await waitUntil(async () => !(await kept())?.includes('v1'));
    expect(await cache.read(actor, truth.load)).toBe('v2');
    expect(await kept()).not.toBe('"v1"');
  });

  it('lets nobody who asks after a change join a load from before it', async () => {
    const cache = await process();
    const release = truth.hold();
    const before = cache.read(actor, truth.load);
    await waitUntil(() => truth.loads === 1);
    truth.version = 2;
    await cache.forget(actor);
    const after = cache.read(actor, truth.load);
    await waitUntil(() => truth.loads === 2);
    release();
    expect([await before, await after]).toEqual(['v1', 'v2']);
  });

  it('keeps nothing for long that nobody follows: the process that read it may be dead', async () => {
    const deaf = await process({ hears: false });
    await deaf.read(actor, truth.load);
    const left = await waitUntil(async () => (await kept()) === '"v1"' && probe.pttl(keyOf(actor)), {
      message: 'v1 is kept',
    });
    expect([left !== -1, Number(left) <= 5_000]).toEqual([true, true]);
  });

  it('answers all the same when Redis is wiped', async () => {
    const cache = await process();
    await cache.read(actor, truth.load);
    await isKept('v1');
    truth.version = 2;
    await redis.flush();
    expect(await cache.read(actor, truth.load)).toBe('v2');
  });

  it('waits for nobody when there is no Redis', async () => {
    const cache = await process({ url: NOWHERE });
    const began = performance.now();
    for (let n = 0; n < 200; n += 1) expect(await cache.read(actor, truth.load)).toBe('v1');
    expect(performance.now() - began).toBeLessThan((200 * PATIENCE_MS) / 2);
    expect(truth.loads).toBe(200);
  });

  it('waits once for a Redis that hangs, then does without it, and comes back to it', async () => {
    const line = await openLine(redis.url);
    try {
      const cache = await process({ url: line.url });
      await cache.read(actor, truth.load);
      await isKept('v1');
      line.hold();
      truth.version = 2;
      await Promise.all([cache.read('order/2', truth.load), cache.forget(actor)]);
      const began = performance.now();
      for (let n = 0; n < 50; n += 1) expect(await cache.read(actor, truth.load)).toBe('v2');
      expect(performance.now() - began).toBeLessThan((50 * PATIENCE_MS) / 2);
      line.release();
      await waitUntil(async () => (await cache.read(actor, truth.load)) && cache.counts.hits > 0, {
        intervalMs: 50,
      });
      expect(await cache.read(actor, truth.load)).toBe('v2');
    } finally {
      await line.close();
    }
  });
});
