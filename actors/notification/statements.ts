import type { About } from '../../machines/notification/messages.ts';
import { integers, type Sql, texts } from '../../runtime/index.ts';

/** Whether an e-mail is to be sent, and why not. */
export interface PlannedEmail {
  status: 'pending' | 'skipped';
  detail: string | null;
}

export interface PlannedNotification {
  notificationId: string;
  about: About;
  event: { actor: string; version: number; at: string };
  email: PlannedEmail;
}

const PLAN = `
  WITH told AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
                  AS t (notification_id, kind, actor, version, order_id, about, at, email_status, email_detail)
  ), made AS (
    INSERT INTO notifications (notification_id, kind, actor, version, order_id, about, at)
    SELECT notification_id, kind, actor, version, order_id, about::json, at::timestamptz FROM told ORDER BY notification_id
    ON CONFLICT (notification_id) DO NOTHING
    RETURNING notification_id, kind
  ), planned AS (
    SELECT notification_id, 'email' AS channel, t.email_status AS status, t.email_detail AS detail
      FROM made JOIN told t USING (notification_id)
    UNION ALL
    SELECT m.notification_id, w.webhook_id, 'pending', NULL
      FROM made m JOIN webhooks w ON w.kinds IS NULL OR m.kind = ANY(w.kinds)
  ), written AS (
    INSERT INTO notification_deliveries (notification_id, channel, status, detail)
    SELECT notification_id, channel, status, detail FROM planned
    RETURNING notification_id, channel, status
  )
  SELECT notification_id, channel FROM written WHERE status = 'pending'`;

/** Writes the notifications of a batch with a delivery per channel; answers those that are to be sent. */
export function planDeliveries(
  sql: Sql,
  notifications: readonly PlannedNotification[],
): Promise<{ notification_id: string; channel: string }[]> {
  return sql.query('notification-plan', PLAN, [
    texts(notifications.map(({ notificationId }) => notificationId)),
    texts(notifications.map(({ about }) => about.kind)),
    texts(notifications.map(({ event }) => event.actor)),
    integers(notifications.map(({ event }) => event.version)),
    texts(notifications.map(({ about }) => ('orderId' in about ? about.orderId : null))),
    texts(notifications.map(({ about }) => JSON.stringify(about))),
    texts(notifications.map(({ event }) => event.at)),
    texts(notifications.map(({ email }) => email.status)),
    texts(notifications.map(({ email }) => email.detail)),
  ]);
}
