import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InexactAmount, toDecimal, toMinorUnits } from './money.ts';

describe('money', () => {
  it.each([
    [0, 0],
    [1, 100],
    [0.1, 10],
    [999.99, 99999],
    [19.9, 1990],
    [1.15, 115],
    [90000000000000, 9000000000000000],
  ])('%p is %p minor units', (amount, minor) => {
    expect(toMinorUnits(amount)).toBe(minor);
  });

  it.each([0.001, 1.005, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-7, 1e21, 99999999999999])(
    'refuses %p',
    (amount) => {
      expect(() => toMinorUnits(amount)).toThrow(InexactAmount);
    },
  );

  it('comes back from decimals unchanged, whatever the amount', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 13 }), (minor) => toMinorUnits(toDecimal(minor)) === minor),
    );
  });
});
