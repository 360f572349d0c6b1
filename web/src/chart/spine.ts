import { enteredBy } from './reachable.ts';
import { ancestorsOf, type ChartView, isCompensation, START, type ViewEdge } from './view.ts';

/**
 * The lines that are drawn straight: from the initial state along the first declared transition each, and the same from
 * the first compensation. Transitions are declared in the order of their likelihood.
 */
export function spineOf(view: ChartView): Set<string> {
  const { chart } = view;
  const start = view.edges.find(({ id }) => id === START)?.target;
  const undoing = view.nodes.find(({ id, kind }) => kind === 'atomic' && isCompensation(chart, id));
  const spine = new Set<string>([START]);
  for (const first of [start && enteredBy(chart, start)[0], undoing?.id]) {
    const seen = new Set<string>();
    for (let leaf = first; leaf !== undefined && !seen.has(leaf); ) {
      seen.add(leaf);
      const next = firstForward(view, leaf);
      if (!next) break;
      spine.add(next.id);
      leaf = enteredBy(chart, next.target)[0];
    }
  }
  return spine;
}

function firstForward(view: ChartView, leaf: string): ViewEdge | undefined {
  const undoing = isCompensation(view.chart, leaf);
  for (const source of [leaf, ...ancestorsOf(leaf)]) {
    const forward = view.edges.find(
      (edge) =>
        edge.source === source && edge.target !== source && isCompensation(view.chart, edge.target) === undoing,
    );
    if (forward) return forward;
  }
  return undefined;
}
