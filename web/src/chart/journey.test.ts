import { describe, expect, it } from '@jest/globals';
import { aboutState } from './about-state.ts';
import { armedAfter, armedNow } from './armed.ts';
import { journeyTo } from './journey.ts';
import { edgesOfTurn, layerOfEdge, layerOfNode } from './layers.ts';
import { nobody, saga, turn } from './testing.ts';
import { viewOf } from './view.ts';

const RESERVED = 'reserving/StockReserved/0';
const TIMEOUT = 'charging/after stepTimeout/4';
const RETRY = 'refunding/after retry/6';
const turns = [
  turn(1, 0, 'reserving', ['start']),
  turn(2, 2, 'charging', [RESERVED]),
  turn(3, 32, 'refunding', [TIMEOUT]),
  turn(4, 62, 'refunding', [RETRY]),
  turn(5, 92, 'refunding', [RETRY]),
];
const journey = (at: number) => journeyTo(saga, turns, at)!;
const view = viewOf(saga);
const layer = (at: number, id: string) =>
  layerOfNode(view, view.nodes.find((node) => node.id === id)!, journey(at));
const line = (at: number, id: string) =>
  layerOfEdge(view, view.edges.find((edge) => edge.id === id)!, journey(at));

describe('the journey of an actor', () => {
  it('tells for each state whether it is now, was, can be, or is out of reach', () => {
    const states = ['reserving', 'charging', 'refunding', 'releasing', 'cancelled', 'confirmed'];
    expect(states.map((id) => layer(1, id))).toEqual([
      'been',
      'now',
      'possible',
      'possible',
      'possible',
      'possible',
    ]);
    expect(states.map((id) => layer(4, id))).toEqual(['been', 'been', 'now', 'possible', 'possible', 'gone']);
  });

  it('tells the same for each line, and the turns in which it was taken', () => {
    expect([line(4, 'start'), line(4, 'charging→refunding'), line(4, 'refunding→refunding')]).toEqual(
      Array(3).fill('been'),
    );
    expect([line(2, 'refunding→releasing'), line(2, 'charging→confirmed')]).toEqual(['possible', 'gone']);
    expect(journey(4).fired.get(RETRY)).toEqual([4, 5]);
    expect(edgesOfTurn(view, [TIMEOUT])).toEqual(['charging→refunding']);
  });

  it('measures stays from entering to leaving, whatever happens meanwhile', () => {
    expect([...journey(4).took]).toEqual([
      ['reserving', 2_000],
      ['charging', 30_000],
    ]);
    expect([journey(1).stayed, journey(4).stayed, journey(4).since]).toEqual([30_000, undefined, 32_000]);
  });

  it('is at least where it stands now, where its turns cannot be replayed', () => {
    const blind = turns.map((each) => ({ ...each, states: null }));
    const standing = (at: number) => {
      const { now, since, possible } = journeyTo(saga, blind, at, ['refunding'])!;
      return [now, since, possible.leaves.has('releasing')];
    };
    expect(standing(4)).toEqual([['refunding'], undefined, true]);
    expect(standing(3)).toEqual([[], undefined, false]);
  });

  it('is undefined where there is no turn', () => expect(journeyTo(saga, [], 0)).toBeUndefined());
});

describe('the second line of a state', () => {
  const about = (at: number, id: string, now = nobody, moment = 100_000) =>
    aboutState(journey(at), now, view.nodes.find((node) => node.id === id)!, layer(at, id), moment);

  it('is how long it took, how long it stayed, or how long it is here', () => {
    expect([about(4, 'charging'), about(1, 'charging'), about(4, 'refunding')]).toEqual([
      'took 30 s',
      'stayed 30 s',
      'here for 1.1 min',
    ]);
  });

  it('is how long it is stuck', () => {
    const stuck = { ...nobody, stuck: { since: new Date(40_000).toISOString() } } as typeof nobody;
    expect(about(4, 'refunding', stuck)).toBe('stuck for 1 min');
  });

  it('is how long it usually takes where it can still come, and nothing where it cannot', () => {
    const usual = { ...nobody, usual: [{ state: 'releasing', p50Ms: 14, p95Ms: 20, samples: 9 }] };
    expect([about(4, 'releasing', usual), about(4, 'cancelled'), about(4, 'confirmed')]).toEqual([
      'usually 14 ms',
      'end',
      '',
    ]);
  });
});

describe('armed timers', () => {
  const armed = (id: string, kind: 'timerArmed' | 'timerCancelled') => ({
    kind,
    id,
    event: id,
    eventType: id,
    delayMs: 30_000,
    dueAt: new Date(30_000).toISOString(),
  });
  it('of the past show their whole delay until they are cancelled', () => {
    const past = [
      turn(1, 0, 'reserving', [], [armed('a', 'timerArmed')]),
      turn(2, 1, 'charging', [], [armed('a', 'timerCancelled'), armed('b', 'timerArmed')]),
    ];
    expect([[...armedAfter(past, 0).keys()], [...armedAfter(past, 1).keys()]]).toEqual([['a'], ['b']]);
    expect(armedAfter(past, 0).get('a')).toEqual({ dueAt: 30_000, delayMs: 30_000, runs: false });
  });

  it('of now run down from when they were armed', () => {
    const timers = [
      {
        id: 't',
        event: 't',
        eventType: 'x',
        dueAt: new Date(30_000).toISOString(),
        armedAt: new Date(0).toISOString(),
      },
    ];
    expect(armedNow({ timers }).get('x')).toEqual({ dueAt: 30_000, delayMs: 30_000, runs: true });
  });
});
