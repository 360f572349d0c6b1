import type { Sql } from '../../runtime/index.ts';

export interface PaymentView {
  orderId: string;
  /** The payment machine's state. */
  status: string;
  amountMinor: number;
  currency: string | null;
  chargeId: string | null;
  refundedMinor: number;
  updatedAt: Date;
}

/** Undefined while the first attempt to charge is under way, and where there is no payment. */
export async function getPayment(sql: Sql, orderId: string): Promise<PaymentView | undefined> {
  const rows = await sql.query<PaymentView>(
    'payment-get',
    `SELECT order_id AS "orderId", status, amount_minor::float8 AS "amountMinor", currency, charge_id AS "chargeId",
            refunded_minor::float8 AS "refundedMinor", updated_at AS "updatedAt"
       FROM payments WHERE order_id = $1`,
    [orderId],
  );
  return rows[0];
}
