import { customerQueries, customerReplies } from '../../machines/customer/messages.ts';
import { defineHandlerActor, type HandlerActorDefinition } from '../../runtime/index.ts';
import { describeCustomers } from './describe.ts';

export { type FoundCustomer, findCustomers, namesOfCustomers } from './find-queries.ts';
export { type Customer, getCustomer } from './queries.ts';
export { customers } from './view.ts';

/** What the order side knows of its customers, for whoever asks over the broker. */
export function customerActor(): HandlerActorDefinition {
  return defineHandlerActor({
    type: 'customer',
    messages: customerQueries,
    replies: customerReplies,
    handle: describeCustomers,
  });
}
