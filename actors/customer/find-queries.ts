import type { Sql } from '../../runtime/index.ts';

export interface FoundCustomer {
  customerId: string;
  name: string | null;
  email: string | null;
}

/** A name is looked for in every row: there is no index by name, and a hundred thousand rows take some 50 ms. */
const FIND = `
  SELECT customer_id AS "customerId", name, email FROM customers
   WHERE customer_id LIKE $1 OR name ILIKE $1 OR name ILIKE '% ' || $1 OR email ILIKE $1
   ORDER BY orders DESC LIMIT $2`;

/** Customers whose id, name or e-mail address begins so; those with the most orders first. */
export function findCustomers(sql: Sql, beginning: string, limit: number): Promise<FoundCustomer[]> {
  const pattern = `${beginning.replace(/[\\%_]/g, '\\$&')}%`;
  return sql.query<FoundCustomer>('customers-find', FIND, [pattern, limit]);
}

const NAMES =
  'SELECT customer_id AS id, name FROM customers WHERE customer_id = ANY($1::text[]) AND name IS NOT NULL';

/** Names by id; customers without one are left out. */
export async function namesOfCustomers(sql: Sql, customerIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; name: string }>('customers-names', NAMES, [customerIds]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
