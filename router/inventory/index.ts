import type { z } from 'zod';
import { inventoryCommands } from '../../machines/inventory/messages.ts';
import { toMinorUnits } from '../../machines/money.ts';
import { address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { ProductNotFound, Refused } from '../errors.ts';
import { executeOnce } from '../idempotency.ts';
import { OnceHeaders } from '../openapi/headers.ts';
import { route } from '../openapi/route.ts';
import { PageInput, pageOf } from '../paging.ts';
import { procedure, router } from '../trpc.ts';
import { Availability, AvailabilityQuery, availabilityOf } from './availability.ts';
import { Delivery, ProductId, StockLevel } from './schemas.ts';

const tag = 'Inventory';

const list = route('GET', '/api/inventory', { tag, summary: 'Stock of all products' });
const get = route('GET', '/api/inventory/{productId}', {
  tag,
  summary: 'Stock of a product',
  problems: ['PRODUCT_NOT_FOUND'],
});
const availability = route('GET', '/api/inventory/{productId}/availability', {
  tag,
  summary: 'Whether so many could be reserved right now',
  description: 'Asks the inventory over the broker, as services ask each other. Nothing is held.',
  problems: ['ASK_TIMEOUT'],
});
const receive = route('POST', '/api/inventory/{productId}/receive', {
  tag,
  summary: 'Take stock in',
  answers: { 200: 'The stock after it' },
  problems: ['PRODUCT_NOT_FOUND', 'REFUSED', 'IDEMPOTENCY_KEY_REUSED', 'MALFORMED_HEADER'],
  requestHeaders: OnceHeaders,
});

function toReceiveStock({ unitPrice, ...delivery }: z.output<typeof Delivery>): Record<string, unknown> {
  return { ...delivery, ...(unitPrice === undefined ? {} : { unitPriceMinor: toMinorUnits(unitPrice) }) };
}

async function stockOf({ inventory }: Context, productId: string): Promise<StockLevel> {
  const level = await inventory.get(productId);
  if (!level) throw new ProductNotFound(productId);
  return level;
}

export const inventory = router({
  list: procedure
    .meta(list)
    .input(PageInput)
    .output(pageOf(StockLevel))
    .query(({ ctx, input }) => ctx.inventory.list(input)),

  get: procedure
    .meta(get)
    .input(ProductId)
    .output(StockLevel)
    .query(({ ctx, input }) => stockOf(ctx, input.productId)),

  availability: procedure
    .meta(availability)
    .input(AvailabilityQuery)
    .output(Availability)
    .query(({ ctx, input }) => availabilityOf(ctx, input)),

  receive: procedure
    .meta(receive)
    .input(Delivery)
    .output(StockLevel)
    .mutation(async ({ ctx, input }) => {
      const to = address('inventory', input.productId);
      const { refused } = await executeOnce(
        ctx,
        { to, type: 'ReceiveStock', payload: toReceiveStock(input) },
        inventoryCommands.ReceiveStock.parse,
      );
      if (refused) throw new Refused(refused);
      return stockOf(ctx, input.productId);
    }),
});
