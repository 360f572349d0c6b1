import { z } from 'zod';
import { inventoryReplies } from '../../machines/inventory/messages.ts';
import { address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { ProductId } from './schemas.ts';

export const AvailabilityQuery = ProductId.extend({
  quantity: z.coerce.number<number>().int().min(1).max(10_000).default(1),
});

export const Availability = inventoryReplies.StockChecked.meta({ id: 'Availability' });

/** How long a customer waits for the inventory (milliseconds). */
const PATIENCE_MS = 2_000;

/**
 * Asks the inventory itself, over the broker, whichever process works it; the stock that is listed is read from its table.
 * @throws {AskTimeout} when nobody works the inventory.
 */
export async function availabilityOf(
  { runtime, request: { correlationId, traceparent } }: Pick<Context, 'runtime' | 'request'>,
  { productId, quantity }: z.output<typeof AvailabilityQuery>,
): Promise<z.infer<typeof Availability>> {
  const to = address('inventory', productId);
  const question = { to, type: 'CheckStock', payload: { productId, quantity }, correlationId, traceparent };
  const { payload } = await runtime.ask(question, { timeoutMs: PATIENCE_MS });
  return Availability.parse(payload);
}
