import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/client.ts';

export interface ListedCustomer {
  customerId: string;
  name: string | null;
  /** Below the name: an e-mail address, or how much was ordered lately. */
  about: string;
}

const ORDERS_LOOKED_AT = 100;
const MOST_FOUND = 20;

/** Those who match the words; without words those who ordered lately, the newest first. */
export function useCustomers(words: string) {
  const found = useQuery(
    trpc.search.find.queryOptions(
      { q: words, limit: MOST_FOUND },
      { enabled: words !== '', placeholderData: keepPreviousData },
    ),
  );
  const orders = useQuery(
    trpc.orders.rows.queryOptions({ limit: ORDERS_LOOKED_AT }, { enabled: words === '', refetchInterval: 5_000 }),
  );
  const asked = words ? found : orders;
  const customers = words
    ? (found.data?.customers ?? []).map(({ customerId, name, email }) => ({
        customerId,
        name,
        about: email ?? customerId,
      }))
    : lately(orders.data?.items ?? []);
  return {
    customers,
    isLoading: !asked.data,
    error: asked.data ? undefined : (asked.error ?? undefined),
    retry: () => void asked.refetch(),
  };
}

function lately(orders: readonly { customerId: string; customerName: string | null }[]): ListedCustomer[] {
  const counts = Map.groupBy(orders, ({ customerId }) => customerId);
  return [...counts].map(([customerId, theirs]) => ({
    customerId,
    name: theirs[0]?.customerName ?? null,
    about: `${theirs.length} of the last ${orders.length} orders`,
  }));
}
