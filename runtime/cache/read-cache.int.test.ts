import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import pino from 'pino';
import { createTestRedis, type TestRedis } from '../../tests/setup/redis.ts';
import { waitUntil } from '../../tests/setup/wait-until.ts';
import type { StoredEvent } from '../definition.ts';
import type { Address } from '../message.ts';
import { ReadCache, type Reading } from './read-cache.ts';

const actor: Address = 'order/1';

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
  async function process({ hears = true, url = redis.url } = {}): Promise<ReadCache<string>> {
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
      patienceMs: 100,
    });
    open.push(cache);
    if (url === redis.url)
      await waitUntil(
        async () =>
          (await cache.read('order/warm', async () => ({ value: 'w', version: 1, final: true }))) &&
          cache.counts.hits > 0,
      );
    Object.assign(cache.counts, { hits: 0, misses: 0, without: 0 });
    return cache;
  }
  const kept = () => probe.get(`orderly:reading:test:${actor}`);
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
    const cache = await process();
    await cache.read(actor, truth.load);
    expect(truth.listeners.size).toBe(1);
    await cache.forget(actor);
    truth.final = true;
    await cache.read(actor, truth.load);
    await isKept('v1');
    await waitUntil(() => truth.listeners.size === 0, { timeoutMs: 4_000 });
    expect(await probe.pttl(`orderly:reading:test:${actor}`)).toBeGreaterThan(3_000_000);
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
    const [deaf, other] = [await process({ hears: false }), await process()];
    await deaf.read(actor, truth.load);
    await isKept('v1');
    truth.version = 2;
    expect(await other.read(actor, truth.load)).toBe('v1');
    expect(await probe.pttl(`orderly:reading:test:${actor}`)).toBeLessThanOrEqual(5_000);
  });

  it('answers all the same when Redis is wiped', async () => {
    const cache = await process();
    await cache.read(actor, truth.load);
    await isKept('v1');
    truth.version = 2;
    await redis.flush();
    expect(await cache.read(actor, truth.load)).toBe('v2');
  });

  it('answers within milliseconds when there is no Redis', async () => {
    const cache = await process({ url: 'redis://127.0.0.1:1' });
    const began = performance.now();
    for (let n = 0; n < 200; n += 1) expect(await cache.read(actor, truth.load)).toBe('v1');
    expect(performance.now() - began).toBeLessThan(500);
    expect(truth.loads).toBe(200);
  });

  it('waits once for a Redis that hangs, then does without it, and comes back to it', async () => {
    const cache = await process();
    await cache.read(actor, truth.load);
    await isKept('v1');
    await probe.call('CLIENT', 'PAUSE', '2000', 'ALL');
    truth.version = 2;
    const reading = cache.read('order/2', truth.load);
    const began = performance.now();
    await Promise.all([reading, cache.forget(actor)]);
    expect(performance.now() - began).toBeLessThan(900);
    const asked = performance.now();
    for (let n = 0; n < 50; n += 1) expect(await cache.read(actor, truth.load)).toBe('v2');
    expect(performance.now() - asked).toBeLessThan(300);
    await waitUntil(async () => (await cache.read(actor, truth.load)) && cache.counts.hits > 0, {
      timeoutMs: 8_000,
      intervalMs: 50,
    });
    expect(await cache.read(actor, truth.load)).toBe('v2');
  });
});
