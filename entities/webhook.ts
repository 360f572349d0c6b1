import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** An address that wants to be told, and the secret that signs what it is told. */
export const Webhook = defineEntity({
  name: 'Webhook',
  tableName: 'webhooks',
  properties: {
    webhookId: p.text().primary(),
    url: p.text(),
    /** Which kinds of notification it wants; null: all. */
    kinds: p.array().nullable(),
    secret: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});

export type Webhook = InferEntity<typeof Webhook>;
