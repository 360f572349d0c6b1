import type { z } from 'zod';
import { type About, type notificationCommands, retrying } from '../../machines/notification/messages.ts';
import { address, type HandlerOutcome, idOf, type Message, type Sql } from '../../runtime/index.ts';
import type { NotificationSettings } from './settings.ts';
import { type PlannedEmail, planDeliveries } from './statements.ts';

type Notify = z.output<typeof notificationCommands.Notify>;

/** Plans each notification: its row, and a delivery per channel; those who send are told in the same commit. */
export function notificationHandler(settings: NotificationSettings) {
  const pace = retrying.parse(settings.retrying ?? {});

  return async (messages: readonly Message[], sql: Sql): Promise<HandlerOutcome[]> => {
    const notifications = messages.map(({ to, payload }) => {
      const { about, event } = payload as Notify;
      return { notificationId: idOf(to), about, event, email: emailFor(about, settings) };
    });
    const pending = Map.groupBy(await planDeliveries(sql, notifications), (row) => row.notification_id);
    return notifications.map(({ notificationId, about, event }) => {
      settings.announce?.(notificationId, about);
      const channels = (pending.get(notificationId) ?? []).map(({ channel }) => channel).sort();
      const delivery = { notificationId, about, event, retrying: pace };
      return { sends: channels.map((channel) => deliver(channel, delivery)) };
    });
  };
}

function deliver(
  channel: string,
  delivery: { notificationId: string },
): NonNullable<HandlerOutcome['sends']>[number] {
  const { notificationId } = delivery;
  if (channel === 'email')
    return { to: address('email-delivery', notificationId), type: 'Deliver', payload: { ...delivery, channel } };
  return {
    to: address('webhook-delivery', `${notificationId}.${channel}`),
    type: 'Deliver',
    payload: { ...delivery, channel: 'webhook', webhookId: channel },
  };
}

function emailFor({ kind }: About, { mailer, operationsEmail }: NotificationSettings): PlannedEmail {
  if (!mailer) return { status: 'skipped', detail: 'no mail server is configured' };
  if (kind === 'signal.partial' && !operationsEmail)
    return { status: 'skipped', detail: 'no address for operations is configured' };
  return { status: 'pending', detail: null };
}
