import { z } from 'zod';
import { answer, orderFacts } from '../choreography.ts';
import { identifier, milliseconds, minorUnits } from '../identifier.ts';

/** So many pieces of one product. */
export const stockLine = z.object({ productId: identifier, quantity: z.int().min(1).max(10_000) });

/** What the inventory is asked. It is addressed by order id, for goods received by product id. */
export const inventoryCommands = {
  ReserveStock: z
    .object({
      orderId: identifier,
      items: z.array(stockLine).min(1),
      holdMs: milliseconds,
      order: orderFacts.optional().describe('Handed on with the event that answers.'),
      ...answer,
    })
    .describe('Hold these items for the order, all or none, for so many milliseconds.'),
  ReleaseStock: z
    .object({ orderId: identifier, ...answer })
    .describe('Give back what the order holds; a later reservation of it is refused.'),
  CommitStock: z
    .object({ orderId: identifier })
    .describe('The reserved goods leave the house: reserved becomes shipped. No answer.'),
  ReceiveStock: z
    .object({
      productId: identifier,
      quantity: z.int().min(1).max(1_000_000_000),
      productName: z.string().min(1).max(200).optional(),
      unitPriceMinor: minorUnits.optional().describe('In cents; counts for a product that is created.'),
    })
    .describe('Goods came in. With a name, a product that does not exist yet is created.'),
  CheckStock: z
    .object({ productId: identifier, quantity: z.int().min(1).max(10_000) })
    .describe('A question: could so many be reserved right now? Nothing is held.'),
  ExpireReservations: z.object({}).describe('Look for reservations past their time and say so.'),
} as const;

/** Where the pieces of a product are: `received = available + reserved + shipped`. */
export const stockLevel = z.object({
  productId: z.string(),
  productName: z.string(),
  received: z.int(),
  available: z.int(),
  reserved: z.int(),
  shipped: z.int(),
});

export type StockLevel = z.infer<typeof stockLevel>;

/** What the inventory answers or tells an order. */
export const inventoryReplies = {
  StockReserved: z.object({ orderId: identifier }),
  StockRejected: z.object({
    orderId: identifier,
    reason: z.enum(['out_of_stock', 'released']).describe('`released`: the order gave its reservation up before.'),
    missing: z.array(z.object({ productId: z.string(), requested: z.int(), available: z.int() })).optional(),
  }),
  StockReleased: z.object({ orderId: identifier }),
  ReservationExpired: z
    .object({ orderId: identifier })
    .describe('The hold is over; the stock stays reserved until the order decides.'),
  StockReceived: stockLevel,
  StockChecked: z
    .object({ productId: identifier, quantity: z.int(), available: z.int(), enough: z.boolean() })
    .describe('As it was when the question was taken; a product that does not exist has 0 available.'),
} as const;

/** What the inventory tells everybody: its answers to a choreographed order, and the end of any reservation. */
export const inventoryEvents = {
  StockReserved: inventoryReplies.StockReserved.extend({ order: orderFacts.optional() }),
  StockRejected: inventoryReplies.StockRejected,
  StockReleased: inventoryReplies.StockReleased,
  ReservationExpired: inventoryReplies.ReservationExpired,
} as const;
