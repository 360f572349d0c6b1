import { useQuery } from '@tanstack/react-query';
import { trpc } from './client.ts';
import type { Outputs } from './types.ts';

const EVERY_MS = 60_000;

/** What the server tells of its settings; undefined until it has. */
export function useSettings(): Outputs['settings']['read'] | undefined {
  return useQuery(trpc.settings.read.queryOptions({}, { staleTime: EVERY_MS, refetchInterval: EVERY_MS })).data;
}
