import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** The money side of one order in minor units, as its payment actor knows it. */
export const Payment = defineEntity({
  name: 'Payment',
  tableName: 'payments',
  properties: {
    orderId: p.text().primary(),
    /** The payment machine's state. */
    status: p.text(),
    amountMinor: p.bigint('number'),
    /** Null where a refund came before any charge. */
    currency: p.text().nullable(),
    chargeId: p.text().nullable(),
    refundedMinor: p.bigint('number').default(0),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});

export type Payment = InferEntity<typeof Payment>;
