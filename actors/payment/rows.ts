import type { PaymentContext } from '../../machines/payment/payment.machine.ts';
import { type ActorSql, bigints, type CommittedTurn, texts } from '../../runtime/index.ts';

/**
 * Keeps `payments` in step with the payment actors, one statement a batch. A payment has no row while its first attempt
 * is under way: that would double the writes, and the actor itself can be looked at.
 */
export async function keepPaymentRows(turns: readonly CommittedTurn[], sql: ActorSql): Promise<void> {
  const last = new Map<string, { state: string; context: PaymentContext }>();
  for (const { id, state, context } of turns) {
    if (state !== 'charging') last.set(id, { state, context: context as unknown as PaymentContext });
  }
  if (last.size === 0) return;
  const rows = [...last.values()];
  sql.write(
    'payment-rows',
    `INSERT INTO payments AS p (order_id, status, amount_minor, currency, charge_id, refunded_minor, updated_at)
     SELECT t.*, now()
       FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
            AS t (order_id, status, amount_minor, currency, charge_id, refunded_minor)
      ORDER BY t.order_id
     ON CONFLICT (order_id) DO UPDATE
        SET status = excluded.status, amount_minor = excluded.amount_minor, charge_id = excluded.charge_id,
            refunded_minor = excluded.refunded_minor, updated_at = excluded.updated_at`,
    [
      texts([...last.keys()]),
      texts(rows.map(({ state }) => state)),
      bigints(rows.map(({ context }) => context.amountMinor)),
      texts(rows.map(({ context }) => context.currency)),
      texts(rows.map(({ context }) => context.chargeId)),
      bigints(rows.map(({ context }) => context.refundedMinor)),
    ],
  );
}
