import { describe, expect, it } from '@jest/globals';
import Elk from 'elkjs/lib/elk.bundled.js';
import type { Box, Drawing } from './drawing.ts';
import { elkInput, isTurned } from './elk-input.ts';
import { placesAcross } from './fixed-ports.ts';
import { label, pillWidth, reservedWidth, stateWidth } from './label.ts';
import { layOutChart } from './layout.ts';
import { arrow, linePath } from './path.ts';
import { spineOf } from './spine.ts';
import { chartOf, saga, transition } from './testing.ts';
import { viewOf } from './view.ts';

const measure = (text: string) => 6 * text.length;
const view = viewOf(saga);
const elk = new Elk();
const layOut = (chart: typeof saga) => layOutChart(viewOf(chart), (graph) => elk.layout(graph), measure);
const middle = ({ x, width }: Box) => x + width / 2;

describe('the layout', () => {
  let drawing: Drawing;
  it('draws progress straight down on the left and undoing straight up on the right', async () => {
    drawing = await layOut(saga);
    const { reserving, charging, confirmed, refunding, releasing, cancelled } = drawing.nodes as Record<
      string,
      Box
    >;
    expect(middle(charging!)).toBe(middle(reserving!));
    expect(middle(confirmed!)).toBe(middle(charging!));
    expect(middle(releasing!)).toBe(middle(refunding!));
    expect(refunding!.x).toBeGreaterThan(charging!.x);
    expect([reserving!.y < charging!.y, charging!.y < confirmed!.y]).toEqual([true, true]);
    expect([refunding!.y > releasing!.y, releasing!.y > cancelled!.y]).toEqual([true, true]);
  });

  it('ends every line at its own states, whichever way elk was given it', () => {
    const on = ({ x, y, width, height }: Box, point: { x: number; y: number }) =>
      point.x >= x - 1 && point.x <= x + width + 1 && point.y >= y - 1 && point.y <= y + height + 1;
    for (const { id, source, target } of view.edges) {
      const { points } = drawing.edges[id]!;
      expect([id, on(drawing.nodes[source]!, points[0]!), on(drawing.nodes[target]!, points.at(-1)!)]).toEqual([
        id,
        true,
        true,
      ]);
    }
  });

  it('lets no two states and no two pills touch', () => {
    const pills = Object.values(drawing.edges).flatMap((edge) =>
      edge.pills.map(({ x, y, width }) => ({ x: x - width / 2, y, width, height: 18 })),
    );
    const boxes = [...Object.values(drawing.nodes), ...pills];
    const overlap = (a: Box, b: Box) =>
      a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
    const touching = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => overlap(a, b)));
    expect(touching).toEqual([]);
  });

  it('draws nested machines inside their compound', async () => {
    const { nodes } = await layOut(chartOf('box box.a box.b! out!', 'box', 'box.a>box.b:Next', 'box>out:Leave'));
    const [box, a] = [nodes.box!, nodes['box.a']!];
    expect([a.x > box.x, a.y >= box.y + 36, a.x + a.width < box.x + box.width]).toEqual([true, true, true]);
  });
});

describe('what elk is given', () => {
  it('are transitions into a compensation the other way round, others as they are', () => {
    const turned = view.edges.filter((edge) => isTurned(view, edge)).map(({ id }) => id);
    expect(turned).toEqual([
      'reserving→cancelled',
      'charging→releasing',
      'charging→refunding',
      'refunding→releasing',
      'releasing→cancelled',
    ]);
    const edge = elkInput(view, 'NETWORK_SIMPLEX', measure).edges?.find(({ id }) => id === 'reserving→cancelled');
    expect([edge?.sources, edge?.targets]).toEqual([['cancelled'], ['reserving']]);
  });

  it('is a spine along the first declared transitions, forward and back', () => {
    expect([...spineOf(view)]).toEqual([
      'start',
      'reserving→charging',
      'charging→confirmed',
      'refunding→releasing',
      'releasing→cancelled',
    ]);
  });

  it('are ports with the spine in the middle and the others beside it, at most 40 px apart', () => {
    const spine = new Set(['s']);
    const places = (edges: string, width = 152) =>
      placesAcross(
        [...edges].map((edge) => ({ edge })),
        width,
        spine,
      );
    expect(places('sa')).toEqual([76, 116]);
    expect(places('abs')).toEqual([10, 43, 76]);
    expect(places('ab')).toEqual([56, 96]);
    expect(places('a')).toEqual([76]);
  });
});

describe('the words on a line', () => {
  it.each([
    ['a>b:Done', 'Done'],
    ['a>b:Done [isLast]', 'Done [isLast]'],
    ['a>b:after stepTimeout', 'stepTimeout'],
    ['a>b:always [isLast]', '[isLast]'],
    ['a>b:always', 'else'],
    ['a>b:AVeryLongNameOfAnEvent [withItsGuard]', 'AVeryLongNameOfAnEvent [wit…'],
  ])('of %s are %s', (text, words) => expect(label(transition(text))).toBe(words));

  it('have room for a turn, and a timer for its countdown', () => {
    const [event, timer] = [transition('a>b:Done'), transition('a>b:after x')];
    expect([pillWidth(event, measure), reservedWidth(event, measure)]).toEqual([44, 52]);
    expect(reservedWidth(timer, measure) - pillWidth(timer, measure)).toBe(56);
  });

  it('make all states as wide as the longest name needs', () => {
    expect([stateWidth(['short'], measure), stateWidth(['aNameOfTwentyLetters'], measure)]).toEqual([152, 184]);
  });
});

describe('a line', () => {
  const bent = [
    { x: 0, y: 0 },
    { x: 0, y: 50 },
    { x: 40, y: 50 },
  ];
  it('has round corners and ends inside its arrow', () => {
    expect(linePath(bent)).toBe('M0,0L0,42Q0,50 8,50L35,50');
    expect(arrow(bent)).toBe('40,50 33.5,53.6 33.5,46.4');
  });

  it('has smaller corners where there is less room', () => {
    expect(
      linePath([
        { x: 0, y: 0 },
        { x: 0, y: 6 },
        { x: 40, y: 6 },
      ]),
    ).toBe('M0,0L0,3Q0,6 3,6L35,6');
  });
});
