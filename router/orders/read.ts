import { type Order, toOrder } from '../../actors/order/index.ts';
import { type ActorView, address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { OrderNotFound } from '../errors.ts';

/**
 * An order for whoever asks by its id: from the cache where it is kept.
 * @throws {OrderNotFound}
 */
export async function getOrder({ orders }: Pick<Context, 'orders'>, orderId: string): Promise<Order> {
  const order = await orders.get(orderId);
  if (!order) throw new OrderNotFound(orderId);
  return order;
}

/**
 * An order from its actor and events, not from the view: whoever has placed or cancelled it reads that.
 * @throws {OrderNotFound}
 */
export async function readOrder({ runtime }: Pick<Context, 'runtime'>, orderId: string): Promise<Order> {
  const to = address('order', orderId);
  const actor = await runtime.read(to);
  if (!actor) throw new OrderNotFound(orderId);
  return withEvents({ runtime }, actor);
}

/** The order that an actor is, with its timeline. */
export async function withEvents({ runtime }: Pick<Context, 'runtime'>, actor: ActorView): Promise<Order> {
  return toOrder(actor, await runtime.events(actor.address));
}
