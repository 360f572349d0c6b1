import { z } from 'zod';
import { answer, orderFacts } from '../choreography.ts';
import { currency, identifier, minorUnits } from '../identifier.ts';

/** What a payment actor is asked; its id is the order's. */
export const paymentCommands = {
  ChargePayment: z
    .object({
      orderId: identifier,
      amountMinor: minorUnits,
      currency,
      paymentMethod: z.string().min(1).max(64),
      order: orderFacts.optional().describe('Handed on with the event that answers.'),
      ...answer,
    })
    .describe('Authorise and capture the amount, once, whatever is repeated.'),
  RefundPayment: z
    .object({ orderId: identifier, ...answer })
    .describe('Give back whatever was charged. A charge under way is settled first; a later charge is refused.'),
} as const;

/** What a payment actor answers to `order/<orderId>`. */
export const paymentReplies = {
  PaymentCharged: z.object({ orderId: identifier, amountMinor: minorUnits, chargeId: z.string() }),
  PaymentDeclined: z.object({
    orderId: identifier,
    reason: z.enum(['payment_declined', 'payment_unavailable']),
    detail: z.string().optional().describe("The provider's own words."),
  }),
  PaymentRefunded: z.object({
    orderId: identifier,
    amountMinor: minorUnits.describe('0 where nothing had been charged.'),
  }),
} as const;

/** The same as events, where an order is choreographed. */
export const paymentEvents = {
  ...paymentReplies,
  PaymentCharged: paymentReplies.PaymentCharged.extend({ order: orderFacts.optional() }),
} as const;
