import { type Order, whyNotCancellable } from '../../actors/order/index.ts';
import { ActorNotFound, address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { OrderNotCancellable, OrderNotFound } from '../errors.ts';
import { preferenceApplied, waitForEnd } from '../wait.ts';
import { withEvents } from './read.ts';

/**
 * Asks the order to stop; what was done is compensated. An order that is cancelled or being cancelled already is
 * answered alike: the caller has what was asked for.
 */
export async function cancelOrder(ctx: Context, orderId: string): Promise<Order> {
  const { correlationId, traceparent, waitSeconds } = ctx.request;
  const to = address('order', orderId);
  const { accepted, actor } = await ctx.runtime
    .execute({ to, type: 'CancelOrder', payload: {}, correlationId, traceparent })
    .catch((error: unknown) => {
      throw error instanceof ActorNotFound ? new OrderNotFound(orderId) : error;
    });
  if (!actor) throw new OrderNotFound(orderId);
  await ctx.orders.changed(orderId);
  const tooLate = accepted ? undefined : whyNotCancellable(actor);
  if (tooLate !== undefined) throw new OrderNotCancellable(tooLate);

  const latest = waitSeconds === undefined ? actor : await waitForEnd(ctx, to, waitSeconds);
  const order = await withEvents(ctx, latest ?? actor);
  ctx.answer(order.status === 'pending' ? 202 : 200, preferenceApplied(waitSeconds));
  return order;
}
