import type { z } from 'zod';
import { orderEvents } from '../../machines/order/events.ts';
import { orderMessages, orderTimes } from '../../machines/order/messages.ts';
import { orderMachine } from '../../machines/order/order.machine.ts';
import { defineMachineActor, type MachineActorDefinition } from '../../runtime/index.ts';

export { InvalidCursor } from './cursor.ts';
export { type OrderFacts, readOrderFacts } from './facts.ts';
export { orderInvariants } from './invariants.ts';
export {
  listOrderFacts,
  type OrderFactsFilter,
  type OrderFactsPage,
  type OrderTally,
  type TallyFilter,
} from './list-queries.ts';
export { type Order, toOrder, whyNotCancellable } from './order.ts';
export { loadOrder } from './order-query.ts';
export { orderPolicy } from './policies.ts';
export { listOrders, type OrderFilter, type OrderPage } from './queries.ts';
export { openTally } from './tally.ts';
export { orderViews } from './views.ts';

/** How long an order waits, in milliseconds; see `orderTimes` for meaning and defaults. */
export type OrderSettings = Partial<z.input<typeof orderTimes>>;

/** An order from placing to its end. The settings count for orders that do not bring their own. */
export function orderActor(settings: OrderSettings = {}): MachineActorDefinition {
  const times = orderTimes.parse(settings);
  return defineMachineActor({
    type: 'order',
    machine: orderMachine,
    messages: {
      ...orderMessages,
      PlaceOrder: orderMessages.PlaceOrder.extend({ times: orderTimes.default(times) }),
    },
    events: orderEvents,
    starts: ['PlaceOrder'],
  });
}
