import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { notificationKind } from '../../machines/notification/messages.ts';
import { PageInput } from '../paging.ts';

export const NotificationId = z.object({
  notificationId: z.string().regex(/^[A-Za-z0-9._~-]{1,120}$/, 'is no id of a notification'),
});

const status = z
  .enum(['pending', 'sent', 'failed'])
  .describe('failed: a channel was given up; pending: one is under way; else sent');

const Channel = z.object({
  channel: z.enum(['log', 'email', 'webhook']),
  webhookId: z.string().optional(),
  status: z.enum(['pending', 'sent', 'skipped', 'failed']),
  attempts: z.int(),
  recipient: z.string().optional(),
  detail: z.string().optional().describe('Why it failed so far, or was skipped'),
  updatedAt: z.string().optional(),
});

export const Notification = z
  .object({
    notificationId: z.string(),
    kind: notificationKind,
    orderId: z.string().optional(),
    signalId: z.string().optional(),
    status,
    at: z.string().describe('When it happened'),
    channels: z.array(Channel),
  })
  .meta({ id: 'Notification' });

export const NotificationFilter = PageInput.extend({
  orderId: identifier.optional(),
  status: status.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'is no cursor of this list')
    .optional()
    .describe('The `nextCursor` of the page before'),
});

export const MailFilter = PageInput.omit({ cursor: true }).extend({
  to: z.string().max(254).optional().describe('Only mail to this address'),
});

export const Mail = z
  .object({
    messageId: z.string(),
    notificationId: z.string().optional(),
    from: z.string(),
    to: z.array(z.string()),
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    receivedAt: z.string(),
  })
  .meta({ id: 'Mail' });
