import type { Journey } from './journey.ts';
import { type ChartNode, type ChartView, START, type ViewEdge } from './view.ts';

/** The four layers of a chart on an actor: from back to front gone, possible, been, now. */
export type Layer = 'gone' | 'possible' | 'been' | 'now';

export function layerOfNode({ chart }: ChartView, { id, kind }: ChartNode, journey: Journey): Layer {
  if (journey.now.includes(id)) return 'now';
  if (kind === 'choice' || kind === 'history' || kind === 'deepHistory') {
    const touching = chart.transitions.filter(({ source, targets }) => source === id || targets.includes(id));
    if (touching.some((transition) => journey.fired.has(transition.id))) return 'been';
    return touching.some((transition) => journey.possible.transitions.has(transition.id)) ? 'possible' : 'gone';
  }
  const isInside = (leaf: string) => leaf === id || leaf.startsWith(`${id}.`);
  if ([...journey.visited].some(isInside)) return 'been';
  return [...journey.possible.leaves].some(isInside) ? 'possible' : 'gone';
}

export function layerOfEdge({ startsWith }: ChartView, { id, transitions }: ViewEdge, journey: Journey): Layer {
  const ids = id === START ? startsWith : transitions.map((transition) => transition.id);
  if (id === START || ids.some((each) => journey.fired.has(each))) return 'been';
  return ids.some((each) => journey.possible.transitions.has(each)) ? 'possible' : 'gone';
}

/** The lines along which a turn went, in order. */
export function edgesOfTurn({ edges, startsWith }: ChartView, fired: readonly string[]): string[] {
  const ids = fired.flatMap((transition) => {
    if (startsWith.includes(transition)) return [START];
    return edges.filter(({ transitions }) => transitions.some(({ id }) => id === transition)).map(({ id }) => id);
  });
  return [...new Set(ids)];
}

/** Draws what matters more over what matters less. */
export const PAINT_ORDER: readonly Layer[] = ['gone', 'possible', 'been', 'now'];
