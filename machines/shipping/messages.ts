import { z } from 'zod';
import { answer } from '../choreography.ts';
import { country, identifier } from '../identifier.ts';

/** What shipping is asked, addressed by order id. */
export const shippingCommands = {
  PrepareShipment: z
    .object({ orderId: identifier, country, ...answer })
    .describe('Prepare the parcel and get a tracking number for it.'),
  CancelShipment: z
    .object({ orderId: identifier, ...answer })
    .describe('The parcel must not leave; a later preparation of it is refused.'),
} as const;

/** What shipping answers. */
export const shippingReplies = {
  ShipmentPrepared: z.object({ orderId: identifier, trackingNumber: z.string() }),
  ShipmentRefused: z.object({
    orderId: identifier,
    reason: z.enum(['country_not_served', 'no_capacity', 'cancelled']),
  }),
  ShipmentCancelled: z.object({ orderId: identifier }),
} as const;

/** The same as events, where an order is choreographed. */
export const shippingEvents = shippingReplies;
