import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { stockLevel } from '../../machines/inventory/messages.ts';

/** `received = available + reserved + shipped` */
export const StockLevel = stockLevel.meta({ id: 'StockLevel' });
export type StockLevel = z.infer<typeof StockLevel>;

export const ProductId = z.object({ productId: identifier });
