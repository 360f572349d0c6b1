import { z } from 'zod';
import { minorUnits } from '../identifier.ts';

/** What is told, by the names that receivers of webhooks see. */
export const notificationKind = z.enum(['order.confirmed', 'order.cancelled', 'order.shipped', 'signal.partial']);
export type NotificationKind = z.infer<typeof notificationKind>;

const order = { orderId: z.string(), customerId: z.string() };
const money = { totalMinor: minorUnits, currency: z.string() };

/** What it is about: all that a text or a webhook says. */
export const about = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('order.confirmed'), ...order, ...money, trackingNumber: z.string() }),
  z.object({ kind: z.literal('order.cancelled'), ...order, ...money, reason: z.string() }),
  z.object({ kind: z.literal('order.shipped'), ...order, trackingNumber: z.string() }),
  z.object({
    kind: z.literal('signal.partial'),
    signalId: z.string(),
    answered: z.array(z.string()),
    missing: z.array(z.string()),
  }),
]);
export type About = z.infer<typeof about>;

/** Which event it is that is told. */
const event = z.object({
  id: z.string().describe('Its place in the order of commits.'),
  actor: z.string(),
  version: z.int(),
  at: z.string().describe('ISO 8601.'),
});

/** How often and how fast a channel is tried; milliseconds. */
export const retrying = z.object({
  attempts: z.int().min(1).max(100).default(8).describe('Then the delivery becomes a dead letter.'),
  pauseMs: z.int().min(1).max(3_600_000).default(1_000).describe('Before the second attempt; doubles each time.'),
});

const told = { about, event };

/** What a notification is asked; its id comes from the event. */
export const notificationCommands = {
  Notify: z.object(told).describe('Tell everybody who wants to know of this event, each once.'),
} as const;

/** What the delivery of a notification on one channel is asked. */
export const deliveryMessages = {
  Deliver: z
    .object({
      ...told,
      notificationId: z.string(),
      channel: z.enum(['email', 'webhook']),
      webhookId: z.string().optional().describe('On the channel `webhook`: which.'),
      retrying: retrying.default(() => retrying.parse({})),
    })
    .describe('Send it, and try again until it is there.'),
  TryAgain: z.object({}).describe('Somebody redrove it: all attempts anew.'),
} as const;

export type Delivery = z.output<typeof deliveryMessages.Deliver>;

/** What becomes a dead letter when a channel was tried in vain. */
export const undeliveredMessages = {
  Undeliverable: z
    .object({ delivery: z.string().describe('Its address.'), attempts: z.int(), error: z.string(), ...told })
    .describe('All attempts failed. Redriven, the delivery starts anew; discarded, it stays undelivered.'),
} as const;
