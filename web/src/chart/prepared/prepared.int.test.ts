import { describe, expect, it } from '@jest/globals';
import Elk from 'elkjs/lib/elk.bundled.js';
import { inProcessProvider } from '../../../../actors/payment/index.ts';
import { platformActors } from '../../../../platform.ts';
import { Machines } from '../../../../runtime/inspection/machines.ts';
import { chartOf, saga } from '../testing.ts';
import { viewOf } from '../view.ts';
import { measureWide } from './letters.ts';
import { prepare, viewsOf } from './prepare.ts';
import { inOwnLetters, preparedDrawing } from './prepared.ts';

const elk = new Elk();
const prepared = async (chart: typeof saga) => {
  const drawing = (await prepare([chart], (graph) => elk.layout(graph)))[chart.hash];
  if (!drawing) throw new Error('nothing is drawn');
  return drawing;
};

describe('the drawings that come with the console', () => {
  const platform = new Machines(platformActors({ order: {}, payment: { provider: inProcessProvider() } }));
  const charts = platform.all().map(({ chart }) => chart);

  it('are those of every machine of the platform: else run `npm run charts`', () => {
    const missing = charts
      .flatMap((chart) => viewsOf(chart).map((view) => ({ type: chart.type, view })))
      .filter(({ view }) => !preparedDrawing(view, measureWide));
    expect(missing.map(({ type, view }) => `${type}: ${view.key}`)).toEqual([]);
  });

  it('are what the rules of the layout give: else run `npm run charts`', async () => {
    const chart = charts.find(({ type }) => type === 'signal') ?? saga;
    expect(preparedDrawing(viewOf(chart), measureWide)).toEqual(await prepared(chart));
  });

  it('leave out what nobody laid out beforehand', () => {
    expect(preparedDrawing(viewOf(saga), measureWide)).toBeUndefined();
  });
});

describe('a drawing in other letters', () => {
  const chart = chartOf('a b!', 'a', 'a>b:ShipmentRefused', 'a>:Hurry');
  const view = viewOf(chart);
  const times = (factor: number) => (text: string, font: 'pill' | 'state') => factor * measureWide(text, font);

  it('has narrower pills where they are narrower, in the same places', async () => {
    const drawing = await prepared(chart);
    const narrow = inOwnLetters(drawing, view, () => 0);
    const [was, is] = [drawing.edges['a→b']!.pills[0]!, narrow!.edges['a→b']!.pills[0]!];
    expect(is.width).toBeLessThan(was.width);
    expect({ ...is, width: was.width }).toEqual(was);
    expect(narrow?.nodes).toEqual(drawing.nodes);
  });

  it('keeps the pills of a line around its own state beside that state', async () => {
    const drawing = await prepared(chart);
    const end = ({ x, width }: { x: number; width: number }) => x + width / 2;
    const narrow = inOwnLetters(drawing, view, () => 0);
    expect(end(narrow!.edges['a→a']!.pills[0]!)).toBe(end(drawing.edges['a→a']!.pills[0]!));
  });

  it('is none where they need more room', async () => {
    expect(inOwnLetters(await prepared(chart), view, times(1.2))).toBeUndefined();
  });
});
