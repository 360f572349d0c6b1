import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { Cached } from './cached.ts';

beforeEach(() => void jest.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void jest.useRealTimers());

function counter(tookMs = 0) {
  let readings = 0;
  const cached = new Cached(
    async () => {
      readings += 1;
      jest.setSystemTime(Date.now() + tookMs);
      return readings;
    },
    { everyMs: 1_000 },
  );
  return { cached, readings: () => readings };
}

test('many who ask at once share one reading', async () => {
  const { cached, readings } = counter();
  expect(await Promise.all([1, 2, 3].map(() => cached.latest()))).toEqual([1, 1, 1]);
  expect(readings()).toBe(1);
});

test('a stale value is given at once and replaced behind the caller', async () => {
  const { cached } = counter();
  await cached.latest();
  jest.setSystemTime(Date.now() + 1_001);
  expect(await cached.latest()).toBe(1);
  await Promise.resolve();
  expect(await cached.latest()).toBe(2);
});

test('a reading that takes long is made less often', async () => {
  const { cached, readings } = counter(500);
  await cached.latest();
  jest.setSystemTime(Date.now() + 4_400);
  await cached.latest();
  expect(readings()).toBe(1);
  jest.setSystemTime(Date.now() + 200);
  await cached.latest();
  expect(readings()).toBe(2);
});

test('a reading that fails leaves the value before', async () => {
  let fails = false;
  const cached = new Cached(async () => (fails ? Promise.reject(new Error('away')) : 'there'), { everyMs: 1_000 });
  await cached.latest();
  fails = true;
  jest.setSystemTime(Date.now() + 1_001);
  expect(await cached.latest()).toBe('there');
});

test('whoever does not wait so long gets nothing', async () => {
  const cached = new Cached(() => new Promise(() => undefined), { everyMs: 1_000 });
  const answer = cached.within(2_000);
  await jest.advanceTimersByTimeAsync(2_001);
  expect(await answer).toBeUndefined();
});
