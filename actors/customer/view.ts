import { type Projection, type Sql, texts } from '../../runtime/index.ts';
import { type CustomerRow, fold, whose } from './fold.ts';

/**
 * The customers. A user may register before, between or after their orders: whichever event comes first makes the row.
 * The batch is folded in memory over the rows that are there; one process at a time keeps a view, so nobody else writes.
 */
export const customers: Projection = {
  name: 'customers',
  table: 'customers',
  events: ['UserRegistered', 'OrderPlaced', 'ShipmentPrepared', 'OrderConfirmed', 'OrderCancelled'],

  async apply(events, sql) {
    const byCustomer = Map.groupBy(events, whose);
    byCustomer.delete(undefined);
    const ids = [...byCustomer.keys()] as string[];
    if (ids.length === 0) return;
    const known = new Map((await read(sql, ids)).map((row) => [row.customer_id, row]));
    const changed = [...byCustomer].map(([id, own]) =>
      own.reduce(fold, known.get(id as string) ?? nobodyYet(id as string)),
    );
    await write(sql, changed);
  },
};

function nobodyYet(customerId: string): CustomerRow {
  const seen = { seen_tx: '0', seen_pos: '0' };
  return {
    customer_id: customerId,
    name: null,
    email: null,
    orders: 0,
    confirmed: 0,
    cancelled: 0,
    spent: {},
    ...seen,
  };
}

function read(sql: Sql, ids: readonly string[]): Promise<CustomerRow[]> {
  return sql.query<CustomerRow>(
    'customers-read',
    `SELECT customer_id, name, email, orders, confirmed, cancelled, spent, seen_tx, seen_pos
       FROM customers WHERE customer_id = ANY($1::text[])`,
    [texts(ids)],
  );
}

async function write(sql: Sql, rows: readonly CustomerRow[]): Promise<void> {
  await sql.query(
    'customers-write',
    `INSERT INTO customers (customer_id, name, email, orders, confirmed, cancelled, spent, seen_tx, seen_pos)
     SELECT customer_id, name, email, orders, confirmed, cancelled, spent, seen_tx, seen_pos
       FROM json_to_recordset($1::text::json)
            AS c (customer_id text, name text, email text, orders integer, confirmed integer, cancelled integer,
                  spent jsonb, seen_tx bigint, seen_pos bigint)
      ORDER BY customer_id
     ON CONFLICT (customer_id) DO UPDATE
        SET name = excluded.name, email = excluded.email, orders = excluded.orders, confirmed = excluded.confirmed,
            cancelled = excluded.cancelled, spent = excluded.spent, seen_tx = excluded.seen_tx,
            seen_pos = excluded.seen_pos`,
    [JSON.stringify(rows)],
  );
}
