import { describe, expect, it } from '@jest/globals';
import { counted, money, rate, rateWords, share } from './amount.ts';

describe('amounts', () => {
  it.each([
    [153.4, '153'],
    [4.82, '4.8'],
    [3, '3'],
    [0.02, '0.02'],
    [0, '0'],
  ])('of %d per minute read %s', (perMinute, words) => expect(rate(perMinute)).toBe(words));

  it('that are rare are told by the hour', () => {
    expect([rateWords(153), rateWords(0.1), rateWords(0.033)]).toEqual(['153 / min', '0.1 / min', '2 / h']);
  });

  it('have their unit in the number that fits', () => {
    expect([counted(1, 'order'), counted(1_200, 'order'), counted(2, 'reply', 'replies')]).toEqual([
      '1 order',
      '1,200 orders',
      '2 replies',
    ]);
  });

  it('of money have the sign of their currency', () => {
    expect([money(1024.99), money(5, 'USD'), share(945, 1_000), share(1, 0)]).toEqual([
      '€1,024.99',
      '$5.00',
      '94.5 %',
      '0 %',
    ]);
  });
});
