import { describe, expect, it } from '@jest/globals';
import { gatheringOf, type SignalEvent, stateOf, timeAxis } from './signal-state.ts';

const start = Date.parse('2026-11-21T11:02:51.000Z');
let version = 0;
const event = (type: string, afterMs: number, payload: Record<string, unknown> = {}): SignalEvent => ({
  id: `1-${++version}`,
  actor: 'signal/7f20',
  version,
  type,
  payload,
  messageId: 'm',
  correlationId: 'c',
  at: new Date(start + afterMs).toISOString(),
});
const received = event('SignalReceived', 0, { value: 10, processors: ['processor-1', 'processor-2'] });

describe('the gathering of a signal', () => {
  it('is not known before the signal is', () => expect(gatheringOf([])).toBeUndefined());

  it('tells who answered when, who was missing and who came late', () => {
    const gathering = gatheringOf([
      received,
      event('SignalResultReceived', 1_020, { processor: 'processor-1', value: 20 }),
      event('SignalCompleted', 30_000, { partial: true, results: [], missing: ['processor-2'] }),
      event('LateResultRecorded', 41_200, { processor: 'processor-2', value: 40 }),
    ]);
    expect(gathering).toMatchObject({
      partial: true,
      endedAfterMs: 30_000,
      lanes: [
        { processor: 'processor-1', missing: false, answer: { value: 20, afterMs: 1_020 } },
        { processor: 'processor-2', missing: true, late: { value: 40, afterMs: 41_200 } },
      ],
    });
  });

  it('goes on while nobody has answered', () => {
    expect(gatheringOf([received])).toEqual({
      startedAt: start,
      partial: false,
      lanes: [
        { processor: 'processor-1', missing: false },
        { processor: 'processor-2', missing: false },
      ],
    });
  });
});

it('a signal without all answers has a state of its own', () => {
  expect([
    stateOf({ status: 'pending', partial: false }),
    stateOf({ status: 'completed', partial: true }),
    stateOf({ status: 'completed', partial: false }),
  ]).toEqual(['pending', 'partial', 'confirmed']);
});

it.each([
  [1_100, [0, 500, 1_000]],
  [30_000, [0, 10_000, 20_000, 30_000]],
  [41_200, [0, 10_000, 20_000, 30_000, 40_000]],
])('the axis of %d ms has round ticks', (longest, ticks) => expect(timeAxis(longest).ticks).toEqual(ticks));
