import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A registered user. No two have the same address, whatever its case. */
export const User = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    userId: p.text().primary(),
    email: p.text(),
    name: p.text(),
    registeredAt: p.datetime().defaultRaw('now()'),
  },
});

export type User = InferEntity<typeof User>;
