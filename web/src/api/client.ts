import { QueryClient } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query';
import type { AppRouter } from '../../../router/app-router.ts';
import { connection } from '../live/connection.ts';
import { learnServerTime } from '../words/clock.ts';
import { isUnreachable } from './problem.ts';

const URL = '/trpc';

async function watchedFetch(input: RequestInfo | URL | string, init?: RequestInit): Promise<Response> {
  const asked = Date.now();
  const response = await fetch(input, init);
  learnServerTime(response.headers.get('date'), asked);
  return response;
}

/** Every procedure of the server, typed. Components ask through {@link trpc}; actions and subscriptions through this. */
export const client = createTRPCClient<AppRouter>({
  links: [
    splitLink({
      condition: ({ type }) => type === 'subscription',
      true: httpSubscriptionLink({ url: URL }),
      false: httpBatchLink({ url: URL, fetch: watchedFetch as typeof fetch, maxURLLength: 8_000 }),
    }),
  ],
});

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => isUnreachable(error) && failures < 3,
      retryDelay: 1_000,
    },
  },
});

queryClient.getQueryCache().subscribe(({ type, query }) => {
  if (type !== 'updated') return;
  if (query.state.status === 'error' && isUnreachable(query.state.error)) connection.lost();
});

/** `useQuery(trpc.orders.list.queryOptions({ … }))` */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });
