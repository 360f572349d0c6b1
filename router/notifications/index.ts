import { z } from 'zod';
import { NotificationNotFound } from '../errors.ts';
import { route } from '../openapi/route.ts';
import { pageOf } from '../paging.ts';
import { procedure, router } from '../trpc.ts';
import { Mail, MailFilter, Notification, NotificationFilter, NotificationId } from './schemas.ts';

const tag = 'Notifications';

const list = route('GET', '/api/notifications', {
  tag,
  summary: 'Notifications, newest first, with each channel',
});
const inbox = route('GET', '/api/notifications/inbox', {
  tag,
  summary: 'What the own catch-all mail server took, newest first',
  description: 'Empty where SMTP_URL names another server.',
});
const get = route('GET', '/api/notifications/{notificationId}', {
  tag,
  summary: 'One notification',
  problems: ['NOTIFICATION_NOT_FOUND'],
});

export const notifications = router({
  list: procedure
    .meta(list)
    .input(NotificationFilter)
    .output(pageOf(Notification))
    .query(({ ctx, input }) => ctx.notifications.list(input)),

  inbox: procedure
    .meta(inbox)
    .input(MailFilter)
    .output(z.object({ items: z.array(Mail) }))
    .query(async ({ ctx, input: { to, limit } }) => {
      const mails = await ctx.notifications.inbox();
      const wanted = to === undefined ? mails : mails.filter((mail) => mail.to.includes(to));
      return { items: wanted.slice(-limit).reverse() };
    }),

  get: procedure
    .meta(get)
    .input(NotificationId)
    .output(Notification)
    .query(async ({ ctx, input: { notificationId } }) => {
      const notification = await ctx.notifications.get(notificationId);
      if (!notification) throw new NotificationNotFound(notificationId);
      return notification;
    }),
});
