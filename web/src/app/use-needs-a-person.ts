import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/client.ts';

/** What the navigation counts: only what needs a person. Unknown until it is read. */
export interface NeedsAPerson {
  stuckOrders: number | undefined;
  deadLetters: number | undefined;
  ordersPerMinute: number | undefined;
}

const EVERY_MS = 5_000;

export function useNeedsAPerson(): NeedsAPerson {
  const poll = { refetchInterval: EVERY_MS };
  const orders = useQuery(trpc.orders.counts.queryOptions({}, poll));
  const letters = useQuery(trpc.deadLetters.groups.queryOptions({}, poll));
  const fleet = useQuery(trpc.fleet.of.queryOptions({ type: 'order' }, poll));
  return {
    stuckOrders: orders.data?.stuck,
    deadLetters: letters.data?.items.reduce((sum, { count }) => sum + count, 0),
    ordersPerMinute: fleet.data?.rates.find(({ id }) => id === 'start')?.perMinute,
  };
}
