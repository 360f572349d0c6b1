import type { Invariant } from '../../runtime/index.ts';

/** What must hold of products and reservations alone. Each check answers at most 100 violations. */
export const inventoryInvariants: readonly Invariant[] = [
  {
    name: 'stock received = available + reserved + shipped, none of them negative',
    async check(sql) {
      const rows = await sql.query<{ line: string }>(
        'invariant-stock-sum',
        `SELECT format('product %s: received %s, available %s, reserved %s, shipped %s',
                       product_id, received, available, reserved, shipped) AS line
           FROM products
          WHERE received <> available + reserved + shipped OR least(available, reserved, shipped) < 0
          LIMIT 100`,
      );
      return rows.map(({ line }) => line);
    },
  },
  {
    name: 'what products count as reserved and shipped is what reservations hold',
    async check(sql) {
      const rows = await sql.query<{ line: string }>(
        'invariant-stock-held',
        `WITH held AS (
           SELECT item ->> 'productId' AS product_id,
                  sum((item ->> 'quantity')::bigint) FILTER (WHERE status IN ('reserved', 'expiring')) AS reserved,
                  sum((item ->> 'quantity')::bigint) FILTER (WHERE status = 'committed') AS shipped
             FROM reservations, json_array_elements(items) AS item
            WHERE status IN ('reserved', 'expiring', 'committed')
            GROUP BY 1)
         SELECT format('product %s counts reserved %s, shipped %s; its reservations hold %s and %s', product_id,
                       coalesce(p.reserved, 0), coalesce(p.shipped, 0), coalesce(h.reserved, 0), coalesce(h.shipped, 0)) AS line
           FROM products p FULL JOIN held h USING (product_id)
          WHERE coalesce(p.reserved, 0) <> coalesce(h.reserved, 0) OR coalesce(p.shipped, 0) <> coalesce(h.shipped, 0)
          LIMIT 100`,
      );
      return rows.map(({ line }) => line);
    },
  },
];
