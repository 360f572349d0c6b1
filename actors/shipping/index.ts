import { shippingCommands, shippingEvents } from '../../machines/shipping/messages.ts';
import { defineHandlerActor, type HandlerActorDefinition } from '../../runtime/index.ts';
import { handle } from './handle.ts';

export { seedCountries } from './countries.ts';
export { shippingPolicy } from './policies.ts';
export { getShipment, type ShipmentView } from './queries.ts';

/** Shipments by order id, for the countries of the table `shipping_countries`. */
export function shippingActor(): HandlerActorDefinition {
  return defineHandlerActor({ type: 'shipping', messages: shippingCommands, events: shippingEvents, handle });
}
