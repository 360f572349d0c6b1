import type { StockLevel } from '../../machines/inventory/messages.ts';
import type { Sql } from '../../runtime/index.ts';
import { toProduct } from './statements.ts';

const columns = 'product_id, product_name, received, available, reserved, shipped';

export async function getProduct(sql: Sql, productId: string): Promise<StockLevel | undefined> {
  const rows = await sql.query<Parameters<typeof toProduct>[0]>(
    'inventory-get',
    `SELECT ${columns} FROM products WHERE product_id = $1`,
    [productId],
  );
  return rows[0] && toProduct(rows[0]);
}

/** Products by id. The cursor is opaque to callers: the last product's id, encoded. */
export async function listProducts(
  sql: Sql,
  { cursor, limit = 100 }: { cursor?: string; limit?: number } = {},
): Promise<{ items: StockLevel[]; nextCursor?: string }> {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8').replaceAll('\0', '');
  const rows = await sql.query<Parameters<typeof toProduct>[0]>(
    'inventory-list',
    `SELECT ${columns} FROM products WHERE product_id > $1 ORDER BY product_id LIMIT $2`,
    [after, limit + 1],
  );
  const items = rows.slice(0, limit).map(toProduct);
  const last = items.at(-1);
  return rows.length > limit && last
    ? { items, nextCursor: Buffer.from(last.productId).toString('base64url') }
    : { items };
}
