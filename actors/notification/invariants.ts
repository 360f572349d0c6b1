import type { Invariant, Sql } from '../../runtime/index.ts';
import { messageIdOf } from './channels/email.ts';
import type { MailEntry } from './mailbox/mail-file.ts';
import { notify } from './policy.ts';

async function lines(sql: Sql, name: string, text: string, values: unknown[] = []): Promise<string[]> {
  const rows = await sql.query<{ line: string }>(name, `${text} LIMIT 100`, values);
  return rows.map(({ line }) => line);
}

/** The events that are told, with the id of their notification. */
const told = `
  SELECT e.*, split_part(e.actor, '/', 1) || '.' || substr(e.actor, strpos(e.actor, '/') + 1) || '.' || e.version AS notification_id
    FROM events e
   WHERE (e.type IN ('OrderConfirmed', 'OrderCancelled', 'ShipmentPrepared') AND e.actor LIKE 'order/%'
          AND e.payload ->> 'customerId' IS NOT NULL)
      OR (e.type = 'SignalCompleted' AND e.actor LIKE 'signal/%' AND (e.payload ->> 'partial')::boolean)`;

/** Every message that is on its way, or stuck where everybody can see it. */
const underWay = `
  SELECT m ->> 'to' AS "to" FROM outbox CROSS JOIN LATERAL json_array_elements(messages) AS m
  UNION ALL SELECT actor FROM parked
  UNION ALL SELECT actor FROM dead_letters WHERE state IN ('open', 'redriving')`;

/** What must hold of notifications. Each check answers at most 100 violations. */
export const notificationInvariants: readonly Invariant[] = [
  {
    name: 'every event that is to be told has its notification, or the policy has not come to it, or it is on its way',
    check: (sql) =>
      lines(
        sql,
        'invariant-notification-missing',
        `SELECT format('%s %s of %s has no notification', t.type, t.version, t.actor) AS line
           FROM (${told}) t JOIN checkpoints c ON c.name = $1 AND (t.tx, t.pos) <= (c.tx, c.pos)
          WHERE NOT EXISTS (SELECT FROM notifications n WHERE n.notification_id = t.notification_id)
            AND 'notification/' || t.notification_id NOT IN (${underWay})`,
        [notify.name],
      ),
  },
  {
    name: 'every notification tells of an event that happened',
    check: (sql) =>
      lines(
        sql,
        'invariant-notification-orphan',
        `SELECT format('%s tells of no event', n.notification_id) AS line
           FROM notifications n
          WHERE NOT EXISTS (SELECT FROM (${told}) t WHERE t.notification_id = n.notification_id
                               AND t.actor = n.actor AND t.version = n.version)`,
      ),
  },
  {
    name: 'every delivery is settled, or somebody is on it',
    check: (sql) =>
      lines(
        sql,
        'invariant-notification-delivery',
        `WITH pending AS (
           SELECT notification_id, channel,
                  CASE channel WHEN 'email' THEN 'email-delivery/' || notification_id
                               ELSE 'webhook-delivery/' || notification_id || '.' || channel END AS address
             FROM notification_deliveries WHERE status = 'pending')
         SELECT format('%s on %s is pending, and nobody is on it', p.notification_id, p.channel) AS line
           FROM pending p
          WHERE NOT EXISTS (SELECT FROM actors a WHERE a.address = p.address AND a.status = 'active'
                               AND a.state IN ('sending', 'waiting'))
            AND p.address NOT IN (${underWay})`,
      ),
  },
];

/**
 * The inbox of the own mail server against the deliveries. On a live system the two cannot be read at one moment: what it
 * held `before` is somebody's notification by then, and what was sent is in it `after`.
 */
export function inboxInvariants(inbox: {
  before: readonly MailEntry[];
  after: readonly MailEntry[];
}): readonly Invariant[] {
  const arrived = new Set(inbox.after.map(({ messageId }) => messageId));
  const ours = inbox.before.flatMap(({ notificationId }) => notificationId ?? []);
  return [
    {
      name: 'no notification is in the inbox twice',
      check: async () => {
        const counts = Map.groupBy(
          inbox.after.flatMap(({ notificationId }) => notificationId ?? []),
          (id) => id,
        );
        return [...counts]
          .filter(([, mails]) => mails.length > 1)
          .map(([id, { length }]) => `${id} is there ${length} times`);
      },
    },
    {
      name: 'every mail in the inbox belongs to a notification',
      check: (sql) =>
        lines(
          sql,
          'invariant-inbox-orphan',
          `SELECT format('the mail about %s belongs to no delivery', m.id) AS line
             FROM json_array_elements_text($1::text::json) AS m (id)
            WHERE NOT EXISTS (SELECT FROM notification_deliveries d WHERE d.notification_id = m.id AND d.channel = 'email')`,
          [JSON.stringify(ours)],
        ),
    },
    {
      name: 'every e-mail that counts as sent is in the inbox',
      check: async (sql) => {
        const sent = await sql.query<{ notification_id: string }>(
          'invariant-inbox-sent',
          "SELECT notification_id FROM notification_deliveries WHERE channel = 'email' AND status = 'sent'",
        );
        return sent
          .filter(({ notification_id }) => !arrived.has(messageIdOf(notification_id)))
          .slice(0, 100)
          .map(({ notification_id }) => `${notification_id} counts as sent and is not in the inbox`);
      },
    },
  ];
}
