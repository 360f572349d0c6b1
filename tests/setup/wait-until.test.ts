import { describe, expect, it } from '@jest/globals';
import { waitUntil } from './wait-until.ts';

describe('waitUntil', () => {
  it('gives the first value that is there', async () => {
    let looks = 0;
    expect(await waitUntil(() => (++looks === 3 ? 'here' : ''), { intervalMs: 1 })).toBe('here');
  });

  it('says what it waited for and what it saw last', async () => {
    const waiting = waitUntil(() => 0, { timeoutMs: 5, intervalMs: 1, message: 'the cows come home' });
    await expect(waiting).rejects.toThrow('Waited 5 ms until the cows come home; the last look gave: 0');
  });

  it('takes an error for "not yet"', async () => {
    let looks = 0;
    const look = () => {
      looks += 1;
      if (looks < 3) throw new Error('not yet');
      return looks;
    };
    expect(await waitUntil(look, { intervalMs: 1 })).toBe(3);
  });
});
