import type { NotificationKind } from '../../../machines/notification/messages.ts';
import type { Sql } from '../../../runtime/index.ts';

export interface WebhookView {
  webhookId: string;
  url: string;
  /** Absent: all. */
  events?: NotificationKind[];
  createdAt: string;
}

interface Row {
  webhook_id: string;
  url: string;
  kinds: NotificationKind[] | null;
  secret: string;
  created_at: Date;
}

/** With its secret, which is shown to nobody but to whoever registers it. */
export async function getWebhook(
  sql: Sql,
  webhookId: string,
): Promise<(WebhookView & { secret: string }) | undefined> {
  const [row] = await sql.query<Row>('webhook-get', 'SELECT * FROM webhooks WHERE webhook_id = $1', [webhookId]);
  return row && { ...toView(row), secret: row.secret };
}

/** All of them, oldest first. */
export async function listWebhooks(sql: Sql): Promise<WebhookView[]> {
  const rows = await sql.query<Row>('webhooks-list', 'SELECT * FROM webhooks ORDER BY created_at, webhook_id');
  return rows.map(toView);
}

function toView({ webhook_id, url, kinds, created_at }: Row): WebhookView {
  return { webhookId: webhook_id, url, ...(kinds && { events: kinds }), createdAt: created_at.toISOString() };
}
