import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** What one event gave to tell. */
export const Notification = defineEntity({
  name: 'Notification',
  tableName: 'notifications',
  properties: {
    notificationId: p.text().primary(),
    seq: p.bigint('number').generated('by default as identity'),
    kind: p.text(),
    /** The event: its actor and version. */
    actor: p.text(),
    version: p.integer(),
    orderId: p.text().nullable(),
    about: p.json<Record<string, unknown>>(),
    at: p.datetime(),
  },
});

export type Notification = InferEntity<typeof Notification>;

/** A notification on one channel: `email`, or a webhook's id. */
export const NotificationDelivery = defineEntity({
  name: 'NotificationDelivery',
  tableName: 'notification_deliveries',
  properties: {
    notificationId: p.text().primary(),
    channel: p.text().primary(),
    status: p.enum(['pending', 'sent', 'skipped', 'failed'] as const),
    attempts: p.integer().default(0),
    recipient: p.text().nullable(),
    /** Why it failed so far, or was skipped. */
    detail: p.text().nullable(),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});

export type NotificationDelivery = InferEntity<typeof NotificationDelivery>;
