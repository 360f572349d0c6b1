import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { inventoryCommands, stockLevel } from '../../machines/inventory/messages.ts';
import { Price } from '../price.ts';

/** `received = available + reserved + shipped` */
export const StockLevel = stockLevel
  .extend({ unitPrice: z.number().nullable().describe('In euros; null: it has no price yet') })
  .meta({ id: 'StockLevel' });
export type StockLevel = z.infer<typeof StockLevel>;

export const ProductId = z.object({ productId: identifier });

/** Goods that came in, the price of a new product as people write it. */
export const Delivery = inventoryCommands.ReceiveStock.omit({ unitPriceMinor: true }).extend({
  unitPrice: Price.optional().describe('In euros; counts for a product that is created'),
});
