import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { client } from '../../api/client.ts';
import type { ActorNow, Chart, OrderRow, Turn } from '../../api/types.ts';
import { type Heard, useLive } from '../../live/use-live.ts';
import { type History, orderQuestions } from './questions.ts';

export interface OrderData {
  now: ActorNow | undefined;
  turns: readonly Turn[];
  /** Of the machine that the turns are replayed on; undefined until that is known. */
  machineVersion: number | undefined;
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
  const ask = orderQuestions(orderId);
  const now = useQuery(ask.now);
  const turns = useQuery(ask.turns);
  const registered = useQuery(ask.chart);
  const version = turns.data?.machineVersion ?? undefined;
  const isRegistered = version === undefined || version === registered.data?.version;
  const own = useQuery({ ...ask.chartOf(version ?? 0), enabled: registered.data !== undefined && !isRegistered });
  const chart = isRegistered ? registered : own;
  const row = useQuery(ask.row);

  useLive<Heard<typeof client.actors.follow.subscribe>>(turns.data && now.data ? orderId : undefined, {
    from: String(turns.data?.items.at(-1)?.version ?? 0),
    open: (lastEventId, on) => client.actors.follow.subscribe({ type: 'order', id: orderId, lastEventId }, on),
    onData(updates) {
      const latest = updates.at(-1)?.data.now;
      if (latest) queries.setQueryData(ask.now.queryKey, latest);
      const fresh = updates.flatMap(({ data }) => data.turns);
      if (fresh.length === 0) return;
      queries.setQueryData<History>(
        ask.turns.queryKey,
        (history) => history && { ...history, items: withNew(history.items, fresh) },
      );
      void queries.invalidateQueries({ queryKey: ask.row.queryKey });
    },
  });

  const items = turns.data?.items;
  return useMemo(
    () => ({
      now: now.data,
      turns: items ?? [],
      machineVersion: version,
      replayProblem: turns.data?.problem ?? null,
      chart: chart.data,
      row: row.data?.items.find((each) => each.orderId === orderId),
      error: now.data && items ? undefined : (now.error ?? turns.error ?? chart.error),
      retry: () => void queries.invalidateQueries(),
    }),
    [
      now.data,
      now.error,
      items,
      turns.data,
      turns.error,
      version,
      chart.data,
      chart.error,
      row.data,
      queries,
      orderId,
    ],
  );
}

function withNew(known: readonly Turn[], fresh: readonly Turn[]): Turn[] {
  const last = known.at(-1)?.version ?? 0;
  const added = new Map(fresh.filter(({ version }) => version > last).map((turn) => [turn.version, turn]));
  return [...known, ...[...added.values()].sort((a, b) => a.version - b.version)];
}
