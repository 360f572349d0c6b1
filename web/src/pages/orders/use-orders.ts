import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { client, trpc } from '../../api/client.ts';
import type { OrderRow, Outputs } from '../../api/types.ts';
import { type Heard, useLive } from '../../live/use-live.ts';
import { serverNow } from '../../words/clock.ts';
import { type OrderFilter, placedFrom } from './filter.ts';

const PAGE = 100;
const COUNT_EVERY_MS = 5_000;
/** Rows whose changes are followed at most. */
const MOST_FOLLOWED = 200;

export interface Orders {
  rows: readonly OrderRow[];
  /** Those that need a person, oldest first; only where the list is not filtered by status or words. */
  stuck: readonly OrderRow[];
  counts: Outputs['orders']['counts'] | undefined;
  isLoading: boolean;
  error: unknown;
  retry(): void;
  hasMore: boolean;
  loadMore(): void;
  /** Orders placed since the list was read; they wait until a person asks for them. */
  placed: number;
  showPlaced(): void;
  /** Versions that arrived live, by order, so that their rows tint once. */
  changed: ReadonlyMap<string, number>;
  /** Tells which rows can be seen: only their changes are followed. */
  follow(orderIds: readonly string[]): void;
}

export function useOrders(filter: OrderFilter): Orders {
  const queries = useQueryClient();
  const { standing, text, fulfilment, placed, state, productId, correlationId } = filter;
  const [minute, setMinute] = useState(serverNow);
  const where = useMemo(
    () => ({ fulfilment, state, productId, correlationId, placedFrom: placedFrom({ placed }, minute) }),
    [fulfilment, state, productId, correlationId, placed, minute],
  );
  const rowsOptions = trpc.orders.rows.infiniteQueryOptions(
    { ...where, standing, text, limit: PAGE },
    { getNextPageParam: ({ nextCursor }) => nextCursor, placeholderData: (before) => before },
  );
  const list = useInfiniteQuery(rowsOptions);
  const counts = useQuery(trpc.orders.counts.queryOptions(where, { refetchInterval: COUNT_EVERY_MS }));
  const wantsStuck = !standing && !text;
  const stuckOptions = trpc.orders.rows.queryOptions(
    { ...where, standing: 'stuck', limit: PAGE },
    { enabled: wantsStuck, refetchInterval: COUNT_EVERY_MS },
  );
  const stuck = useQuery(stuckOptions);

  const [newOnes, setNewOnes] = useState(0);
  const [changed, setChanged] = useState<ReadonlyMap<string, number>>(new Map());
  const [followed, setFollowed] = useState('');
  const timer = useRef(0);

  useLive<Heard<typeof client.orders.watchRows.subscribe>>(list.isSuccess ? followed : undefined, {
    place: 'orders',
    open: (lastEventId, on) =>
      client.orders.watchRows.subscribe({ orderIds: followed ? followed.split(' ') : [], lastEventId }, on),
    onFirstOpen: () => void queries.invalidateQueries({ queryKey: rowsOptions.queryKey, refetchType: 'active' }),
    onData(updates) {
      const fresh = new Map(updates.flatMap(({ data }) => data.rows).map((row) => [row.orderId, row]));
      const more = updates.reduce((sum, { data }) => sum + data.placed, 0);
      if (more > 0) setNewOnes((before) => before + more);
      if (fresh.size === 0) return;
      const known = new Map([...stuckRows, ...rows].map(({ orderId, version }) => [orderId, version]));
      const renew = (row: OrderRow) => fresh.get(row.orderId) ?? row;
      queries.setQueryData(rowsOptions.queryKey, (data) =>
        data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(renew) })) } : data,
      );
      queries.setQueryData(stuckOptions.queryKey, (page) => page && { ...page, items: page.items.map(renew) });
      const newer = [...fresh].filter(([id, { version }]) => known.get(id) !== version);
      setChanged(new Map(newer.map(([id, { version }]) => [id, version])));
    },
  });

  const stuckRows = wantsStuck ? (stuck.data?.items ?? []) : [];
  const shownAbove = new Set(stuckRows.map(({ orderId }) => orderId));
  const rows = (list.data?.pages ?? []).flatMap(({ items }) => items);
  return {
    rows: shownAbove.size > 0 ? rows.filter(({ orderId }) => !shownAbove.has(orderId)) : rows,
    stuck: stuckRows,
    counts: counts.data,
    isLoading: list.isPending,
    error: list.data ? undefined : list.error,
    retry: () => void list.refetch(),
    hasMore: list.hasNextPage,
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
    placed: newOnes,
    showPlaced() {
      setNewOnes(0);
      setMinute(serverNow());
      document.getElementById('main')?.scrollTo({ top: 0 });
      void queries.resetQueries({ queryKey: rowsOptions.queryKey });
    },
    changed,
    follow(orderIds) {
      clearTimeout(timer.current);
      const ids = [...orderIds].sort().slice(0, MOST_FOLLOWED);
      timer.current = window.setTimeout(
        () => setFollowed((now) => (includesAll(now, ids) ? now : ids.join(' '))),
        300,
      );
    },
  };
}

/** Whether these are followed anyhow: that some have ended is no reason to ask anew. */
function includesAll(followed: string, ids: readonly string[]): boolean {
  const known = new Set(followed.split(' '));
  return ids.every((id) => known.has(id));
}
