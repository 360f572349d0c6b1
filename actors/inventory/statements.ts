import { bigints, type Sql, texts } from '../../runtime/index.ts';

export interface StockLine {
  productId: string;
  quantity: number;
}

export type ReservationStatus = 'reserved' | 'expiring' | 'committed' | 'released' | 'rejected';

export interface ReservationRow {
  order_id: string;
  status: ReservationStatus;
  items: StockLine[];
}

/** Counts come as text: PostgreSQL's bigint. */
interface ProductRow {
  product_id: string;
  product_name: string;
  received: string;
  available: string;
  reserved: string;
  shipped: string;
}

/** Of a reservation or of a product. */
type StockRow =
  | (ReservationRow & Record<keyof ProductRow, null>)
  | (ProductRow & Record<keyof ReservationRow, null>);

export interface Product {
  productId: string;
  productName: string;
  received: number;
  available: number;
  reserved: number;
  shipped: number;
}

/**
 * The reservations of these orders, these products and those of the reservations, all locked. Products are locked in the
 * order of their ids, so that two processes never wait for each other in a circle.
 */
export async function lockStock(
  sql: Sql,
  orderIds: readonly string[],
  productIds: readonly string[],
): Promise<{ reservations: ReservationRow[]; products: Product[] }> {
  if (orderIds.length + productIds.length === 0) return { reservations: [], products: [] };
  const rows = await sql.query<StockRow>(
    'inventory-lock',
    `WITH held AS MATERIALIZED (
       SELECT order_id, status, items FROM reservations
        WHERE order_id = ANY($1::text[]) ORDER BY order_id FOR UPDATE),
     wanted AS MATERIALIZED (
       SELECT unnest($2::text[]) AS product_id
        UNION
       SELECT item ->> 'productId' FROM held, json_array_elements(items) AS item),
     stock AS MATERIALIZED (
       SELECT product_id, product_name, received, available, reserved, shipped FROM products
        WHERE product_id = ANY(ARRAY(SELECT product_id FROM wanted)) ORDER BY product_id FOR UPDATE)
     SELECT NULL AS order_id, NULL AS status, NULL::json AS items, stock.* FROM stock
      UNION ALL
     SELECT held.*, NULL, NULL, NULL, NULL, NULL, NULL FROM held`,
    [texts(orderIds), texts(productIds)],
  );
  return {
    reservations: rows.filter((row): row is ReservationRow & StockRow => row.order_id !== null),
    products: rows.filter((row): row is ProductRow & StockRow => row.order_id === null).map(toProduct),
  };
}

/** By how much the counts of one product change. */
export interface StockChange {
  product_id: string;
  received: number;
  available: number;
  reserved: number;
  shipped: number;
}

export interface NewReservation {
  order_id: string;
  status: ReservationStatus;
  items: readonly StockLine[];
  /** Milliseconds from now; null: never. */
  hold_ms: number | null;
}

/** All changes of a batch. The rows of `products` and `changed` are locked already. */
export interface StockChanges {
  products: readonly StockChange[];
  changed: readonly { order_id: string; status: ReservationStatus }[];
  made: readonly NewReservation[];
}

/**
 * Writes a batch in one statement. Answers how many of the new reservations it made: fewer than given means that another
 * process made one for the same order in between, and the whole must be rolled back.
 */
export async function writeStock(sql: Sql, { products, changed, made }: StockChanges): Promise<number> {
  const rows = await sql.query(
    'inventory-write',
    `WITH moved AS (
       UPDATE products p
          SET received = p.received + c.received, available = p.available + c.available,
              reserved = p.reserved + c.reserved, shipped = p.shipped + c.shipped
         FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
              AS c (product_id, received, available, reserved, shipped)
        WHERE p.product_id = c.product_id),
     changed AS (
       UPDATE reservations r SET status = c.status
         FROM unnest($6::text[], $7::text[]) AS c (order_id, status)
        WHERE r.order_id = c.order_id)
     INSERT INTO reservations (order_id, status, items, expires_at)
     SELECT c.order_id, c.status, c.items::json, now() + c.hold_ms * interval '1 millisecond'
       FROM unnest($8::text[], $9::text[], $10::text[], $11::bigint[]) AS c (order_id, status, items, hold_ms)
      ORDER BY c.order_id
     ON CONFLICT (order_id) DO NOTHING
     RETURNING order_id`,
    [
      texts(products.map(({ product_id }) => product_id)),
      bigints(products.map(({ received }) => received)),
      bigints(products.map(({ available }) => available)),
      bigints(products.map(({ reserved }) => reserved)),
      bigints(products.map(({ shipped }) => shipped)),
      texts(changed.map(({ order_id }) => order_id)),
      texts(changed.map(({ status }) => status)),
      texts(made.map(({ order_id }) => order_id)),
      texts(made.map(({ status }) => status)),
      texts(made.map(({ items }) => JSON.stringify(items))),
      bigints(made.map(({ hold_ms }) => hold_ms)),
    ],
  );
  return rows.length;
}

export interface NewProduct {
  product_id: string;
  product_name: string;
  received: number;
  unit_price_minor: number | null;
}

/** Products that were not there; one that appeared meanwhile only gets the quantity. */
export async function createProducts(sql: Sql, products: readonly NewProduct[]): Promise<void> {
  await sql.query(
    'inventory-create-products',
    `INSERT INTO products AS p (product_id, product_name, received, available, unit_price_minor)
     SELECT c.product_id, c.product_name, c.received, c.received, c.unit_price_minor
       FROM json_to_recordset($1::text::json)
            AS c (product_id text, product_name text, received bigint, unit_price_minor bigint)
      ORDER BY c.product_id
     ON CONFLICT (product_id) DO UPDATE SET received = p.received + excluded.received, available = p.available + excluded.received`,
    [JSON.stringify(products)],
  );
}

/** Marks up to `limit` reservations past their time, and answers their orders. Those that another process holds wait. */
export async function expireReservations(sql: Sql, limit: number): Promise<string[]> {
  const rows = await sql.query<{ order_id: string }>(
    'inventory-expire',
    `UPDATE reservations SET status = 'expiring'
      WHERE order_id IN (
        SELECT order_id FROM reservations WHERE status = 'reserved' AND expires_at <= now()
         ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)
     RETURNING order_id`,
    [limit],
  );
  return rows.map(({ order_id }) => order_id);
}

export function toProduct(row: ProductRow): Product {
  return {
    productId: row.product_id,
    productName: row.product_name,
    received: Number(row.received),
    available: Number(row.available),
    reserved: Number(row.reserved),
    shipped: Number(row.shipped),
  };
}
