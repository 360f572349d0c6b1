import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** What the order side knows of a customer: a view, kept from the events of users and orders. */
export const Customer = defineEntity({
  name: 'Customer',
  tableName: 'customers',
  properties: {
    customerId: p.text().primary(),
    /** Null until the customer registers. */
    name: p.text().nullable(),
    email: p.text().nullable(),
    orders: p.integer(),
    confirmed: p.integer(),
    cancelled: p.integer(),
    /** Totals of confirmed orders in minor units, by currency. */
    spent: p.json<Record<string, number>>(),
    /** The last event that the row has seen. */
    seenTx: p.bigint('number'),
    seenPos: p.bigint('number'),
  },
});

export type Customer = InferEntity<typeof Customer>;
