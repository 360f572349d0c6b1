import { z } from 'zod';
import { country, currency, minorUnits } from './identifier.ts';

/** `orchestration`: the order tells each service what to do. `choreography`: each service does its part on what it hears. */
export const fulfilment = z.enum(['orchestration', 'choreography']);

export type Fulfilment = z.infer<typeof fulfilment>;

/** On the events of an order: whether the services are to react to them. */
export const choreographed = {
  fulfilment: z
    .literal('choreography')
    .optional()
    .describe(
      'Services react to this event. Absent: the order is orchestrated, and the event only tells what happened.',
    ),
};

/** On a command: where the answer goes. */
export const answer = {
  answer: z
    .literal('event')
    .optional()
    .describe('Answer by an event that everybody may hear. Absent: by a reply to the sender.'),
};

/**
 * What the services further down the line have to know of a choreographed order. Each hands it on with its event, because
 * nobody asks anybody.
 */
export const orderFacts = z.object({
  totalMinor: minorUnits,
  currency,
  paymentMethod: z.string().min(1).max(64),
  country,
});

export type OrderFacts = z.infer<typeof orderFacts>;
