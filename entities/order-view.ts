import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** The list view of orders, kept by a projection and rebuilt from events at any time. */
export const OrderView = defineEntity({
  name: 'OrderView',
  tableName: 'order_views',
  properties: {
    orderId: p.text().primary(),
    customerId: p.text().nullable(),
    status: p.enum(['pending', 'confirmed', 'cancelled'] as const),
    step: p.text(),
    reason: p.text().nullable(),
    totalMinor: p.bigint('number').nullable(),
    currency: p.text().nullable(),
    items: p
      .json<{ productId: string; productName: string; quantity: number; unitPriceMinor: number }[]>()
      .nullable(),
    placedAt: p.datetime().nullable(),
    /** Null: orchestrated. */
    fulfilment: p.text().nullable(),
    /** Of the request that placed it. */
    correlationId: p.text().nullable(),
    updatedAt: p.datetime(),
    /** The version of the last event it holds. */
    version: p.integer(),
  },
});

export type OrderView = InferEntity<typeof OrderView>;
