import { toDecimal } from '../../machines/money.ts';
import type { Sql } from '../../runtime/index.ts';

/** A customer as the order side knows them. */
export interface Customer {
  customerId: string;
  /** Whether they are a registered user, as far as the view has come. */
  registered: boolean;
  name?: string;
  email?: string;
  orders: number;
  confirmed: number;
  cancelled: number;
  /** Of confirmed orders, by currency. */
  spent: { currency: string; total: number }[];
}

interface Row {
  name: string | null;
  email: string | null;
  orders: number;
  confirmed: number;
  cancelled: number;
  spent: Record<string, number>;
}

/** Undefined for somebody who neither registered nor ordered. */
export async function getCustomer(sql: Sql, customerId: string): Promise<Customer | undefined> {
  const [row] = await sql.query<Row>(
    'customer-get',
    'SELECT name, email, orders, confirmed, cancelled, spent FROM customers WHERE customer_id = $1',
    [customerId],
  );
  if (!row) return undefined;
  const { name, email, spent, ...counts } = row;
  return {
    customerId,
    registered: email !== null,
    ...(name === null ? {} : { name }),
    ...(email === null ? {} : { email }),
    ...counts,
    spent: Object.entries(spent).map(([currency, minor]) => ({ currency, total: toDecimal(minor) })),
  };
}
