import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { client } from '../../api/client.ts';
import type { DryRun } from './letters.ts';
import type { Payload } from './payload-change.ts';

const PAUSE_MS = 300;
/** Letters of a group that are tried after each edit; the redrive itself tries each one anyway. */
const MOST_TRIED = 200;

/** Whole letters with the payloads that they would get. */
export interface Proposal {
  ids: readonly string[];
  /** By id; letters without one keep theirs. */
  payloads: Readonly<Record<string, Payload>>;
}

/** A dry run and when it was made; `stale` while an edit is not tried yet. */
export interface Tried {
  run: DryRun | undefined;
  at: number;
  error: unknown;
  stale: boolean;
}

/** Tries a proposal without writing anything, 300 ms after it last changed. */
export function useDryRun(proposal: Proposal | undefined): Tried {
  const asked = JSON.stringify(proposal && { ...proposal, ids: proposal.ids.slice(0, MOST_TRIED) });
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const { data, dataUpdatedAt, error, isPlaceholderData } = useQuery({
    queryKey: ['dry run', settled],
    enabled: settled !== undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const { ids, payloads } = JSON.parse(settled ?? '') as {
        ids: string[];
        payloads: Record<string, Record<string, unknown>>;
      };
      const tried = new Set(ids);
      const needed = Object.fromEntries(Object.entries(payloads).filter(([id]) => tried.has(id)));
      return client.deadLetters.dryRun.mutate({ ids, payloads: needed, limit: MOST_TRIED }, { signal });
    },
  });
  return { run: data, at: dataUpdatedAt, error, stale: asked !== settled || isPlaceholderData };
}
