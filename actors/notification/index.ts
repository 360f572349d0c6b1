import { notificationCommands } from '../../machines/notification/messages.ts';
import { type ActorDefinition, defineHandlerActor } from '../../runtime/index.ts';
import { emailDelivery } from './channels/email.ts';
import { webhookDelivery } from './channels/webhook.ts';
import { notificationHandler } from './handle.ts';
import type { NotificationSettings } from './settings.ts';
import { undeliveredActor } from './undelivered.ts';
import { webhookActor } from './webhooks/webhook.ts';

export { type Mailer, smtpMailer } from './channels/mailer.ts';
export { signatureOf } from './channels/signature.ts';
export { inboxInvariants, notificationInvariants } from './invariants.ts';
export { type Inbox, type MailEntry, openInbox, readInbox } from './mailbox/mail-file.ts';
export { type MailboxOptions, startMailbox } from './mailbox/server.ts';
export { notify } from './policy.ts';
export { getNotification, listNotifications, type NotificationFilter, type NotificationView } from './queries.ts';
export type { NotificationSettings } from './settings.ts';
export { getWebhook, listWebhooks, type WebhookView } from './webhooks/queries.ts';

/**
 * What is told to customers and other systems. `notification` plans one per event; a delivery per channel sends it and
 * tries again; what cannot be delivered becomes a dead letter of `undelivered`; `webhook` knows who else wants to hear.
 */
export function notificationActors(settings: NotificationSettings = {}): ActorDefinition[] {
  return [
    defineHandlerActor({
      type: 'notification',
      messages: notificationCommands,
      handle: notificationHandler(settings),
    }),
    emailDelivery(settings),
    webhookDelivery(),
    undeliveredActor(),
    webhookActor(),
  ];
}
