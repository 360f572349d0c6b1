import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client, trpc } from '../../api/client.ts';
import type { ActorNow, Chart, OrderRow, Turn } from '../../api/types.ts';
import { type Heard, useLive } from '../../live/use-live.ts';

/** Turns that are read at once; longer histories are read in several goes. */
const PAGE = 500;

export interface OrderData {
  now: ActorNow | undefined;
  turns: readonly Turn[];
  /** Why the states of turns are missing. */
  replayProblem: string | null;
  chart: Chart | undefined;
  /** As the list shows it; a moment behind the rest. */
  row: OrderRow | undefined;
  error: unknown;
  retry(): void;
}

/** Everything about one order, followed live: missed turns are caught up after a lost connection. */
export function useOrder(orderId: string): OrderData {
  const queries = useQueryClient();
  const actor = { type: 'order', id: orderId };
  const nowOptions = trpc.actors.now.queryOptions(actor, { staleTime: Number.POSITIVE_INFINITY });
  const now = useQuery(nowOptions);
  const turnsKey = ['turns', orderId];
  const turns = useQuery({
    queryKey: turnsKey,
    queryFn: () => allTurns(orderId),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const chart = useQuery(
    trpc.machines.chart.queryOptions({ type: 'order' }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const rowOptions = trpc.orders.rows.queryOptions({ text: orderId, limit: 1 });
  const row = useQuery(rowOptions);

  useLive<Heard<typeof client.actors.follow.subscribe>>(turns.data && now.data ? orderId : undefined, {
    from: String(turns.data?.items.at(-1)?.version ?? 0),
    open: (lastEventId, on) => client.actors.follow.subscribe({ ...actor, lastEventId }, on),
    onData(updates) {
      const latest = updates.at(-1)?.data.now;
      if (latest) queries.setQueryData(nowOptions.queryKey, latest);
      const fresh = updates.flatMap(({ data }) => data.turns);
      if (fresh.length === 0) return;
      queries.setQueryData<History>(
        turnsKey,
        (history) => history && { ...history, items: withNew(history.items, fresh) },
      );
      void queries.invalidateQueries({ queryKey: rowOptions.queryKey });
    },
  });

  const items = turns.data?.items;
  return useMemo(
    () => ({
      now: now.data,
      turns: items ?? [],
      replayProblem: turns.data?.problem ?? null,
      chart: chart.data,
      row: row.data?.items.find((each) => each.orderId === orderId),
      error: now.data && items ? undefined : (now.error ?? turns.error ?? chart.error),
      retry: () => void queries.invalidateQueries(),
    }),
    [now.data, now.error, items, turns.data, turns.error, chart.data, chart.error, row.data, queries, orderId],
  );
}

interface History {
  items: Turn[];
  problem: string | null;
}

async function allTurns(id: string): Promise<History> {
  const items: Turn[] = [];
  let problem: string | null = null;
  for (let after: number | null = 0; after !== null; ) {
    const page: Awaited<ReturnType<typeof client.actors.turns.query>> = await client.actors.turns.query({
      type: 'order',
      id,
      after,
      limit: PAGE,
    });
    items.push(...page.items);
    problem ??= page.problem;
    after = page.next;
  }
  return { items, problem };
}

function withNew(known: readonly Turn[], fresh: readonly Turn[]): Turn[] {
  const last = known.at(-1)?.version ?? 0;
  const added = new Map(fresh.filter(({ version }) => version > last).map((turn) => [turn.version, turn]));
  return [...known, ...[...added.values()].sort((a, b) => a.version - b.version)];
}
