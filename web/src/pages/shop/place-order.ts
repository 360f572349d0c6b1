import { createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '../../../../router/app-router.ts';
import type { Inputs, Outputs } from '../../api/types.ts';

/** A link of its own: the header of an Idempotency-Key belongs to one request, never to a batch. */
const client = createTRPCClient<AppRouter>({
  links: [httpLink({ url: '/trpc', headers: ({ op }) => ({ 'idempotency-key': String(op.context.key) }) })],
});

export type OrderBody = Inputs['orders']['place'];
export type PlacedOrder = Outputs['orders']['place'];

/** Places an order; the same key places the same order, however often it is sent. */
export function placeOrder(body: OrderBody, key: string): Promise<PlacedOrder> {
  return client.orders.place.mutate(body, { context: { key } });
}
