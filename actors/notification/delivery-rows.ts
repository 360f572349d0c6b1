import type { DeliveryContext } from '../../machines/notification/delivery.machine.ts';
import { type CommittedTurn, integers, type Sql, texts } from '../../runtime/index.ts';

const statusOf: Readonly<Record<string, string>> = {
  sending: 'pending',
  waiting: 'pending',
  undelivered: 'failed',
  sent: 'sent',
  skipped: 'skipped',
};

const UPDATE = `
  UPDATE notification_deliveries d
     SET status = t.status, attempts = t.attempts, recipient = t.recipient, detail = t.detail, updated_at = now()
    FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[])
         AS t (notification_id, channel, status, attempts, recipient, detail)
   WHERE d.notification_id = t.notification_id AND d.channel = t.channel`;

/** Keeps `notification_deliveries` in step. The row is there, planned, before the first turn, which changes nothing in it. */
export async function keepDeliveryRows(turns: readonly CommittedTurn[], sql: Sql): Promise<void> {
  const last = new Map<string, { state: string; context: DeliveryContext }>();
  for (const { actor, state, version, context } of turns)
    if (version > 1) last.set(actor, { state, context: context as unknown as DeliveryContext });
  if (last.size === 0) return;
  const rows = [...last.values()];
  await sql.query('notification-delivery-rows', UPDATE, [
    texts(rows.map(({ context }) => context.notificationId)),
    texts(rows.map(({ context }) => context.webhookId ?? context.channel)),
    texts(rows.map(({ state }) => statusOf[state])),
    integers(rows.map(({ context }) => context.attempt)),
    texts(rows.map(({ context }) => context.recipient)),
    texts(rows.map(({ context }) => context.detail)),
  ]);
}
