import { inventoryCommands, inventoryEvents, inventoryReplies } from '../../machines/inventory/messages.ts';
import { defineHandlerActor, type HandlerActorDefinition } from '../../runtime/index.ts';
import { handle } from './handle.ts';

export { seedCatalogue } from './catalogue.ts';
export { inventoryInvariants } from './invariants.ts';
export { inventoryPolicy } from './policies.ts';
export { getProduct, listProducts } from './queries.ts';

export interface InventorySettings {
  /** How often reservations past their time are looked for, in milliseconds. Default 30,000. */
  expiryEveryMs?: number;
}

/** Stock: products by product id, reservations by order id. */
export function inventoryActor({ expiryEveryMs = 30_000 }: InventorySettings = {}): HandlerActorDefinition {
  return defineHandlerActor({
    type: 'inventory',
    messages: inventoryCommands,
    events: inventoryEvents,
    replies: { StockChecked: inventoryReplies.StockChecked },
    handle,
    every: [{ everyMs: expiryEveryMs, id: 'expiry', type: 'ExpireReservations', payload: {} }],
  });
}
