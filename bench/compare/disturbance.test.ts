import { describe, expect, test } from '@jest/globals';
import { busyMs, disturbed, shareOfOthers } from './disturbance.ts';

describe('what else a machine does during a run', () => {
  test('waiting is not being busy, being held back by the hypervisor is', () => {
    expect(busyMs('cpu  10 1 2 1000 500 3 4 5 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n')).toBe(250);
  });

  test('the share of others is what is left of the busy time, and never negative', () => {
    expect(shareOfOthers(900, 1_000, 1_000)).toBe(0);
    expect(shareOfOthers(2_000, 1_000, 1_000)).toBeGreaterThan(0);
  });

  test('a quiet run is left in peace', () => {
    expect(disturbed({ othersShare: 0.04, spinMs: 10.5 }, 10)).toBeUndefined();
  });

  test('a run beside other work says how much that took', () => {
    expect(disturbed({ othersShare: 0.31, spinMs: 10 }, 10)).toBe('others took 31 % of the machine');
  });

  test('a run on a machine that was slower for a while says so', () => {
    expect(disturbed({ othersShare: 0, spinMs: 13 }, 10)).toBe(
      'the machine itself was 30 % slower than at its best',
    );
  });
});
