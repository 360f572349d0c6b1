import { type Sql, texts } from '../../../runtime/index.ts';

export interface WebhookRow {
  webhook_id: string;
  url: string;
  kinds: readonly string[] | null;
  secret: string;
}

export interface Target {
  url: string;
  secret: string;
}

export async function insertWebhooks(sql: Sql, webhooks: readonly WebhookRow[]): Promise<Set<string>> {
  const rows = await sql.query<{ webhook_id: string }>(
    'webhook-insert',
    `INSERT INTO webhooks (webhook_id, url, kinds, secret)
     SELECT w.webhook_id, w.url, (SELECT array_agg(k) FROM json_array_elements_text(w.kinds) k), w.secret
       FROM json_to_recordset($1::text::json) AS w (webhook_id text, url text, kinds json, secret text)
      ORDER BY w.webhook_id
     ON CONFLICT (webhook_id) DO NOTHING
     RETURNING webhook_id`,
    [JSON.stringify(webhooks.map(({ kinds, ...rest }) => ({ ...rest, kinds: kinds ?? [] })))],
  );
  return new Set(rows.map(({ webhook_id }) => webhook_id));
}

export async function deleteWebhooks(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ webhook_id: string }>(
    'webhook-delete',
    'DELETE FROM webhooks WHERE webhook_id = ANY($1::text[]) RETURNING webhook_id',
    [texts(ids)],
  );
  return new Set(rows.map(({ webhook_id }) => webhook_id));
}

export async function readTargets(sql: Sql, ids: readonly string[]): Promise<Map<string, Target>> {
  const rows = await sql.query<Target & { webhook_id: string }>(
    'webhook-targets',
    'SELECT webhook_id, url, secret FROM webhooks WHERE webhook_id = ANY($1::text[])',
    [texts(ids)],
  );
  return new Map(rows.map(({ webhook_id, url, secret }) => [webhook_id, { url, secret }]));
}
