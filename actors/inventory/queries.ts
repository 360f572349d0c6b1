import type { StockLevel } from '../../machines/inventory/messages.ts';
import { toDecimal } from '../../machines/money.ts';
import type { Sql } from '../../runtime/index.ts';
import { toProduct } from './statements.ts';

/** A product of the catalogue and where its stock is. */
export interface CatalogueProduct extends StockLevel {
  /** In euros; null: it has no price yet. */
  unitPrice: number | null;
}

type Row = Parameters<typeof toProduct>[0] & { unit_price_minor: string | null };

const columns = 'product_id, product_name, received, available, reserved, shipped, unit_price_minor';

export async function getProduct(sql: Sql, productId: string): Promise<CatalogueProduct | undefined> {
  const rows = await sql.query<Row>('inventory-get', `SELECT ${columns} FROM products WHERE product_id = $1`, [
    productId,
  ]);
  return rows[0] && inCatalogue(rows[0]);
}

/** Products by id. The cursor is opaque to callers: the last product's id, encoded. */
export async function listProducts(
  sql: Sql,
  { cursor, limit = 100 }: { cursor?: string; limit?: number } = {},
): Promise<{ items: CatalogueProduct[]; nextCursor?: string }> {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString('utf8').replaceAll('\0', '');
  const rows = await sql.query<Row>(
    'inventory-list',
    `SELECT ${columns} FROM products WHERE product_id > $1 ORDER BY product_id LIMIT $2`,
    [after, limit + 1],
  );
  const items = rows.slice(0, limit).map(inCatalogue);
  const last = items.at(-1);
  return rows.length > limit && last
    ? { items, nextCursor: Buffer.from(last.productId).toString('base64url') }
    : { items };
}

function inCatalogue(row: Row): CatalogueProduct {
  const { unit_price_minor } = row;
  return { ...toProduct(row), unitPrice: unit_price_minor === null ? null : toDecimal(Number(unit_price_minor)) };
}
