import type { About, NotificationKind } from '../../machines/notification/messages.ts';
import type { Sql } from '../../runtime/index.ts';

export type DeliveryStatus = 'pending' | 'sent' | 'skipped' | 'failed';
export type NotificationStatus = 'pending' | 'sent' | 'failed';

/** How far one channel has come. */
export interface ChannelView {
  channel: 'log' | 'email' | 'webhook';
  webhookId?: string;
  status: DeliveryStatus;
  attempts: number;
  recipient?: string;
  /** Why it failed so far, or was skipped. */
  detail?: string;
  updatedAt?: string;
}

export interface NotificationView {
  notificationId: string;
  kind: NotificationKind;
  orderId?: string;
  signalId?: string;
  /** `failed`: a channel was given up; `pending`: one is under way; else `sent`, where there was somebody to send it to. */
  status: NotificationStatus;
  /** When the event happened; ISO 8601. */
  at: string;
  channels: ChannelView[];
}

export interface NotificationFilter {
  orderId?: string;
  status?: NotificationStatus;
  /** The `nextCursor` of the page before. */
  cursor?: string;
  /** Default 50. */
  limit?: number;
}

interface Row {
  notification_id: string;
  seq: string;
  kind: NotificationKind;
  about: About;
  at: Date;
  deliveries: DeliveryRow[] | null;
}

interface DeliveryRow {
  channel: string;
  status: DeliveryStatus;
  attempts: number;
  recipient: string | null;
  detail: string | null;
  updated_at: string;
}

const SELECT = `
  SELECT n.notification_id, n.seq, n.kind, n.about, n.at,
         (SELECT json_agg(d ORDER BY d.channel) FROM notification_deliveries d WHERE d.notification_id = n.notification_id) AS deliveries
    FROM notifications n`;

const withOne = (status: string) =>
  `n.notification_id IN (SELECT notification_id FROM notification_deliveries WHERE status = '${status}')`;

const having: Readonly<Record<NotificationStatus, string>> = {
  failed: withOne('failed'),
  pending: `${withOne('pending')} AND NOT ${withOne('failed')}`,
  sent: `NOT ${withOne('pending')} AND NOT ${withOne('failed')}`,
};

/** Newest first. */
export async function listNotifications(
  sql: Sql,
  { orderId, status, cursor, limit = 50 }: NotificationFilter = {},
): Promise<{ items: NotificationView[]; nextCursor?: string }> {
  const values: unknown[] = [limit + 1];
  const where: string[] = [];
  if (cursor !== undefined) where.push(`n.seq < $${values.push(cursor)}::bigint`);
  if (orderId !== undefined) where.push(`n.order_id = $${values.push(orderId)}`);
  if (status !== undefined) where.push(having[status]);
  const rows = await sql.query<Row>(
    `notifications-list-${status ?? 'any'}${cursor ? '-on' : ''}${orderId ? '-order' : ''}`,
    `${SELECT} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY n.seq DESC LIMIT $1`,
    values,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(toView), ...(rows.length > limit && last ? { nextCursor: last.seq } : {}) };
}

export async function getNotification(sql: Sql, notificationId: string): Promise<NotificationView | undefined> {
  const [row] = await sql.query<Row>('notification-get', `${SELECT} WHERE n.notification_id = $1`, [
    notificationId,
  ]);
  return row && toView(row);
}

function toView({ notification_id, kind, about, at, deliveries }: Row): NotificationView {
  const channels = (deliveries ?? []).map(toChannel);
  const has = (status: DeliveryStatus) => channels.some((channel) => channel.status === status);
  return {
    notificationId: notification_id,
    kind,
    ...('orderId' in about ? { orderId: about.orderId } : { signalId: about.signalId }),
    status: has('failed') ? 'failed' : has('pending') ? 'pending' : 'sent',
    at: at.toISOString(),
    channels: [{ channel: 'log', status: 'sent', attempts: 1 }, ...channels],
  };
}

function toChannel({ channel, status, attempts, recipient, detail, updated_at }: DeliveryRow): ChannelView {
  return {
    ...(channel === 'email' ? { channel } : { channel: 'webhook', webhookId: channel }),
    status,
    attempts,
    ...(recipient === null ? {} : { recipient }),
    ...(detail === null ? {} : { detail }),
    updatedAt: new Date(updated_at).toISOString(),
  };
}
