import { describe, expect, test } from '@jest/globals';
import { median, pairedRatio, percentile, spread } from './statistics.ts';

describe('the statistics of the benchmarks', () => {
  test('one outlier does not move the median', () => {
    expect(median([100, 98, 5])).toBe(98);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });

  test('a percentile is a value that was measured', () => {
    const sorted = Array.from({ length: 100 }, (_, n) => n + 1);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(sorted, share))).toEqual([51, 96, 100, 100]);
    expect(percentile([], 0.5)).toBe(0);
  });

  test('the spread is told in parts of the smallest', () => {
    expect(spread([100, 110, 120])).toBeCloseTo(0.2);
    expect(spread([7])).toBe(0);
  });

  test('a round that was slow for both leaves the ratio alone', () => {
    const ours = new Map([
      [1, 200],
      [2, 20],
      [3, 220],
    ]);
    const theirs = new Map([
      [1, 100],
      [2, 10],
      [3, 110],
    ]);
    expect(pairedRatio(ours, theirs)).toBe(2);
  });

  test('a ratio takes only the rounds in which both ran', () => {
    expect(pairedRatio(new Map([[1, 3]]), new Map([[2, 1]]))).toBeNaN();
    expect(
      pairedRatio(
        new Map([
          [1, 3],
          [2, 8],
        ]),
        new Map([[2, 2]]),
      ),
    ).toBe(4);
  });
});
