import type { z } from 'zod';
import type { OrderFacts, OrderFactsFilter } from '../../actors/order/index.ts';
import { type Address, address, idOf, type StuckActor } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import type { OrderCounts, OrderCountsInput, OrderRow, OrderRows, OrderRowsInput } from './console-schemas.ts';

type Reader = Pick<Context, 'orders' | 'customers' | 'inspection' | 'inventory'>;

/** Customers whose orders a text may mean. */
const MOST_CUSTOMERS = 20;
/** Products among whose names a text is looked for. */
const MOST_PRODUCTS = 500;

/** A page of the list, newest first; the stuck ones oldest first. */
export async function orderRows(
  ctx: Reader,
  input: z.infer<typeof OrderRowsInput>,
): Promise<z.infer<typeof OrderRows>> {
  const { standing, text, cursor, limit } = input;
  const stuck = await stuckOrders(ctx);
  if (standing === 'stuck') return stuckPage(ctx, stuck, input);
  const meant = text ? await meantBy(ctx, text) : {};
  const filter = { ...meant, ...toFilter(input), limit, standing, cursor: cursor ?? undefined };
  const { items, nextCursor } = await ctx.orders.facts(filter);
  const shown = standing ? items.filter(({ orderId }) => !stuck.has(address('order', orderId))) : items;
  return { items: await withDetails(ctx, shown, stuck), ...(nextCursor === undefined ? {} : { nextCursor }) };
}

export async function orderCounts(
  ctx: Reader,
  where: z.infer<typeof OrderCountsInput>,
): Promise<z.infer<typeof OrderCounts>> {
  const [tally, stuck] = await Promise.all([
    ctx.orders.tally(toFilter(where)),
    stuckFacts(ctx, await stuckOrders(ctx), where),
  ]);
  const of = (standing: OrderFacts['standing']) => stuck.filter((facts) => facts.standing === standing).length;
  const { pending, compensating, confirmed, cancelled } = tally;
  return {
    all: pending + compensating + confirmed + cancelled,
    pending: Math.max(0, pending - of('pending')),
    compensating: Math.max(0, compensating - of('compensating')),
    stuck: stuck.length,
    confirmed: confirmed - of('confirmed'),
    cancelled: cancelled - of('cancelled'),
  };
}

export async function rowsOf(ctx: Reader, orderIds: readonly string[]): Promise<OrderRow[]> {
  return withDetails(ctx, await ctx.orders.factsOf(orderIds), await stuckOrders(ctx));
}

/** What the list and its counts are narrowed by, for the view. */
function toFilter({ fulfilment, state, productId, correlationId, customerId, placedFrom, placedTo }: Where) {
  return {
    ...(fulfilment && { fulfilment }),
    ...(state && { step: state }),
    ...(productId && { productIds: [productId] }),
    ...(correlationId && { correlationId }),
    ...(customerId && { customerIds: [customerId] }),
    ...(placedFrom && { placedFrom }),
    ...(placedTo && { placedTo }),
  };
}

type Stuck = ReadonlyMap<Address, StuckActor>;

async function stuckOrders({ inspection }: Reader): Promise<Stuck> {
  return new Map((await inspection.stuck('order')).map((stuck) => [stuck.actor, stuck]));
}

type Where = Omit<z.infer<typeof OrderCountsInput>, never> & { text?: string };

async function stuckFacts(ctx: Reader, stuck: Stuck, where: Where): Promise<OrderFacts[]> {
  const facts = await ctx.orders.factsOf([...stuck.keys()].map(idOf));
  const { customerId, fulfilment, state, productId, correlationId, placedFrom, placedTo } = where;
  const wanted = facts.filter(
    (order) =>
      (!customerId || order.customerId === customerId) &&
      (!fulfilment || order.fulfilment === fulfilment) &&
      (!state || order.step === state) &&
      (!productId || order.items.some((item) => item.productId === productId)) &&
      (!correlationId || order.correlationId === correlationId) &&
      (!placedFrom || Date.parse(order.placedAt) >= Date.parse(placedFrom)) &&
      (!placedTo || Date.parse(order.placedAt) < Date.parse(placedTo)),
  );
  if (!where.text) return wanted;
  const { text } = where;
  const customers = await customersMeant(ctx, text);
  const beginning = text.toLowerCase();
  return wanted.filter(
    (order) =>
      order.orderId.startsWith(beginning) ||
      order.correlationId === text ||
      customers.includes(order.customerId) ||
      order.items.some(({ productName }) => productName.toLowerCase().includes(beginning)),
  );
}

/** The cursor of this list is the place in it. */
async function stuckPage(
  ctx: Reader,
  stuck: Stuck,
  { cursor, limit, ...where }: z.infer<typeof OrderRowsInput>,
): Promise<z.infer<typeof OrderRows>> {
  const from = Number.parseInt(cursor ?? '0', 10) || 0;
  const facts = await stuckFacts(ctx, stuck, where);
  const items = await withDetails(ctx, facts.slice(from, from + limit), stuck);
  return { items, ...(from + limit < facts.length ? { nextCursor: String(from + limit) } : {}) };
}

/** The first that there is: an order's id beginning so, this correlation id, customers, products. */
async function meantBy(
  ctx: Reader,
  text: string,
): Promise<Pick<OrderFactsFilter, 'idPrefix' | 'correlationId' | 'customerIds' | 'productIds'>> {
  const idPrefix = text.toLowerCase();
  const any = async (filter: Partial<OrderFactsFilter>) =>
    (await ctx.orders.facts({ ...filter, limit: 1 })).items.length > 0;
  if (await any({ idPrefix })) return { idPrefix };
  if (await any({ correlationId: text })) return { correlationId: text };
  const customerIds = await customersMeant(ctx, text);
  if (customerIds.length > 0) return { customerIds };
  const { items } = await ctx.inventory.list({ limit: MOST_PRODUCTS });
  const named = items.filter(({ productName }) => productName.toLowerCase().includes(idPrefix));
  return { productIds: named.map(({ productId }) => productId) };
}

async function customersMeant({ customers }: Reader, text: string): Promise<string[]> {
  return (await customers.find(text, MOST_CUSTOMERS)).map(({ customerId }) => customerId);
}

async function withDetails(
  { customers }: Reader,
  facts: readonly OrderFacts[],
  stuck: Stuck,
): Promise<OrderRow[]> {
  const names = await customers.names([...new Set(facts.map(({ customerId }) => customerId))]);
  return facts.map((order) => {
    const why = stuck.get(address('order', order.orderId));
    return {
      ...order,
      standing: why ? 'stuck' : order.standing,
      customerName: names.get(order.customerId) ?? null,
      stuck: why
        ? { since: why.since, rule: why.rule, cause: why.cause, deadLetterId: why.deadLetterId, fix: why.fix }
        : null,
    };
  });
}
