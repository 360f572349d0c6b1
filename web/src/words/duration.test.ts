import { describe, expect, it } from '@jest/globals';
import { age, countdown, duration } from './duration.ts';

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [-5, '0 ms'],
    [15.4, '15 ms'],
    [999.6, '1 s'],
    [3_240, '3.2 s'],
    [15_000, '15 s'],
    [59_700, '1 min'],
    [84_000, '1.4 min'],
    [23 * 60_000, '23 min'],
    [3 * 3_600_000, '3 h'],
    [12.4 * 3_600_000, '12 h'],
    [50 * 3_600_000, '2.1 d'],
  ])('of %d ms reads %s', (ms, words) => expect(duration(ms)).toBe(words));

  it('that is an age has whole seconds', () => {
    expect([age(950), age(3_900), age(90_000)]).toEqual(['0 s', '3 s', '1.5 min']);
  });

  it('that is left counts down', () => {
    expect([countdown(412_000), countdown(3_600_001), countdown(-1)]).toEqual(['06:52', '1:00:01', '00:00']);
  });
});
