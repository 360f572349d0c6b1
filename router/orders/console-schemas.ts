import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { Stuck } from '../actors/replay-schemas.ts';
import { Standing } from '../machines/schemas.ts';
import { Fulfilment } from './schemas.ts';

const at = z.iso.datetime();

/** `toCome`: still ahead; `notReached`: it will not come to that any more. */
export const PathCell = z.enum(['done', 'now', 'undone', 'notReached', 'toCome']);

/** An order as one row of a list. */
export const OrderRow = z.object({
  orderId: z.string(),
  standing: Standing,
  step: z.string(),
  state: z.string().describe('The whole path, of nested states'),
  version: z.int().describe('How many events it has'),
  customerId: z.string(),
  customerName: z.string().nullable(),
  items: z.array(z.object({ productId: z.string(), productName: z.string(), quantity: z.int() })),
  total: z.number(),
  currency: z.string(),
  fulfilment: Fulfilment,
  correlationId: z.string().describe('Of the request that placed it'),
  reason: z.string().nullable(),
  path: z.object({ reserve: PathCell, charge: PathCell, ship: PathCell, confirm: PathCell }),
  placedAt: at,
  stepSince: at.describe('When its last event happened'),
  endedAt: at.nullable(),
  tookMs: z.number().nullable().describe('From placed to the end'),
  stuck: Stuck.nullable(),
});
export type OrderRow = z.infer<typeof OrderRow>;

const Filter = z.object({
  standing: Standing.optional(),
  fulfilment: Fulfilment.optional(),
  text: z
    .string()
    .trim()
    .max(100)
    .optional()
    .describe(
      "The beginning of an order's id, or its correlation id, or the beginning of its customer's id, name or e-mail, or part of a product's name",
    ),
  state: z.string().min(1).max(100).optional().describe('The innermost state: `chargingPayment`'),
  productId: identifier.optional(),
  correlationId: z.string().min(1).max(200).optional().describe('Of the request that placed it'),
  customerId: identifier.optional(),
  placedFrom: at.optional(),
  placedTo: at.optional().describe('Exclusive'),
});

export const OrderRowsInput = Filter.extend({
  limit: z.coerce.number<number>().int().min(1).max(100).default(100),
  cursor: z.string().min(1).max(500).nullish().describe('The `nextCursor` of the page before'),
});

export const OrderRows = z.object({
  items: z.array(OrderRow),
  nextCursor: z.string().optional(),
});

export const OrderCountsInput = Filter.omit({ standing: true, text: true });

/** Orders by how they stand; each order counts once. */
export const OrderCounts = z.object({
  all: z.int(),
  pending: z.int(),
  compensating: z.int(),
  stuck: z.int(),
  confirmed: z.int(),
  cancelled: z.int(),
});

export const WatchRowsInput = z.object({
  orderIds: z
    .array(identifier)
    .max(200)
    .optional()
    .describe('Only changes of these; placed ones are counted anyway'),
  lastEventId: z
    .string()
    .regex(/^\d{1,20}-\d{1,19}$/, 'is not the id of an event')
    .nullish(),
});

/** What changed since the last update; at most four a second. */
export interface RowsUpdate {
  rows: OrderRow[];
  /** Orders placed since the last update. */
  placed: number;
  /** Orders that changed since the last update, those that are not among `rows` too. */
  changed: number;
}
