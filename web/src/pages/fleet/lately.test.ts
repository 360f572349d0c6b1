import { describe, expect, it } from '@jest/globals';
import { lately } from './lately.ts';

describe('the figures of the last hour', () => {
  it('are exact where all actors were looked at', () => {
    const { head, words, about } = lately({ ratesOverMinutes: 60, ratesFromOneOf: 1 });
    expect([head, words(1_234), about]).toEqual(['Last hour', '1,234', 'all counted']);
  });

  it('say over how long they are and that they are estimates', () => {
    const { head, words, about } = lately({ ratesOverMinutes: 11.6, ratesFromOneOf: 64 });
    expect([head, words(640), about]).toEqual(['Last 12 min', '≈ 640', 'from one in 64 actors']);
  });
});
