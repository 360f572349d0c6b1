import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A product and where its stock is: `received = available + reserved + shipped`, a constraint of the table. */
export const Product = defineEntity({
  name: 'Product',
  tableName: 'products',
  properties: {
    productId: p.text().primary(),
    productName: p.text(),
    /** In cents; null: it has no price yet. */
    unitPriceMinor: p.bigint('number').nullable(),
    received: p.bigint('number').default(0),
    available: p.bigint('number').default(0),
    reserved: p.bigint('number').default(0),
    shipped: p.bigint('number').default(0),
  },
});

export type Product = InferEntity<typeof Product>;
