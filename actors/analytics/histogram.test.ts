import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { durationsOf } from './histogram.ts';

/** As the SQL puts it. */
const bucketOf = (ms: number) => (ms < 1 ? 0 : Math.floor(Math.log(ms) / Math.log(1.02)) + 1);

function bucketsOf(durations: readonly number[]) {
  const buckets = Map.groupBy(durations, bucketOf);
  return [...buckets].map(([bucket, all]) => ({ bucket, count: all.length, sum: all.reduce((a, b) => a + b, 0) }));
}

/** Nearest rank. */
const exact = (durations: readonly number[], share: number) =>
  [...durations].sort((a, b) => a - b)[Math.ceil(share * durations.length) - 1] as number;

describe('durations told from buckets', () => {
  it('are none where there is none', () => {
    expect(durationsOf([])).toEqual({ count: 0, meanMs: null, p50Ms: null, p95Ms: null, p99Ms: null });
  });

  it('lie within 1 % of the exact percentiles; count and mean are exact', () => {
    const durations = fc.array(fc.integer({ min: 0, max: 2_592_000_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(durations, (all) => {
        const { count, meanMs, p50Ms, p95Ms, p99Ms } = durationsOf(bucketsOf(all));
        expect(count).toBe(all.length);
        expect(meanMs).toBe(Math.round(all.reduce((a, b) => a + b, 0) / all.length));
        for (const [told, share] of [
          [p50Ms, 0.5],
          [p95Ms, 0.95],
          [p99Ms, 0.99],
        ] as const) {
          const is = exact(all, share);
          expect(Math.abs((told as number) - is)).toBeLessThanOrEqual(is * 0.01 + 0.05);
        }
      }),
    );
  });
});
