import { describe, expect, test } from '@jest/globals';
import { createMachine } from 'xstate';
import { chart as actorOf, everything } from '../testing/charts.ts';
import { ticketActor } from '../testing/toy.ts';
import { draw } from './chart.ts';
import { machineJson } from './machine-json.ts';

const ticket = draw(ticketActor()).chart;
const all = draw(actorOf(everything, { activities: ['work', 'report'], events: ['Passed', 'Filled'] })).chart;
const node = (id: string) => all.nodes.find((each) => each.id === id);

describe('the chart of a machine', () => {
  test('names its states by their paths, the root by none, in document order', () => {
    expect(ticket.nodes.map(({ id, kind, parent, order }) => [id, kind, parent, order])).toEqual([
      ['', 'compound', null, 0],
      ['holding', 'atomic', '', 1],
      ['quoting', 'atomic', '', 2],
      ['offered', 'atomic', '', 3],
      ['given', 'final', '', 4],
      ['refused', 'final', '', 5],
      ['lapsed', 'final', '', 6],
    ]);
    expect(ticket.start).toEqual({ id: 'start', events: ['Ask'], target: 'holding' });
  });

  test('knows regions, nesting, history and what is invoked', () => {
    expect(node('')).toMatchObject({ kind: 'parallel', initial: null });
    expect(node('path.nested')).toMatchObject({ kind: 'compound', initial: 'path.nested.one', name: 'nested' });
    expect(node('path.nested.deep')?.kind).toBe('deepHistory');
    expect(node('path.nested.back')?.kind).toBe('history');
    expect(node('path.busy')?.invokes).toEqual([{ id: 'work', src: 'work' }]);
  });

  test('gives each transition an id, its guard, its delay and its words', () => {
    const from = (source: string) => all.transitions.filter((each) => each.source === source);
    expect(from('path.calm')).toMatchObject([
      { id: 'path.calm/A/0', targets: ['path.busy'], kind: 'event', event: 'A', guard: null },
      { id: 'path.calm/B/0', targets: ['path.nested.deep'], guard: 'odd' },
      { kind: 'after', event: 'after pause', delayName: 'pause', delayMs: null, targets: ['path.nested'] },
    ]);
    expect(from('path.busy').map(({ event, guard }) => [event, guard])).toEqual([
      ['A', null],
      ['C', null],
      ['D', null],
      ['work done', "event.output.outcome === 'done'"],
      ['work done', null],
      ['work failed', null],
    ]);
    expect(from('path.nested.one')[1]).toMatchObject({ event: 'after 50 ms', delayMs: 50, delayName: null });
    expect(from('meter.low')).toMatchObject([{ kind: 'always', event: 'always', guard: 'many' }]);
    expect(from('meter')[0]).toMatchObject({ event: 'B', targets: [], actions: ['count'] });
  });

  test('is the same for the same machine and another for another', () => {
    expect(draw(ticketActor()).chart.hash).toBe(ticket.hash);
    expect(all.hash).not.toBe(ticket.hash);
  });

  test('survives the way through JSON, as an editor imports it', () => {
    const json = JSON.parse(JSON.stringify(machineJson(everything)));
    const again = createMachine(json);
    const imported = draw({
      ...actorOf(everything, { activities: ['work', 'report'], events: ['Passed', 'Filled'] }),
      machine: again,
    }).chart;
    const shape = ({ nodes, transitions }: typeof all) => [
      nodes.map(({ id, kind, initial }) => [id, kind, initial]),
      transitions.map(({ id, targets, event, guard }) => [id, targets, event, guard]),
    ];
    expect(shape(imported)).toEqual(shape(all));
  });
});
