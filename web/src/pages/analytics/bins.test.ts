import { describe, expect, it } from '@jest/globals';
import { binned, marksOf, roundStep } from './bins.ts';

describe('a histogram', () => {
  it('has no bars without durations', () => expect(binned([])).toEqual([]));

  it('keeps every saga, in bars that grow alike', () => {
    const bars = binned([
      { fromMs: 8, toMs: 8.2, count: 3 },
      { fromMs: 90, toMs: 92, count: 4 },
      { fromMs: 8_000, toMs: 8_160, count: 1 },
    ]);
    expect(bars).toHaveLength(20);
    expect(bars.reduce((sum, { count }) => sum + count, 0)).toBe(8);
    expect([bars[0]?.count, bars.at(-1)?.count]).toEqual([3, 1]);
    expect(marksOf(bars)).toEqual([10, 50, 200, 1_000, 5_000]);
  });

  it('of sagas that all took the same has one bar in the middle', () => {
    const bars = binned([{ fromMs: 100, toMs: 102, count: 5 }]);
    expect(bars.map(({ count }) => count).indexOf(5)).toBeGreaterThan(5);
    expect(bars.map(({ count }) => count).indexOf(5)).toBeLessThan(14);
  });
});

it.each([
  [4_590, 4, 2_000],
  [3, 4, 1],
  [930, 4, 300],
  [0, 4, 1],
])('a scale up to %d with %d ticks has steps of %d', (most, ticks, step) =>
  expect(roundStep(most, ticks)).toBe(step),
);
