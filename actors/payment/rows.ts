import type { PaymentContext } from '../../machines/payment/payment.machine.ts';
import type { CommittedTurn, Sql } from '../../runtime/index.ts';

/**
 * Keeps `payments` in step with the payment actors, one statement a batch. A payment has no row while its first attempt
 * is under way: that would double the writes, and the actor itself can be looked at.
 */
export async function keepPaymentRows(turns: readonly CommittedTurn[], sql: Sql): Promise<void> {
  const last = new Map<string, object>();
  for (const { id, state, context } of turns) {
    if (state === 'charging') continue;
    const { amountMinor, currency, chargeId, refundedMinor } = context as unknown as PaymentContext;
    last.set(id, {
      order_id: id,
      status: state,
      amount_minor: amountMinor,
      currency,
      charge_id: chargeId,
      refunded_minor: refundedMinor,
    });
  }
  if (last.size === 0) return;
  await sql.query(
    'payment-rows',
    `INSERT INTO payments AS p (order_id, status, amount_minor, currency, charge_id, refunded_minor, updated_at)
     SELECT t.*, now()
       FROM json_to_recordset($1::text::json)
            AS t (order_id text, status text, amount_minor bigint, currency text, charge_id text, refunded_minor bigint)
      ORDER BY t.order_id
     ON CONFLICT (order_id) DO UPDATE
        SET status = excluded.status, amount_minor = excluded.amount_minor, charge_id = excluded.charge_id,
            refunded_minor = excluded.refunded_minor, updated_at = excluded.updated_at`,
    [JSON.stringify([...last.values()])],
  );
}
