import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { address } from '../../runtime/index.ts';
import { OrderNotFound } from '../errors.ts';
import { Event, toEvent } from '../events/schemas.ts';
import { PlacedHeaders, PlaceHeaders, WaitedHeaders, WaitHeaders } from '../openapi/headers.ts';
import { route } from '../openapi/route.ts';
import { PageInput, pageOf } from '../paging.ts';
import { valid } from '../problems/invalid-input.ts';
import { procedure, router } from '../trpc.ts';
import { cancelOrder } from './cancel.ts';
import { orderConsole } from './console.ts';
import { placeOrder } from './place.ts';
import { getOrder } from './read.ts';
import { Fulfilment, Order, OrderBody, OrderStatus } from './schemas.ts';
import { WatchOrder, watchOrder } from './watch.ts';

const tag = 'Orders';
const OrderId = z.object({ orderId: identifier });
const OrdersOf = PageInput.extend({ customerId: identifier });
const OrderFilter = PageInput.extend({ status: OrderStatus.optional(), fulfilment: Fulfilment.optional() });
const OrderPage = pageOf(Order);

const place = route('POST', '/api/orders', {
  tag,
  summary: 'Place an order',
  answers: {
    201: 'The order has ended within the time of `Prefer: wait=N`',
    202: 'The order is accepted and durable',
  },
  problems: ['IDEMPOTENCY_KEY_REUSED', 'MALFORMED_HEADER'],
  requestHeaders: PlaceHeaders,
  responseHeaders: PlacedHeaders,
  direct: (ctx, input) => placeOrder(ctx, valid(OrderBody, input)),
});
const list = route('GET', '/api/orders', { tag, summary: 'Orders, newest first', problems: ['INVALID_CURSOR'] });
const listByCustomer = route('GET', '/api/orders/customer/{customerId}', {
  tag,
  summary: 'Orders of a customer, newest first',
  problems: ['INVALID_CURSOR'],
});
const get = route('GET', '/api/orders/{orderId}', { tag, summary: 'One order', problems: ['ORDER_NOT_FOUND'] });
const history = route('GET', '/api/orders/{orderId}/events', {
  tag,
  summary: 'Everything that happened to an order',
  problems: ['ORDER_NOT_FOUND'],
});
const cancel = route('POST', '/api/orders/{orderId}/cancel', {
  tag,
  summary: 'Cancel an order',
  description: 'Possible until its shipment is prepared; what was done is compensated.',
  answers: { 200: 'It is cancelled', 202: 'It is being cancelled' },
  problems: ['ORDER_NOT_FOUND', 'ORDER_NOT_CANCELLABLE', 'ACTOR_PARKED'],
  requestHeaders: WaitHeaders,
  responseHeaders: WaitedHeaders,
});

export const orders = router({
  place: procedure
    .meta(place)
    .input(OrderBody)
    .output(Order)
    .mutation(({ ctx, input }) => placeOrder(ctx, input)),

  list: procedure
    .meta(list)
    .input(OrderFilter)
    .output(OrderPage)
    .query(({ ctx, input }) => ctx.orders.list(input)),

  listByCustomer: procedure
    .meta(listByCustomer)
    .input(OrdersOf)
    .output(OrderPage)
    .query(({ ctx, input }) => ctx.orders.list(input)),

  get: procedure
    .meta(get)
    .input(OrderId)
    .output(Order)
    .query(({ ctx, input }) => getOrder(ctx, input.orderId)),

  events: procedure
    .meta(history)
    .input(OrderId)
    .output(z.object({ items: z.array(Event) }))
    .query(async ({ ctx, input }) => {
      const events = await ctx.runtime.events(address('order', input.orderId));
      if (events.length === 0) throw new OrderNotFound(input.orderId);
      return { items: events.map(toEvent) };
    }),

  cancel: procedure
    .meta(cancel)
    .input(OrderId)
    .output(Order)
    .mutation(({ ctx, input }) => cancelOrder(ctx, input.orderId)),

  ...orderConsole,

  /** Server-sent events; see {@link watchOrder}. */
  watch: procedure.input(WatchOrder).subscription(({ ctx, input, signal }) => watchOrder(ctx, input, signal)),
});
