import { queryOptions } from '@tanstack/react-query';
import { client, queryClient, trpc } from '../../api/client.ts';
import type { Turn } from '../../api/types.ts';

/** What the page of an order asks for at first; the rest it is told. */

export interface History {
  items: Turn[];
  /** Why the states of turns are missing. */
  problem: string | null;
  /** Of the machine that they are replayed on. */
  machineVersion: number | null;
}

/** Turns that are read at once; longer histories are read in several goes. */
const PAGE = 500;

export function orderQuestions(orderId: string) {
  const actor = { type: 'order', id: orderId };
  const forGood = { staleTime: Number.POSITIVE_INFINITY };
  return {
    now: trpc.actors.now.queryOptions(actor, forGood),
    turns: queryOptions({ queryKey: ['turns', orderId], queryFn: () => allTurns(orderId), ...forGood }),
    chart: trpc.machines.chart.queryOptions({ type: 'order' }, forGood),
    /** Of another version than the registered one, where the order began on it. */
    chartOf: (version: number) => trpc.machines.chart.queryOptions({ type: 'order', version }, forGood),
    row: trpc.orders.rows.queryOptions({ text: orderId, limit: 1 }),
  };
}

/** Asks all of it in one request, before the page's own code is there. */
export function askAhead(orderId: string): void {
  const ask = orderQuestions(orderId);
  void queryClient.prefetchQuery(ask.now);
  void queryClient.prefetchQuery(ask.turns);
  void queryClient.prefetchQuery(ask.chart);
  void queryClient.prefetchQuery(ask.row);
}

async function allTurns(id: string): Promise<History> {
  const items: Turn[] = [];
  let problem: string | null = null;
  let machineVersion: number | null = null;
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof client.actors.turns.query>> = await client.actors.turns.query({
      type: 'order',
      id,
      after,
      limit: PAGE,
    });
    items.push(...page.items);
    problem ??= page.problem;
    machineVersion = page.machineVersion;
    after = page.next;
  }
  return { items, problem, machineVersion };
}
