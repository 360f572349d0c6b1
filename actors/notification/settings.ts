import type { z } from 'zod';
import type { About, retrying } from '../../machines/notification/messages.ts';
import type { Mailer } from './channels/mailer.ts';

export interface NotificationSettings {
  /** Sends the e-mails; none: that channel is skipped. */
  mailer?: Mailer;
  /** Who hears by e-mail of what concerns no customer (partial signals); none: nobody. */
  operationsEmail?: string;
  /** How often and how fast a channel is tried; see `retrying` for meaning and defaults. */
  retrying?: Partial<z.input<typeof retrying>>;
  /** The log channel: gets every notification once it is planned; after a crash perhaps again, under the same id. */
  announce?(notificationId: string, about: About): void;
}
