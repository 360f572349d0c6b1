import { ancestorsOf, type ChartTransition, type ChartView } from './view.ts';

/** The transitions that these leaves, or states around them, declare. */
export function possibleNext({ chart }: ChartView, now: readonly string[]): ChartTransition[] {
  const isEnd = now.every((id) => chart.nodes.some((node) => node.id === id && node.kind === 'final'));
  if (isEnd) return [];
  const sources = new Set(now.flatMap((id) => [id, ...ancestorsOf(id), '']));
  return chart.transitions.filter(({ source, targets, actions }) => {
    return sources.has(source) && (targets.length > 0 || actions.length > 0);
  });
}
