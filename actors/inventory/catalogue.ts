import type { Sql } from '../../runtime/index.ts';

/** The products of a new system, so that the first order finds something. */
export const catalogue = [
  {
    product_id: '11111111-1111-1111-1111-111111111111',
    product_name: 'Laptop',
    received: 10_000,
    unit_price_minor: 99_999,
  },
  {
    product_id: '22222222-2222-2222-2222-222222222222',
    product_name: 'Phone',
    received: 10_000,
    unit_price_minor: 69_900,
  },
  {
    product_id: '33333333-3333-3333-3333-333333333333',
    product_name: 'Headphones',
    received: 5_000,
    unit_price_minor: 12_900,
  },
  {
    product_id: '44444444-4444-4444-4444-444444444444',
    product_name: 'Keyboard',
    received: 5_000,
    unit_price_minor: 8_450,
  },
  {
    product_id: '55555555-5555-5555-5555-555555555555',
    product_name: 'Monitor',
    received: 2_000,
    unit_price_minor: 31_200,
  },
  {
    product_id: '66666666-6666-6666-6666-666666666666',
    product_name: 'Limited edition camera',
    received: 5,
    unit_price_minor: 249_900,
  },
] as const;

/**
 * Fills the catalogue where there is no product yet, and gives its products their price where they have none. One
 * statement each, so that several processes may start at once.
 */
export async function seedCatalogue(sql: Sql): Promise<void> {
  await sql.query(
    'inventory-seed',
    `INSERT INTO products (product_id, product_name, received, available, unit_price_minor)
     SELECT c.product_id, c.product_name, c.received, c.received, c.unit_price_minor
       FROM json_to_recordset($1::text::json)
            AS c (product_id text, product_name text, received bigint, unit_price_minor bigint)
      WHERE NOT EXISTS (SELECT FROM products)
      ORDER BY c.product_id
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(catalogue)],
  );
  await sql.query(
    'inventory-seed-prices',
    `UPDATE products p SET unit_price_minor = c.unit_price_minor
       FROM (SELECT * FROM json_to_recordset($1::text::json) AS c (product_id text, unit_price_minor bigint)) c
      WHERE p.product_id = c.product_id AND p.unit_price_minor IS NULL`,
    [JSON.stringify(catalogue)],
  );
}
