import { tracked } from '@trpc/server';
import { z } from 'zod';
import type { Order } from '../../actors/order/index.ts';
import { identifier } from '../../machines/identifier.ts';
import { address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { type Event, toEvent } from '../events/schemas.ts';
import { watchActor } from '../live/watch-actor.ts';
import { readOrder } from './read.ts';

export const WatchOrder = z.object({
  orderId: identifier,
  lastEventId: z
    .string()
    .regex(/^\d{1,15}$/, 'is not a version')
    .nullish()
    .describe('Resume after this version'),
});

/** One event of the order, and the order as it was when the event was handed on. */
export interface OrderUpdate {
  event: Event;
  order: Order;
}

/** Every event of an order, past and to come; the id to resume from is the event's version. */
export async function* watchOrder(
  ctx: Context,
  { orderId, lastEventId }: z.infer<typeof WatchOrder>,
  signal: AbortSignal | undefined,
) {
  await readOrder(ctx, orderId);
  for await (const events of watchActor(ctx, address('order', orderId), Number(lastEventId ?? 0), signal)) {
    const order = await readOrder(ctx, orderId);
    for (const event of events) {
      const update: OrderUpdate = { event: toEvent(event), order };
      yield tracked(String(event.version), update);
    }
  }
}
