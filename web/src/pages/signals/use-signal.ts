import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { client, trpc } from '../../api/client.ts';
import { useLive } from '../../live/use-live.ts';
import type { Signal, SignalEvent } from './signal-state.ts';

interface Update {
  id: string;
  data: { event: SignalEvent; signal: Signal };
}

/** One signal with its events, live: late answers come in after the end too. */
export function useSignal(signalId: string | undefined) {
  const queries = useQueryClient();
  const id = signalId ?? '';
  const signal = useQuery(
    trpc.signals.get.queryOptions({ signalId: id }, { enabled: signalId !== undefined, retry: false }),
  );
  const events = useQuery(
    trpc.signals.events.queryOptions({ signalId: id }, { enabled: signalId !== undefined, retry: false }),
  );
  useLive<Update>(signalId && `signal ${signalId}`, {
    open: (lastEventId, on) =>
      client.signals.watch.subscribe({ signalId: id, ...(lastEventId && { lastEventId }) }, on),
    onData(updates) {
      const last = updates.at(-1);
      if (!last) return;
      queries.setQueryData(trpc.signals.get.queryKey({ signalId: id }), last.data.signal);
      queries.setQueryData(trpc.signals.events.queryKey({ signalId: id }), (before) => {
        const known = new Map((before?.items ?? []).map((event) => [event.version, event]));
        for (const { data } of updates) known.set(data.event.version, data.event);
        return { items: [...known.values()].sort((a, b) => a.version - b.version) };
      });
    },
  });
  return { signal: signal.data, events: events.data?.items ?? [], error: signal.error };
}

/** The newest signals; read anew whenever something happens to one of them. */
export function useSignals(limit: number) {
  const queries = useQueryClient();
  const asked = trpc.signals.list.queryOptions({ limit });
  const list = useQuery(asked);
  const refresh = useCallback(() => void queries.invalidateQueries(trpc.signals.list.pathFilter()), [queries]);
  useLive<{ id: string }>('signals', {
    open: (lastEventId, on) =>
      client.events.tail.subscribe({ actorType: 'signal', ...(lastEventId && { lastEventId }) }, on),
    onData: refresh,
  });
  return { ...list, refresh };
}
