import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/**
 * What one order holds of the stock. `released` and `rejected` rows stay as tombstones, so that a late `ReserveStock`
 * of the same order is refused; `expiring` has been reported to its order, which has not decided yet.
 */
export const Reservation = defineEntity({
  name: 'Reservation',
  tableName: 'reservations',
  properties: {
    orderId: p.text().primary(),
    status: p.enum(['reserved', 'expiring', 'committed', 'released', 'rejected'] as const),
    items: p.json<{ productId: string; quantity: number }[]>(),
    expiresAt: p.datetime().nullable(),
  },
});

export type Reservation = InferEntity<typeof Reservation>;
