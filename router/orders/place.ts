import { type Order, toOrder } from '../../actors/order/index.ts';
import { address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { executeOnce, idFromKey } from '../idempotency.ts';
import { preferenceApplied, waitForEnd } from '../wait.ts';
import { toPlaceOrder, whatWasOrdered } from './payload.ts';
import { withEvents } from './read.ts';
import type { OrderBody } from './schemas.ts';

/**
 * Starts an order's saga: durable when this resolves. Under an Idempotency-Key the order's id comes from the key, so
 * that a repetition meets the same actor, and one saga runs however often it is asked for.
 */
export async function placeOrder(ctx: Context, body: OrderBody): Promise<Order> {
  const { idempotencyKey, waitSeconds } = ctx.request;
  const orderId = idempotencyKey === undefined ? ctx.newId('order') : idFromKey('order', idempotencyKey);
  const to = address('order', orderId);
  const { actor, fresh } = await executeOnce(
    ctx,
    { to, type: 'PlaceOrder', payload: toPlaceOrder(body) },
    whatWasOrdered,
  );

  const latest = waitSeconds === undefined ? actor : await waitForEnd(ctx, to, waitSeconds);
  if (!latest) throw new Error(`${to} was placed and cannot be read`);
  const isFirstTurn = fresh && latest === actor;
  const order = isFirstTurn
    ? toOrder(latest, [{ type: 'OrderPlaced', at: new Date() }])
    : await withEvents(ctx, latest);
  const ended = waitSeconds !== undefined && order.status !== 'pending';
  ctx.answer(ended ? 201 : 202, { Location: `/api/orders/${orderId}`, ...preferenceApplied(waitSeconds) });
  return order;
}
