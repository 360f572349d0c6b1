import { describe, expect, it } from '@jest/globals';
import { type BreakerState, breakerRows } from './breaker-rows.ts';

const process = (name: string, breakers: Record<string, BreakerState>, more: object = {}) => ({
  id: name,
  description: `${name}: worker of payment`,
  startedAt: '2026-11-21T10:00:00.000Z',
  beatAt: '2026-11-21T10:00:00.000Z',
  alive: true,
  here: false,
  breakers: Object.entries(breakers).map(([activity, state]) => ({ activity, state })),
  ...more,
});

describe('circuit breakers by process', () => {
  it('stand together where they stand alike, the open ones first', () => {
    const rows = breakerRows([
      process('pid 1', { 'payment/charge': 'closed', 'payment/refund': 'closed' }),
      process('pid 2', { 'payment/charge': 'open', 'payment/refund': 'closed' }),
      process('pid 3', { 'payment/charge': 'half-open', 'payment/refund': 'closed' }, { here: true }),
    ]);
    expect(rows).toEqual([
      { activity: 'payment/charge', state: 'open', processes: ['pid 2'] },
      { activity: 'payment/charge', state: 'half-open', processes: ['pid 3'] },
      { activity: 'payment/charge', state: 'closed', processes: ['pid 1'] },
      { activity: 'payment/refund', state: 'closed', processes: ['pid 3', 'pid 1', 'pid 2'] },
    ]);
  });

  it('of a silent process are not shown: nobody knows how they stand', () =>
    expect(breakerRows([process('pid 1', { 'payment/charge': 'open' }, { alive: false })])).toEqual([]));
});
