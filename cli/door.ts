import { createTRPCClient, httpLink, type TRPCClient } from '@trpc/client';
import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../router/index.ts';
import { type Subscription, subscribe } from './event-stream.ts';

export type Answers = inferRouterOutputs<AppRouter>;

/** The way into a started system. */
export interface Door {
  readonly url: string;
  readonly api: TRPCClient<AppRouter>;
  /** Everything that a subscription tells, until the signal; see {@link subscribe}. */
  watch<Data>(asked: Omit<Subscription, 'url'>): AsyncGenerator<{ id: string; data: Data }>;
}

export function openDoor(address: string): Door {
  const url = address.replace(/\/+$/, '');
  const headers = ({ op }: { op: { context: Record<string, unknown> } }) =>
    (op.context.headers ?? {}) as Record<string, string>;
  return {
    url,
    api: createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}/trpc`, headers })] }),
    watch: (asked) => subscribe({ ...asked, url }),
  };
}
