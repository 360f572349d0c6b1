import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { client } from '../../api/client.ts';
import type { Outputs } from '../../api/types.ts';
import { useLive } from '../../live/use-live.ts';

export type Event = Outputs['analytics']['recentEvents']['items'][number];

export interface EventFilter {
  type: string | undefined;
  /** A type (`order`) or an address (`order/8f3c…`). */
  actor: string | undefined;
}

const PAGE = 100;
/** What is kept of the live tail; older ones are read again from the store. */
const MOST_KEPT = 500;

export function matches({ type, actor }: Event, filter: EventFilter): boolean {
  if (filter.type && type !== filter.type) return false;
  if (!filter.actor) return true;
  return filter.actor.includes('/') ? actor.startsWith(filter.actor) : actor.startsWith(`${filter.actor}/`);
}

/**
 * Events, newest first: the stored ones page by page, and those that happen now. While `following`, new ones are shown
 * at once; else they wait until {@link show}.
 */
export function useEvents(filter: EventFilter, following: boolean) {
  const key = `${filter.type ?? ''} ${filter.actor ?? ''}`;
  const stored = useInfiniteQuery({
    queryKey: ['events', filter],
    queryFn: ({ pageParam, signal }) =>
      client.analytics.recentEvents.query({ limit: PAGE, ...(pageParam && { cursor: pageParam }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const [live, setLive] = useState<Event[]>([]);
  const [waiting, setWaiting] = useState<Event[]>([]);
  const isFollowing = useRef(following);
  isFollowing.current = following;

  const show = useCallback(() => {
    setWaiting((all) => {
      setLive((before) => [...all, ...before].slice(0, MOST_KEPT));
      return [];
    });
  }, []);
  useEffect(() => {
    if (following) show();
  }, [following, show]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter begins anew
  useEffect(() => {
    setLive([]);
    setWaiting([]);
  }, [key]);

  const newest = stored.data?.pages[0]?.items[0]?.id;
  const actorType = filter.actor?.split('/')[0];
  useLive<{ id: string; data: Event }>(stored.data ? `events ${key}` : undefined, {
    open: (lastEventId, on) => {
      const from = lastEventId ?? newest;
      return client.events.tail.subscribe(
        {
          ...(filter.type && { types: [filter.type] }),
          ...(actorType && { actorType }),
          ...(from && { lastEventId: from }),
        },
        on,
      );
    },
    onData(updates) {
      const fresh = updates
        .map(({ data }) => data)
        .filter((event) => matches(event, filter))
        .reverse();
      const add = isFollowing.current ? setLive : setWaiting;
      add((before) => [...fresh, ...before].slice(0, MOST_KEPT));
    },
  });

  const older = (stored.data?.pages ?? []).flatMap(({ items }) => items).filter((event) => matches(event, filter));
  return {
    events: distinct([...live, ...older]),
    waiting: waiting.length,
    show,
    stored,
  };
}

/** What came live may be read again with a page. */
function distinct(events: readonly Event[]): Event[] {
  const seen = new Set<string>();
  return events.filter(({ id }) => !seen.has(id) && seen.add(id));
}
