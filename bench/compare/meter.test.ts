import { describe, expect, test } from '@jest/globals';
import { costs, othersBetween, type Reading } from './meter.ts';

const before: Reading = {
  counters: { commits: 10, walBytes: 1_000, redisCalls: 5 },
  cpu: { node: 100, postgres: 200, redis: 30, restate: 0 },
  busyMs: 1_000,
  atMs: 0,
};
const after: Reading = {
  counters: { commits: 30, walBytes: 5_000, redisCalls: 5 },
  cpu: { node: 200, postgres: 240, redis: 30, restate: 0 },
  busyMs: 1_140,
  atMs: 100,
};

describe('what a run cost', () => {
  test('the difference of two readings, for each saga', () => {
    expect(costs(before, after, 20)).toEqual({
      nodeCpuMs: 5,
      postgresCpuMs: 2,
      redisCpuMs: 0,
      restateCpuMs: 0,
      commits: 1,
      redisCalls: 0,
      walBytes: 200,
    });
  });

  test('where the machine was only busy with us, nobody else was there', () => {
    expect(othersBetween(before, after)).toBe(0);
    expect(othersBetween(before, { ...after, busyMs: 1_240 })).toBeGreaterThan(0);
  });
});
