import type { Fulfilment } from '../../machines/choreography.ts';
import type { Sql } from '../../runtime/index.ts';
import { decode, encode } from './cursor.ts';
import { COMPENSATING, type OrderFacts, readOrderFacts } from './facts.ts';

export interface OrderFactsFilter {
  standing?: OrderFacts['standing'];
  fulfilment?: Fulfilment;
  /** The innermost state. */
  step?: string;
  /** Orders that hold one of them. */
  productIds?: readonly string[];
  correlationId?: string;
  /** The beginning of the order's id. */
  idPrefix?: string;
  customerIds?: readonly string[];
  /** ISO 8601; `placedTo` is exclusive. */
  placedFrom?: string;
  placedTo?: string;
  /** The `nextCursor` of the page before. */
  cursor?: string;
  limit: number;
}

export interface OrderFactsPage {
  items: OrderFacts[];
  nextCursor?: string;
}

/** How many orders stand how, as far as the view has come. */
export type OrderTally = Record<OrderFacts['standing'], number>;

const undoing = COMPENSATING.map((step) => `'${step}'`).join(', ');

/** Written out, so that the plan finds the partial index. */
const standing = {
  pending: `status = 'pending' AND step NOT IN (${undoing})`,
  compensating: `status = 'pending' AND step IN (${undoing})`,
  confirmed: "status = 'confirmed'",
  cancelled: "status = 'cancelled'",
} as const satisfies Record<OrderFacts['standing'], string>;

const fulfilledBy = {
  orchestration: 'fulfilment IS NULL',
  choreography: "fulfilment = 'choreography'",
} as const satisfies Record<Fulfilment, string>;

interface Condition {
  name: string;
  text: (place: (value: unknown) => string) => string;
}

type Where = Omit<OrderFactsFilter, 'cursor' | 'limit'>;
export type TallyFilter = Omit<Where, 'standing' | 'idPrefix'>;

/** Each combination of filters is a statement of its own, so that each is answered from its index. */
function conditions(filter: Where): Condition[] {
  const { step, productIds, correlationId, idPrefix, customerIds, placedFrom, placedTo } = filter;
  const all: Condition[] = [];
  const add = (name: string, text: Condition['text']) => all.push({ name, text });
  if (filter.standing) add(filter.standing, () => standing[filter.standing as keyof typeof standing]);
  if (filter.fulfilment) add(filter.fulfilment, () => fulfilledBy[filter.fulfilment as Fulfilment]);
  if (step === 'confirmed' || step === 'cancelled') add(`in-${step}`, () => standing[step]);
  else if (step) add('step', (place) => `status = 'pending' AND step = ${place(step)}`);
  if (productIds) add('products', (place) => `ordered_products(items) && ${place(productIds)}::text[]`);
  if (correlationId) add('correlation', (place) => `correlation_id = ${place(correlationId)}`);
  if (customerIds) add('customers', (place) => `customer_id = ANY(${place(customerIds)}::text[])`);
  if (idPrefix) {
    add('prefix', (place) => {
      const beginning = place(idPrefix);
      return `order_id >= ${beginning}::text AND order_id < ${beginning}::text || chr(1114111)`;
    });
  }
  if (placedFrom) add('from', (place) => `placed_at >= ${place(placedFrom)}::timestamptz`);
  if (placedTo) add('to', (place) => `placed_at < ${place(placedTo)}::timestamptz`);
  return all;
}

/** Newest first: which orders from the view, how they stand from their actors. Throws `InvalidCursor`. */
export async function listOrderFacts(sql: Sql, filter: OrderFactsFilter): Promise<OrderFactsPage> {
  const { cursor, limit } = filter;
  const values: unknown[] = [...decode(cursor), limit + 1];
  const place = (value: unknown) => `$${values.push(value)}`;
  const where = conditions(filter);
  const texts = where.map(({ text }) => text(place));
  const rows = await sql.query<{ orderId: string; placedUs: string }>(
    ['orders-facts', ...where.map(({ name }) => name)].join('-'),
    `SELECT order_id AS "orderId", (extract(epoch FROM placed_at) * 1000000)::bigint AS "placedUs" FROM order_views
      WHERE ${["(placed_at, order_id) < (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::text)", ...texts].join(' AND ')}
      ORDER BY placed_at DESC, order_id DESC LIMIT $3`,
    values,
  );
  const page = rows.slice(0, limit);
  const items = await readOrderFacts(
    sql,
    page.map(({ orderId }) => orderId),
  );
  const last = page.at(-1);
  return rows.length > limit && last ? { items, nextCursor: encode([last.placedUs, last.orderId]) } : { items };
}

/** Counts by standing, each order once. */
export async function tallyOrders(sql: Sql, filter: TallyFilter): Promise<OrderTally> {
  const values: unknown[] = [];
  const place = (value: unknown) => `$${values.push(value)}`;
  const where = conditions(filter);
  const texts = where.map(({ text }) => text(place));
  const rows = await sql.query<{ standing: OrderFacts['standing']; count: number }>(
    ['orders-tally', ...where.map(({ name }) => name)].join('-'),
    `SELECT CASE WHEN status = 'pending' AND step IN (${undoing}) THEN 'compensating' ELSE status END AS standing,
            count(*)::int AS count
       FROM order_views WHERE ${['placed_at IS NOT NULL', ...texts].join(' AND ')} GROUP BY 1`,
    values,
  );
  const tally: OrderTally = { pending: 0, compensating: 0, confirmed: 0, cancelled: 0 };
  for (const row of rows) tally[row.standing] = row.count;
  return tally;
}
