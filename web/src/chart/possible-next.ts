import { ancestorsOf, type ChartTransition, type ChartView } from './view.ts';

const ROOT = '';

/**
 * The transitions that these leaves, or states around them, declare. What a state declares without a guard hides the same
 * event of the states around it.
 */
export function possibleNext({ chart }: Pick<ChartView, 'chart'>, now: readonly string[]): ChartTransition[] {
  const isEnd = now.every((id) => chart.nodes.some((node) => node.id === id && node.kind === 'final'));
  if (isEnd) return [];
  const open = new Set<ChartTransition>();
  for (const leaf of now) {
    const hidden = new Set<string>();
    for (const source of [leaf, ...ancestorsOf(leaf), ROOT]) {
      const declared = chart.transitions.filter((transition) => transition.source === source);
      for (const transition of declared) if (!hidden.has(transition.eventType)) open.add(transition);
      for (const { eventType, guard } of declared) if (guard === null) hidden.add(eventType);
    }
  }
  return chart.transitions.filter(
    (transition) => open.has(transition) && (transition.targets.length > 0 || transition.actions.length > 0),
  );
}

/** Which of these messages none of the transitions would take, whatever they say. */
export function ignoredBy(next: readonly ChartTransition[], messages: readonly string[]): string[] {
  return messages.filter((type) => !next.some(({ eventType }) => matches(eventType, type)));
}

/** As XState has it: `*` is any event, `payment.*` any that begins so. */
function matches(eventType: string, type: string): boolean {
  if (!eventType.endsWith('*')) return eventType === type;
  return eventType === '*' || `${type}.`.startsWith(eventType.slice(0, -1));
}
