import { describe, expect, it } from '@jest/globals';
import type { Fleet } from '../api/types.ts';
import { byUrgency, edgeRates, edgeWidth, heatShare, heatStates, isOverdue, lineRates } from './heat.ts';
import { saga } from './testing.ts';
import { viewOf } from './view.ts';

type FleetState = Fleet['states'][number];
const state = (leaves: string, fields: Partial<FleetState>) =>
  ({
    state: leaves,
    leaves: leaves.split(','),
    standing: 'pending',
    count: 1,
    stuck: 0,
    p95AgeMs: null,
    usualP95Ms: null,
    ...fields,
  }) as FleetState;

describe('the heat of a fleet', () => {
  it('is by leaf, the end counting its day', () => {
    const heat = heatStates({
      states: [state('a,x', { count: 2, p95AgeMs: 5 }), state('a,y', { count: 3, p95AgeMs: 9, stuck: 1 })],
      ends: [{ state: 'done', standing: 'confirmed', last24h: 7, lastHour: 1 }],
    });
    expect(heat.get('a')).toMatchObject({ count: 5, stuck: 1, p95AgeMs: 9, isEnd: false });
    expect(heat.get('done')).toMatchObject({ count: 7, isEnd: true, standing: 'confirmed' });
  });

  it('grows with the logarithm of the count, from 6 to 36 percent', () => {
    const share = (count: number) => heatShare({ count, isEnd: false }, 1_000);
    expect([share(0), share(1), share(32), share(1_000), heatShare({ count: 9, isEnd: true }, 9)]).toEqual([
      0, 6, 21, 36, 10,
    ]);
  });

  it('is red from a quarter over the usual', () => {
    const overdue = (p95AgeMs: number | null) => isOverdue({ p95AgeMs, usualP95Ms: 100 });
    expect([overdue(125), overdue(126), overdue(null)]).toEqual([false, true, false]);
  });

  it('adds the rates of a line, and draws it by their logarithm', () => {
    const rates = edgeRates(viewOf(saga), {
      rates: [
        { id: 'start', perMinute: 9, taken: 540 },
        { id: 'charging/PaymentCharged/2', perMinute: 4, taken: 240 },
      ],
    });
    expect([rates.get('start'), rates.get('charging→confirmed'), rates.get('charging→releasing')]).toEqual([
      9, 4, 0,
    ]);
    expect(lineRates([{ id: 'start', perMinute: 9, taken: 540 }], ['start', 'never'])).toEqual({
      perMinute: 9,
      taken: 540,
    });
    expect([edgeWidth(0, 100), edgeWidth(100, 100), edgeWidth(9, 99)]).toEqual([1, 3.5, 2.3]);
  });

  it('puts the stuck first, then what is oldest against its usual', () => {
    const sorted = [
      state('slow', { p95AgeMs: 50, usualP95Ms: 10 }),
      state('fine', { p95AgeMs: 500, usualP95Ms: 1_000 }),
      state('stuck', { stuck: 2 }),
    ].sort(byUrgency);
    expect(sorted.map(({ state: name }) => name)).toEqual(['stuck', 'slow', 'fine']);
  });
});
