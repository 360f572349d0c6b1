import { describe, expect, it } from '@jest/globals';
import { enteredBy, stepsFrom } from './reachable.ts';
import { chartOf, saga } from './testing.ts';

const reach = (chart: typeof saga, ...from: string[]) => {
  const { leaves, transitions } = stepsFrom(chart, from);
  return [[...leaves].sort().join(' '), [...transitions].length];
};

describe('what can still happen', () => {
  it('is everything over all transitions, guards ignored', () => {
    expect(reach(saga, 'charging')).toEqual(['cancelled confirmed refunding releasing', 6]);
    expect(reach(saga, 'releasing')).toEqual(['cancelled', 1]);
  });

  it('is nothing at an end', () => expect(reach(saga, 'confirmed')).toEqual(['', 0]));

  it('counts what the states around declare, and an end inside goes on', () => {
    const chart = chartOf(
      'box box.a box.b! out! other!',
      'box',
      'box.a>box.b:Next',
      'box>out:Leave',
      '>other:Stop',
    );
    expect(reach(chart, 'box.b')).toEqual(['other out', 2]);
  });

  it('enters a compound by its first state, a parallel one by all, a history by any', () => {
    const chart = chartOf('+p p.one p.one.a p.two p.two.b', 'p');
    expect(enteredBy(chart, 'p')).toEqual(['p.one.a', 'p.two.b']);
    const past = chartOf('box box.a box.b box.h', 'box');
    past.nodes.push({ ...past.nodes[1]!, id: 'box.h', kind: 'history' });
    past.nodes.splice(3, 1);
    expect(enteredBy(past, 'box.h')).toEqual(['box.a', 'box.b']);
  });
});
