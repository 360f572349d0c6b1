import { leafName } from '../../chart/leaf-name.ts';

/** What the actors of a machine are called, and where they are listed. */

const NAMES: Readonly<Record<string, [one: string, many: string]>> = {
  order: ['order', 'orders'],
  signal: ['signal', 'signals'],
  customer: ['customer', 'customers'],
  payment: ['payment', 'payments'],
};

export function thing(type: string, many: number): string {
  const [one, several] = NAMES[type] ?? [`${type} actor`, `${type} actors`];
  return many === 1 ? one : several;
}

/** The page that lists all actors in a state of the chart; undefined where there is none. */
export function stateListPath(type: string, state: string): string | undefined {
  if (type !== 'order') return undefined;
  const params = new URLSearchParams({ state: leafName(state) });
  return `/orders?${params}`;
}

/** The list of a machine's actors that stand so; undefined where there is none. */
export function listPath(type: string, standing: string): string | undefined {
  if (type === 'order') return `/orders?status=${standing}`;
  if (type === 'signal') return '/signals';
  return undefined;
}
