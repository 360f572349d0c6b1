import { describe, expect, test } from '@jest/globals';
import { readCompareOptions } from './options.ts';

describe('the options of a comparison', () => {
  test('three rounds of six seconds, everything, nothing around it, published', () => {
    expect(readCompareOptions([])).toEqual({ rounds: 3, seconds: 6, only: '', around: [], print: false });
  });

  test('a command around each run is taken apart', () => {
    expect(readCompareOptions(['--around', 'nice  -n 5']).around).toEqual(['nice', '-n', '5']);
  });

  test.each(['0', '1.5', 'many', ''])('--rounds %s is refused with what is allowed', (text) => {
    expect(() => readCompareOptions(['--rounds', text])).toThrow('a whole number from 1');
  });
});
